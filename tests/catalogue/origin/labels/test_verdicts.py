"""Verdicts: the one answer about a code, what is most serious first."""

from dataclasses import replace

import pytest
from django.utils import timezone

from catalogue.models import Publication
from catalogue.origin.codes import serials
from catalogue.origin.codes.addresses import Address
from catalogue.origin.labels.reading import Facts, LabelPart, LotPart, ProductPart
from catalogue.origin.labels.verdicts import is_forged, is_printed, is_public, verdict_of
from catalogue.origin.models.scans import Verdict
from marketplace.keys import ring
from tests import keyring

ANCHOR, LOT = "P/R000012", "L-1"
SERIAL = serials.mint(ANCHOR, LOT, 1)[0]
OF_PRODUCT, OF_LOT = Address("P", "R000012"), Address("P", "R000012", LOT)
OF_UNIT = Address("P", "R000012", LOT, SERIAL)


@pytest.fixture(autouse=True)
def _keys_of_tests():
    """The keys that signed above, whatever a test before left."""
    keyring.hold()


def part(kind, **values):
    return kind._make(values.get(name) for name in kind._fields)


def facts(label: str | None = None, lot: str | None = "released", **values) -> Facts:
    """Facts as the database gives them: states are plain texts."""
    product = part(ProductPart, publication=int(values.pop("publication", 1)))
    scans = values.pop("scan_count", 0)
    return Facts(
        product,
        lot and part(LotPart, number=values.pop("number", LOT), state=lot),
        label
        and part(
            LabelPart,
            **{"serial": SERIAL, "state": label, "scan_count": scans, "anchor": ANCHOR} | values,
        ),
    )


@pytest.mark.parametrize(
    ("label", "lot", "far", "scans", "verdict"),
    [
        ("activated", "released", False, 0, Verdict.NEW),
        ("activated", "released", False, 1, Verdict.SEEN),
        ("sold", "closed", False, 0, Verdict.NEW),
        ("sold", "released", False, 7, Verdict.SEEN),
        ("opened", "released", False, 0, Verdict.OPENED),
        ("opened", "released", True, 3, Verdict.FAR),
        ("activated", "released", True, 0, Verdict.FAR),
        ("printed", "released", True, 0, Verdict.NOT_ACTIVATED),
        ("activated", "open", True, 0, Verdict.NOT_ACTIVATED),
        ("revoked", "released", True, 9, Verdict.REVOKED),
        ("revoked", "open", False, 0, Verdict.REVOKED),
        ("revoked", "recalled", False, 0, Verdict.RECALLED),
        ("printed", "recalled", False, 0, Verdict.RECALLED),
        ("activated", "recalled", True, 9, Verdict.RECALLED),
    ],
)
def test_verdict_of_a_unit_says_the_most_serious(label, lot, far, scans, verdict):
    assert verdict_of(OF_UNIT, facts(label, lot, scan_count=scans), far) == verdict


@pytest.mark.parametrize(
    ("scans", "own", "verdict"),
    [(1, 1, Verdict.AGAIN), (2, 2, Verdict.AGAIN), (2, 1, Verdict.SEEN), (1, 0, Verdict.SEEN)],
)
def test_looks_of_the_same_phone_are_no_looks_of_others(scans, own, verdict):
    unit = facts("activated", "released", scan_count=scans)
    assert verdict_of(OF_UNIT, unit, False, own) == verdict
    opened = facts("opened", "released", scan_count=scans)
    assert verdict_of(OF_UNIT, opened, False, own) == Verdict.OPENED


@pytest.mark.parametrize(
    ("label", "lot", "far", "verdict"),
    [
        ("activated", "released", False, Verdict.KEY_REVOKED),
        ("sold", "closed", False, Verdict.KEY_REVOKED),
        ("opened", "released", False, Verdict.KEY_REVOKED),
        ("activated", "released", True, Verdict.FAR),
        ("printed", "released", False, Verdict.NOT_ACTIVATED),
        ("revoked", "released", False, Verdict.REVOKED),
        ("activated", "recalled", False, Verdict.RECALLED),
        (None, "released", False, Verdict.FORGED),
    ],
)
def test_verdict_of_a_unit_whose_key_was_revoked(monkeypatch, label, lot, far, verdict):
    key = ring.find("labels", SERIAL[0])
    revoked = {"labels": {key.name: replace(key, revoked_at=timezone.now())}}
    monkeypatch.setattr(ring, "_read", (ring._read[0], ring._read[1] | revoked))
    assert verdict_of(OF_UNIT, facts(label, lot), far) == verdict


@pytest.mark.parametrize(
    "facts",
    [
        facts(None, "released"),
        facts(None, None),
        facts(None, "recalled"),
        facts("activated", None),
        facts("activated", anchor="P/R000013"),
        facts("activated", number="L-2"),
        facts("revoked", serial=SERIAL[::-1]),
    ],
)
def test_verdict_of_a_serial_that_was_never_printed_is_forged(facts):
    assert verdict_of(OF_UNIT, facts, far=False) == Verdict.FORGED


@pytest.mark.parametrize(
    ("address", "lot", "publication", "verdict"),
    [
        (OF_LOT, "released", Publication.PUBLISHED, Verdict.LOT),
        (OF_LOT, "closed", Publication.PUBLISHED, Verdict.LOT),
        (OF_LOT, "recalled", Publication.WITHDRAWN, Verdict.RECALLED),
        (OF_LOT, "open", Publication.PUBLISHED, Verdict.UNKNOWN_LOT),
        (OF_LOT, None, Publication.WITHDRAWN, Verdict.UNKNOWN_LOT),
        (OF_LOT, "released", Publication.WITHDRAWN, Verdict.WITHDRAWN),
        (OF_PRODUCT, None, Publication.PUBLISHED, Verdict.PRODUCT),
        (OF_PRODUCT, None, Publication.WITHDRAWN, Verdict.WITHDRAWN),
    ],
)
def test_verdict_of_a_lot_or_product(address, lot, publication, verdict):
    assert verdict_of(address, facts(None, lot, publication=publication), far=False) == verdict


@pytest.mark.parametrize(
    ("lot", "shown"),
    [("open", False), ("released", True), ("recalled", True), ("closed", True), (None, False)],
)
def test_is_public_from_the_release_on(lot, shown):
    assert is_public(facts(None, lot)) is shown


def test_is_printed_by_the_address_of_its_run():
    assert is_printed(facts("printed"))
    assert not is_printed(facts("printed", anchor="P/R000013"))
    assert not is_printed(facts("printed", None))
    assert not is_printed(facts(None))


@pytest.mark.parametrize(
    ("address", "forged"),
    [
        (OF_UNIT, False),
        (OF_UNIT._replace(serial="0" * 16), True),
        (OF_UNIT._replace(lot="L-2"), True),
        (OF_UNIT._replace(lot="", serial="0" * 16), False),  # cannot be told without its lot
        (OF_LOT, False),
        (OF_PRODUCT, False),
    ],
)
def test_is_forged_when_a_serial_cannot_be_ours(address, forged):
    assert is_forged(address) is forged


def test_facts_have_one_version_for_all_labels_of_a_lot():
    one, other = facts("activated"), facts("sold", scan_count=5)
    assert one.version == other.version
    assert one.version != facts("activated", "recalled").version
    place = part(LotPart, village__slug="bat-trang", village__name="Bát Tràng")
    assert place.village == ("bat-trang", "Bát Tràng")
    goods = part(ProductPart, village__slug="van-phuc", village__name="Vạn Phúc")
    assert goods.village == ("van-phuc", "Vạn Phúc")
