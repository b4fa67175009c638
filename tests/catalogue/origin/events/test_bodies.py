"""Bodies of events: exact numbers, times in the site's zone, what is private."""

import datetime
from decimal import Decimal

import pytest
from django.conf import settings

from catalogue.origin.events import bodies
from catalogue.origin.events.bodies import Item
from catalogue.origin.models import EventItem, LotMaterial
from tests import factories

Role = EventItem.Role
AT = datetime.datetime(2026, 4, 18, 3, 0, 5, 999_999, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("quantity", "uom", "element"),
    [
        (None, "", {}),
        (5, "", {"quantity": 5}),
        (Decimal("40.500"), "KGM", {"quantity": 40.5, "uom": "KGM"}),
        (Decimal("40.499"), "KGM", {"quantity": 40.499, "uom": "KGM"}),
        (Decimal("40.600"), "KGM", {"quantity": 40.6, "uom": "KGM"}),
        (Decimal("40.000"), "KGM", {"quantity": 40, "uom": "KGM"}),
        (Decimal("100"), "", {"quantity": 100}),
        (Decimal("0.001"), "LTR", {"quantity": 0.001, "uom": "LTR"}),
        (None, "KGM", {"uom": "KGM"}),
    ],
)
def test_quantity_of_is_whole_or_exact(quantity, uom, element):
    made = bodies.quantity_of("urn:x:1", quantity, uom)
    assert made == {"epcClass": "urn:x:1", **element}
    assert type(made.get("quantity")) is type(element.get("quantity"))


def test_common_writes_the_sites_own_zone_to_the_second():
    assert bodies.common("ObjectEvent", at=AT, biz_step="packing") == {
        "type": "ObjectEvent",
        "eventTime": "2026-04-18T10:00:05+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "packing",
    }


def test_common_writes_places_and_own_elements_that_say_something():
    body = bodies.common(
        "ObjectEvent",
        at=AT,
        biz_step="packing",
        disposition="active",
        place="urn:x:here",
        stays_at="urn:x:there",
        own={"step": "Nung", "note": ""},
    )
    assert body["disposition"] == "active"
    assert body["readPoint"] == {"id": "urn:x:here"}
    assert body["bizLocation"] == {"id": "urn:x:there"}
    assert body["ocop:step"] == "Nung"
    assert "ocop:note" not in body
    assert body["@context"] == [{"ocop": f"{settings.SITE_URL}/voc/"}]


def test_items_of_lists_everything_with_its_role():
    body = {
        "epcList": ["urn:x:1"],
        "childEPCs": ["urn:x:2"],
        "inputEPCList": None,
        "outputEPCList": ["urn:x:3"],
        "parentID": "urn:x:box",
        "quantityList": [{"epcClass": "urn:x:c", "quantity": 2.5, "uom": "KGM"}],
        "inputQuantityList": [{"epcClass": "urn:x:d"}],
    }
    assert bodies.items_of(body) == [
        Item(Role.EPC, "urn:x:1"),
        Item(Role.CHILD, "urn:x:2"),
        Item(Role.OUTPUT_EPC, "urn:x:3"),
        Item(Role.PARENT, "urn:x:box"),
        Item(Role.QUANTITY, "urn:x:c", Decimal("2.5"), "KGM"),
        Item(Role.INPUT_QUANTITY, "urn:x:d", None, ""),
    ]


def test_places_of_are_points_and_parties_that_are_locations():
    body = {
        "readPoint": {"id": "urn:x:1"},
        "bizLocation": {"id": "urn:x:2"},
        "sourceList": [
            {"type": "location", "source": "urn:x:3"},
            {"type": "owning_party", "source": "urn:x:4"},
        ],
        "destinationList": [{"type": "location", "destination": "urn:x:5"}],
    }
    assert bodies.places_of(body) == ["urn:x:1", "urn:x:2", "urn:x:3", "urn:x:5"]
    assert bodies.places_of({}) == []


@pytest.mark.parametrize(
    ("body", "private"),
    [
        ({}, False),
        ({"ocop:step": "Nung"}, False),
        ({"ex:owner": "Lan"}, True),
        ({"bizTransactionList": [{"bizTransaction": "urn:x:1"}]}, True),
        ({"bizTransactionList": []}, False),
        ({"sourceList": [{"type": "location", "source": "urn:x:1"}]}, False),
        ({"sourceList": [{"type": "owning_party", "source": "urn:x:1"}]}, True),
        ({"destinationList": [{"type": "possessing_party", "destination": "urn:x:1"}]}, True),
        ({"readPoint": {"id": "urn:x:1"}}, False),
        ({"readPoint": {"id": "urn:x:1", "ex:door": "3"}}, True),
        ({"bizLocation": {"id": "urn:x:1", "ex:door": "3"}}, True),
        ({"ilmd": {"ocop:bestBefore": "2027-01-01"}}, False),
        ({"ilmd": {"ex:farmer": "Lan"}}, True),
        ({"sensorElementList": [{}]}, True),
    ],
)
def test_is_private_when_it_may_name_persons(body, private):
    assert bodies.is_private(body, []) is private


@pytest.mark.parametrize(
    ("role", "private"),
    [
        (Role.EPC, True),
        (Role.CHILD, True),
        (Role.INPUT_EPC, True),
        (Role.OUTPUT_EPC, True),
        (Role.PARENT, False),
        (Role.QUANTITY, False),
        (Role.OUTPUT_QUANTITY, False),
    ],
)
def test_is_private_when_it_names_serials(role, private):
    assert bodies.is_private({}, [Item(Role.QUANTITY, "urn:x:0"), Item(role, "urn:x:1")]) is private


def test_bodies_of_a_lot_name_it_and_its_materials(product):
    lot = factories.make_lot(product, uom="KGM")
    source = factories.make_lot(product, "L-0")
    clay = LotMaterial.objects.create(lot=lot, name="Đất sét", quantity=Decimal("2.5"), uom="KGM")
    glaze = LotMaterial.objects.create(lot=lot, name="Men", source_lot=source, uom="")
    of_lot = f"{settings.SITE_URL}/P/{product.code}/L/L2026-01"
    assert bodies.class_uri(lot) == of_lot
    assert bodies.whole_lot(lot) == [{"epcClass": of_lot, "quantity": 100, "uom": "KGM"}]
    assert bodies.whole_lot(lot, 7)[0]["quantity"] == 7
    body = bodies.transformation(lot=lot, materials=[clay, glaze], at=AT, biz_step="commissioning")
    assert body["type"] == "TransformationEvent"
    assert "action" not in body
    assert body["inputQuantityList"] == [
        {"epcClass": f"{settings.SITE_URL}/material/{clay.pk}", "quantity": 2.5, "uom": "KGM"},
        {"epcClass": f"{settings.SITE_URL}/P/{product.code}/L/L-0"},
    ]
    assert body["outputQuantityList"] == bodies.whole_lot(lot)
    seen = bodies.observation(quantities=bodies.whole_lot(lot), at=AT, biz_step="storing")
    assert (seen["type"], seen["action"]) == ("ObjectEvent", "OBSERVE")
    assert seen["quantityList"] == bodies.whole_lot(lot)
