"""Oscar's dashboard, forked: price and stock are changed there as in the portal."""

from oscar.apps.dashboard import apps


class DashboardConfig(apps.DashboardConfig):
    name = "marketplace.office"
