"""Oscar's partner, forked: one stock record a product or variant; a line is priced from its own."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    name = "marketplace.partner"
