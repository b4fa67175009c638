"""Vouchers are held for a purchase and given back; caps hold, whoever asks and how often."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.discounts.models import Voucher, VoucherUse
from marketplace.discounts.services import (
    TermsChanged,
    VoucherRefused,
    agree,
    buyer_of,
    has_used,
    hold,
    hold_again,
    names_held_by,
    names_of,
    release,
    take,
)
from marketplace.discounts.sharing import REFUSALS, Applied
from tests import factories

pytestmark = pytest.mark.django_db
LAN = "lan@example.vn"


def held(*vouchers: Voucher, number: str = "A1", amount: int = 1000, user=None, email: str = LAN):
    uses = [Applied(voucher, amount) for voucher in vouchers]
    hold(applied=iter(uses), purchase_number=number, user=user, email=email)


def counted(voucher: Voucher) -> tuple[int, int]:
    voucher.refresh_from_db()
    return voucher.uses, voucher.spent


def refusal_of(*vouchers, **how) -> tuple[str, str]:
    with pytest.raises(VoucherRefused) as refusal, transaction.atomic():
        held(*vouchers, **how)
    assert refusal.value.reason in REFUSALS
    assert str(refusal.value) == f"{refusal.value.code}: {refusal.value.reason}"
    return refusal.value.code, refusal.value.reason


# Who a buyer is ----------------------------------------------------------------------------


def test_buyer_is_an_account_or_an_address():
    lan = factories.make_user("Lan@Example.vn")
    assert buyer_of(lan, "other@example.vn") == f"user:{lan.pk}"
    assert buyer_of(None, "  Lan@Example.VN ") == LAN


def test_one_buyer_has_several_names():
    lan = factories.make_user("Lan@Example.vn")
    factories.make_user("stranger@example.vn")
    both = {f"user:{lan.pk}", LAN}
    assert names_of(lan, "elsewhere@example.vn") == both
    assert names_of(None, " LAN@example.vn ") == both
    assert names_of(None, "guest@example.vn") == {"guest@example.vn"}


def test_names_of_a_use_that_is_kept_are_those_of_its_buyer():
    lan = factories.make_user("Lan@Example.vn")
    both = {f"user:{lan.pk}", LAN}
    assert names_held_by(f"user:{lan.pk}") == both
    assert names_held_by(LAN) == both
    assert names_held_by("guest@example.vn") == {"guest@example.vn"}
    assert names_held_by(f"user:{lan.pk + 9}") == {f"user:{lan.pk + 9}"}  # an account that went


# Holding -----------------------------------------------------------------------------------


def test_use_is_counted_and_kept_with_its_buyer():
    voucher = factories.make_voucher("TET")
    held(voucher, amount=1500, email=" Lan@Example.VN")
    assert counted(voucher) == (1, 1500)
    use = VoucherUse.objects.get()
    assert (use.voucher, use.purchase_number, use.buyer) == (voucher, "A1", LAN)
    assert (use.amount, use.released_at) == (1500, None)


def test_use_of_an_account_is_kept_under_the_account():
    lan = factories.make_user(LAN)
    held(factories.make_voucher(), user=lan, email="elsewhere@example.vn")
    assert VoucherUse.objects.get().buyer == f"user:{lan.pk}"


def test_vouchers_are_locked_in_the_order_of_their_keys():
    first, second = factories.make_voucher(), factories.make_voucher()
    held(second, first)
    assert [use.voucher for use in VoucherUse.objects.order_by("pk")] == [first, second]


def test_purchase_without_vouchers_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        held()


@pytest.mark.parametrize(
    ("caps", "taken"),
    [
        ({"max_uses": None, "uses": 7}, True),
        ({"max_uses": 2, "uses": 1}, True),
        ({"max_uses": 2, "uses": 2}, False),
        ({"max_uses": 0}, False),
        ({"budget": None, "spent": 10**9}, True),
        ({"budget": 1000}, True),
        ({"budget": 999}, False),
        ({"budget": 3000, "spent": 2000}, True),
        ({"budget": 3000, "spent": 2001}, False),
        ({"is_active": False}, False),
        ({"max_uses": 2, "uses": 1, "budget": 999}, False),
        ({"max_uses": 1, "uses": 1, "budget": 1000}, False),
    ],
    ids=str,
)
def test_caps_bound_what_is_taken(caps, taken):
    voucher = factories.make_voucher("TET", **caps)
    other = factories.make_voucher()
    before = counted(voucher)
    assert take(voucher.pk, 1000) is taken
    assert counted(voucher) == ((before[0] + 1, before[1] + 1000) if taken else before)
    assert counted(other) == (0, 0)
    if not taken:
        assert refusal_of(voucher) == ("TET", "used_up")
        assert not VoucherUse.objects.exists()


@pytest.mark.parametrize(
    ("limit", "uses", "told"),
    [(None, 9, False), (0, 0, True), (1, 0, False), (1, 1, True), (2, 1, False), (2, 2, True)],
)
def test_buyer_uses_a_voucher_as_often_as_it_may(limit, uses, told):
    voucher = factories.make_voucher("TET", max_uses_per_buyer=limit)
    lan = factories.make_user(LAN)
    for number in range(uses):
        VoucherUse.objects.create(
            voucher=voucher, purchase_number=f"A{number}", buyer=LAN, amount=1
        )
    others = {"buyer": "other@example.vn", "amount": 1}
    VoucherUse.objects.create(voucher=voucher, purchase_number="B1", **others)
    VoucherUse.objects.create(
        voucher=factories.make_voucher(), purchase_number="B9", buyer=LAN, amount=1
    )
    VoucherUse.objects.create(  # given back: it does not count
        voucher=voucher, purchase_number="B8", buyer=LAN, amount=1, released_at=timezone.now()
    )
    assert has_used(voucher, iter([LAN, "user:7"])) is told
    if told:
        assert refusal_of(voucher, number="C1", user=lan) == ("TET", "used_before")
    else:
        held(voucher, number="C1", user=lan)


def test_second_of_two_vouchers_is_refused_for_its_own_buyer():
    lan, other = factories.make_user(LAN), factories.make_user("other@example.vn")
    first = factories.make_voucher("MOT", max_uses_per_buyer=None)
    second = factories.make_voucher("HAI", max_uses_per_buyer=1)
    held(second, user=lan)
    assert refusal_of(first, second, number="A2", user=lan) == ("HAI", "used_before")
    assert counted(first) == (0, 0)
    held(first, second, number="A3", user=other)
    assert (counted(first), counted(second)) == ((1, 1000), (2, 2000))


def test_who_used_it_as_a_guest_before_has_used_it():
    lan = factories.make_user(LAN)
    voucher = factories.make_voucher("TET")
    held(voucher, number="A1")
    Voucher.objects.update(max_uses_per_buyer=1)
    voucher.refresh_from_db()
    assert refusal_of(voucher, number="A2", user=lan) == ("TET", "used_before")
    assert counted(voucher) == (1, 1000)


@pytest.mark.parametrize("email", [LAN, "nobody@example.vn", ""])
def test_no_guest_reads_off_the_answer_whether_an_address_bought(email):
    voucher = factories.make_voucher("TET", max_uses_per_buyer=1)
    held(voucher, number="A1", user=factories.make_user(LAN))
    assert refusal_of(voucher, number="A2", email=email) == ("TET", "sign_in")


# Giving back -------------------------------------------------------------------------------


def test_purchase_gives_its_own_vouchers_back_once():
    first, second = factories.make_voucher(), factories.make_voucher()
    held(first, second, number="A1", amount=700)
    held(first, number="A2", email="other@example.vn", amount=300)
    assert release(purchase_number="A1") == 2
    assert (counted(first), counted(second)) == ((1, 300), (0, 0))
    released = VoucherUse.objects.exclude(released_at=None)
    assert set(released.values_list("purchase_number", flat=True)) == {"A1"}
    assert all(timezone.now() - datetime.timedelta(minutes=1) < use.released_at for use in released)
    assert release(purchase_number="A1") == 0
    assert release(purchase_number="A9") == 0
    assert (counted(first), counted(second)) == ((1, 300), (0, 0))


def test_vouchers_are_given_back_together_or_not_at_all():
    first, second = factories.make_voucher(), factories.make_voucher()
    held(first, second, amount=700)
    Voucher.objects.filter(pk=second.pk).update(spent=100)  # so that its bound stands against it
    with pytest.raises(IntegrityError):
        release(purchase_number="A1")
    assert (counted(first), counted(second)) == ((1, 700), (1, 100))
    assert not VoucherUse.objects.exclude(released_at=None).exists()


@pytest.mark.parametrize(
    ("spoiled", "again"),
    [
        ({}, True),
        ({"max_uses": 0}, False),
        ({"budget": 699}, False),
        ({"budget": 700}, True),
        ({"is_active": False}, False),
    ],
    ids=str,
)
def test_what_was_given_back_is_held_again_where_caps_allow(spoiled, again):
    first, second = factories.make_voucher(), factories.make_voucher()
    held(first, second, amount=700)
    release(purchase_number="A1")
    Voucher.objects.filter(pk=second.pk).update(**spoiled)
    assert hold_again(purchase_number="A1") is again
    if again:
        assert (counted(first), counted(second)) == ((1, 700), (1, 700))
        assert not VoucherUse.objects.exclude(released_at=None).exists()


def test_what_is_held_is_not_held_a_second_time():
    voucher = factories.make_voucher()
    held(voucher)
    assert hold_again(purchase_number="A1") is True
    assert hold_again(purchase_number="A9") is True
    assert counted(voucher) == (1, 1000)


def test_purchase_paid_late_finds_its_voucher_used_by_its_buyer_meanwhile():
    lan = factories.make_user(LAN)
    voucher = factories.make_voucher()
    held(voucher)  # as a guest, before its uses were counted
    release(purchase_number="A1")
    voucher.max_uses_per_buyer = 1
    voucher.save()
    held(voucher, number="A2", user=lan)
    assert hold_again(purchase_number="A1") is False
    release(purchase_number="A2")
    Voucher.objects.filter(pk=voucher.pk).update(uses=0, spent=0)
    assert hold_again(purchase_number="A1") is True


# The producer's yes ------------------------------------------------------------------------


def shared_with(producer, **fields) -> Voucher:
    return factories.make_voucher(
        producer=producer, platform_share=50, **{"agreed_at": None} | fields
    )


def test_producer_says_yes_once(producer, owner):
    voucher, other = shared_with(producer), shared_with(producer)
    agree(voucher=voucher, producer=producer, by=owner, terms=voucher.terms_key)
    voucher.refresh_from_db()
    first = voucher.agreed_at
    assert timezone.now() - datetime.timedelta(minutes=1) < first <= timezone.now()
    assert (voucher.agreed_by, voucher.needs_agreement) == (owner, False)
    agree(voucher=voucher, producer=producer, by=factories.make_member(producer), terms="")
    voucher.refresh_from_db()
    assert (voucher.agreed_at, voucher.agreed_by) == (first, owner)
    other.refresh_from_db()
    assert other.needs_agreement


@pytest.mark.parametrize(
    "changed",
    [
        {"percent": 30},
        {"budget": 10**7},
        {"max_uses": 900},
        {"group": 2},
        {"platform_share": 40},
        {"ends_at": datetime.datetime(2039, 12, 31, tzinfo=datetime.UTC)},
    ],
    ids=str,
)
def test_yes_is_to_the_terms_that_were_shown(producer, owner, changed):
    voucher = shared_with(producer)
    shown = voucher.terms_key
    if "group" in changed:
        changed = {"group": factories.make_product().ocop_group}
    Voucher.objects.update(**changed)  # by the market, while the producer reads
    with pytest.raises(TermsChanged, match="đã thay đổi mã giảm giá này"):
        agree(voucher=voucher, producer=producer, by=owner, terms=shown)
    voucher.refresh_from_db()
    assert voucher.needs_agreement
    agree(voucher=voucher, producer=producer, by=owner, terms=voucher.terms_key)
    voucher.refresh_from_db()
    assert not voucher.needs_agreement


def test_nobody_says_yes_for_another_producer(producer, owner):
    voucher = shared_with(producer)
    agree(voucher=voucher, producer=factories.make_producer(), by=owner, terms=voucher.terms_key)
    voucher.refresh_from_db()
    assert (voucher.agreed_at, voucher.agreed_by) == (None, None)
