"""Purchases at the desk: found by what a buyer knows, seen whole, and each look written down."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.ledger.models import AuditRecord
from marketplace.purchases.models import Purchase
from tests import factories
from tests.flows.sale import arrived, paid, place, ship
from tests.marketplace.aftersale.claims import asked as asked_back

pytestmark = pytest.mark.django_db
LIST = "/en/sell/review/cases/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def purchase(product, owner):
    made = paid([(product, 1)])
    ship(made.orders.get(), owner)
    other = place([(product, 1)])
    Purchase.objects.filter(pk=other.pk).update(email="other@example.org", phone="+84333444555")
    other.orders.get().shipping_address.__class__.objects.filter(
        pk=other.orders.get().shipping_address_id
    ).update(first_name="Trần Văn Khác")
    Purchase.objects.filter(pk=made.pk).update(phone="+84912345678")
    made.refresh_from_db()
    return made


def shown(response) -> list[str]:
    return [row.number for row in response.context["page"]]


@pytest.mark.parametrize(
    "asked",
    ["{number}", "{number}-1", "KHACH@example", "0912 345 678", "+84 912345", "nguyễn lan", "vn1"],
)
def test_a_purchase_is_found_by_what_its_buyer_knows(desk, purchase, asked):
    asked = asked.format(number=purchase.number)
    if asked == "vn1":  # a tracking code, of three signs in the tests
        parcel = purchase.orders.get().parcels.get()
        parcel.tracking_code = "VN12345"
        parcel.save(update_fields=["tracking_code"])
        asked = "vn12345"
    assert shown(desk.get(LIST, {"q": asked})) == [purchase.number]


@pytest.mark.parametrize("asked", ["", "lan", "0912", "nobody", "%%%%", "____", "\0\0\0\0"])
def test_too_little_or_nothing_known_finds_nothing(desk, purchase, asked):
    answer = desk.get(LIST, {"q": asked})
    assert (answer.status_code, shown(answer)) == (200, [])


def test_who_looked_for_what_is_written_down(desk, purchase, staff):
    desk.get(LIST)
    assert not AuditRecord.objects.exists()
    desk.get(LIST, {"q": "khach@example.vn"})
    desk.get(f"{LIST}{purchase.number}/")
    rows = AuditRecord.objects.order_by("pk").values_list("user", "page", "subject")
    assert list(rows) == [
        (staff.pk, "moderation:cases", "khach@example.vn"),
        (staff.pk, "moderation:case", purchase.number),
    ]


def test_a_case_shows_whom_to_call_and_what_came_of_it(desk, product, owner):
    claim = asked_back(product, owner)
    purchase = claim.order.purchase
    page = unescape(desk.get(f"{LIST}{purchase.number}/").content.decode())
    for told in (
        f"mailto:{purchase.email}",
        "Nguyễn Lan",
        claim.order.lines.get().title,
        "Handed to the carrier",
        claim.number,
        str(purchase.token),
    ):
        assert told in page


def test_desk_of_cases_is_closed_to_others(client, purchase, owner, stranger, buyer):
    for person in (None, owner, stranger, buyer):
        if person:
            client.force_login(person)
        for path in (LIST, f"{LIST}{purchase.number}/"):
            answer = client.get(path, {"q": purchase.number})
            assert answer.status_code in {302, 403}
    assert not AuditRecord.objects.exists()


def test_a_number_that_is_not_there_is_404(desk):
    assert desk.get(f"{LIST}261129-XXXXXX/").status_code == 404


def test_list_costs_the_same_however_many_are_found(desk, product, owner):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert desk.get(LIST, {"q": "khach@example.vn"}).status_code == 200
        return len(seen)

    paid([(product, 1)])
    queries()
    first = queries()
    for _each in range(3):
        arrived([(product, 1), (factories.make_product(), 1)], owner)
    assert queries() == first
