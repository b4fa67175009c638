"""Oscar's account pages, forked: signing in and passwords belong to allauth."""

from oscar.apps.customer import apps


class CustomerConfig(apps.CustomerConfig):
    name = "marketplace.customer"
