"""Fill the migrated database of the settings with a house of everything, for a drill of its own.

python -m tests.marketplace.operations.backups.small_market
"""

import os

import django


def build() -> None:
    from tests import factories
    from tests.security.houses import House, add_goods, add_origin, add_sales

    village = factories.make_village("Làng A", slug="lang-a")
    producer = factories.make_producer("Nhà A", village=village)
    house = House(
        letter="A",
        village=village,
        producer=producer,
        owner=factories.make_member(producer, "owner@example.vn"),
        helper=factories.make_member(producer, "helper@example.vn", "packer"),
        buyer=factories.make_user("buyer@example.vn", first_name="Lan"),
    )
    add_goods(house)
    add_origin(house)
    add_sales(house)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
    django.setup()
    build()
