"""A parcel's code is put right while it is on its way; the buyer reads the right one."""

import pytest

from marketplace.aftersale.cash import deliver
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, PurchaseEvent
from marketplace.purchases.parcels import correct_parcel
from marketplace.purchases.services import MoveRefused
from tests.flows.sale import paid, ship

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(product, owner):
    return ship(paid([(product, 1)]).orders.get(), owner)


def corrected(parcel, owner, code="FFFNL9HH", carrier="GHN") -> bool:
    return correct_parcel(parcel=parcel, by=owner, carrier=carrier, tracking_code=code)


def test_the_code_is_put_right_with_its_history_and_a_mail(parcel, owner):
    assert corrected(parcel, owner)
    parcel.refresh_from_db()
    assert (parcel.carrier, parcel.tracking_code) == ("GHN", "FFFNL9HH")
    event = PurchaseEvent.objects.get(code="parcel_corrected")
    assert (event.by, event.order_id) == (owner, parcel.order_id)
    assert event.detail == {
        "parcel": parcel.pk,
        "before": {"carrier": "Bưu điện", "tracking_code": "VN1"},
        "carrier": "GHN",
        "tracking_code": "FFFNL9HH",
    }
    mail = compose(MailMessage.objects.get(template="parcel_corrected"))
    assert "https://donhang.ghn.vn/?order_code=FFFNL9HH" in mail.body
    assert "VN1" not in mail.body


def test_the_same_again_changes_nothing_and_a_second_slip_is_told_anew(parcel, owner):
    assert corrected(parcel, owner)
    assert not corrected(parcel, owner)
    assert corrected(parcel, owner, "FFFNL9HK")
    assert PurchaseEvent.objects.filter(code="parcel_corrected").count() == 2
    assert MailMessage.objects.filter(template="parcel_corrected").count() == 2


def test_what_has_arrived_stays_as_it_was_sent(parcel, owner):
    deliver(parcel=parcel, by=owner)
    with pytest.raises(MoveRefused):
        corrected(parcel, owner)
    parcel.refresh_from_db()
    assert parcel.tracking_code == "VN1"
    assert not PurchaseEvent.objects.filter(code="parcel_corrected").exists()
