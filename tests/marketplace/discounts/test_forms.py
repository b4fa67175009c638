"""Vouchers as people fill them in: bounds, sentences, who pays, and when a yes is asked anew."""

import datetime

import pytest
from django.utils import timezone, translation

from catalogue.models import OcopGroup
from marketplace.discounts.forms import MarketVoucherForm, ProducerVoucherForm
from marketplace.discounts.models import TERMS, Voucher
from marketplace.frame.fields import MomentField
from tests import factories

pytestmark = pytest.mark.django_db
FIELDS = [
    "code",
    "name",
    "kind",
    "percent",
    "amount",
    "most",
    "minimum_goods",
    "starts_at",
    "ends_at",
    "max_uses",
    "max_uses_per_buyer",
    "budget",
    "is_active",
]


def answers(**changed) -> dict:
    facts = {
        "code": "tet 10",
        "name": "Tết",
        "kind": "percent",
        "percent": 10,
        "most": 50_000,
        "budget": 1_000_000,
        "minimum_goods": 0,
        "starts_at": "2026-01-01T00:00",
        "ends_at": "2099-01-01T00:00",
        "max_uses_per_buyer": 1,
        "is_active": "on",
        "platform_share": 100,
    }
    return {name: value for name, value in (facts | changed).items() if value is not None}


def form_of(instance: Voucher | None = None, **changed) -> ProducerVoucherForm:
    return ProducerVoucherForm(answers(**changed), instance=instance)


def market_form(instance: Voucher | None = None, **changed) -> MarketVoucherForm:
    """The same without the bounds of what a producer gives away (test_bounds.py)."""
    return MarketVoucherForm(answers(**changed), instance=instance)


def told(form) -> dict[str, list[str]]:
    with translation.override("en"):
        return {name: [str(one) for one in errors] for name, errors in form.errors.items()}


def as_filled_in(voucher: Voucher, **changed) -> MarketVoucherForm:
    """The form as it comes back when somebody changed only these answers."""
    shown = MarketVoucherForm(instance=voucher)
    facts = {name: shown[name].value() for name in shown.fields}
    facts |= {name: f"{facts[name]:%Y-%m-%dT%H:%M:%S}" for name in ("starts_at", "ends_at")}
    filled = {name: value for name, value in (facts | changed).items() if value is not None}
    return MarketVoucherForm(filled, instance=Voucher.objects.get(pk=voucher.pk))


def test_a_new_field_is_a_term_unless_it_makes_nothing_dearer():
    assert set(MarketVoucherForm.Meta.fields) - set(TERMS) == {"code", "name", "is_active"}


# Fields ------------------------------------------------------------------------------------


def test_producer_is_not_asked_who_pays_and_the_market_is():
    assert list(ProducerVoucherForm().fields) == FIELDS
    assert list(MarketVoucherForm().fields) == [
        "code",
        "name",
        "producer",
        "group",
        "platform_share",
        *FIELDS[2:],
    ]


def test_empty_caps_are_explained():
    with translation.override("en"):
        texts = {name: str(f.help_text) for name, f in MarketVoucherForm().fields.items()}
    assert texts["most"] == "Empty: no ceiling."
    assert texts["max_uses"] == "Empty: as often as people like."
    assert texts["budget"].endswith("Empty: no bound.")
    assert texts["platform_share"].startswith("100: the market pays all.")


def test_moment_is_written_as_browsers_read_it():
    moment = datetime.datetime(2026, 11, 24, 8, 5)
    shown = MomentField().widget.render("at", moment)
    assert 'type="datetime-local"' in shown
    assert 'value="2026-11-24T08:05"' in shown
    assert "datetime-local" in str(ProducerVoucherForm()["starts_at"])
    assert "datetime-local" in str(ProducerVoucherForm()["ends_at"])


# The code ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("tet 10", ""),
        ("tết10", ""),
        ("a" * 30, ""),
        ("a" * 31, "Ensure this value has at most 30 characters (it has 31)."),
        ("tet-10", "Only letters and digits, please."),
        ("10%", "Only letters and digits, please."),
        ("", "This field is required."),
        ("taken", "This code is taken."),
        (" Ta ken", "This code is taken."),
    ],
)
def test_code_is_letters_and_digits_that_nobody_has(typed, sentence):
    factories.make_voucher("TAKEN")
    assert told(form_of(code=typed)) == ({"code": [sentence]} if sentence else {})


def test_voucher_keeps_its_own_code():
    voucher = factories.make_voucher("TET10")
    assert told(form_of(voucher)) == {}


# What it takes off -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "is_taken"),
    [(None, False), (0, False), (1, True), (100, True), (101, False), (-1, False)],
)
def test_percentage_is_from_1_to_100(value, is_taken):
    errors = told(market_form(percent=value))
    assert list(errors) == ([] if is_taken else ["percent"])
    if not is_taken:
        assert errors["percent"][-1] == "Give a percentage from 1 to 100."


@pytest.mark.parametrize(
    ("value", "is_taken"), [(None, False), (0, False), (-1, False), (1, True), (10**12, True)]
)
def test_sum_is_at_least_one_dong(value, is_taken):
    errors = told(market_form(kind="amount", percent=None, amount=value))
    assert errors == ({} if is_taken else {"amount": ["Give the sum that it takes off."]})


@pytest.mark.parametrize(("kind", "kept"), [("percent", (10, None)), ("amount", (None, 5000))])
def test_only_what_its_kind_takes_off_is_kept(producer, owner, kind, kept):
    form = form_of(kind=kind, percent=10, amount=5000, minimum_goods=10_000)
    assert told(form) == {}
    voucher = form.save_for(producer, by=owner)
    voucher.refresh_from_db()
    assert (voucher.percent, voucher.amount) == kept


def test_voucher_is_of_a_kind():
    assert list(told(form_of(kind="gift"))) == ["kind"]
    assert list(told(form_of(kind=None))) == ["kind"]


@pytest.mark.parametrize("name", ["most", "minimum_goods", "budget"])
@pytest.mark.parametrize(("value", "is_taken"), [(-1, False), (0, True), (1, True)])
def test_sums_are_not_below_zero(name, value, is_taken):
    errors = told(market_form(**{name: value}))
    assert errors == ({} if is_taken else {name: ["This cannot be below zero."]})


@pytest.mark.parametrize(
    ("ends_at", "is_taken"),
    [("2025-12-31T23:59", False), ("2026-01-01T00:00", False), ("2026-01-01T00:01", True)],
)
def test_voucher_ends_after_it_starts(ends_at, is_taken):
    errors = told(form_of(ends_at=ends_at))
    assert errors == ({} if is_taken else {"ends_at": ["It has to end after it starts."]})


def test_missing_moments_are_asked_for_and_nothing_else():
    assert told(form_of(starts_at="", ends_at="")) == {
        "starts_at": ["This field is required."],
        "ends_at": ["This field is required."],
    }


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("max_uses", 2, "It has been used more often than that already."),
        ("max_uses", 3, ""),
        ("max_uses", None, ""),
        ("budget", 699, "More than that has been taken off already."),
        ("budget", 700, ""),
        ("budget", None, ""),
    ],
)
def test_cap_does_not_go_below_what_is_used(name, value, sentence):
    voucher = factories.make_voucher("TET10", uses=3, spent=700)
    errors = told(market_form(voucher, **{name: value}))
    assert errors == ({name: [sentence]} if sentence else {})


# A producer's own --------------------------------------------------------------------------


def test_producer_pays_its_own_and_has_agreed_by_making_it(producer, owner):
    form = form_of(max_uses=5, most=90_000)
    assert form.is_valid()
    voucher = form.save_for(producer, by=owner)
    voucher.refresh_from_db()
    assert (voucher.code, voucher.producer, voucher.platform_share) == ("TET10", producer, 0)
    assert (voucher.created_by, voucher.agreed_by) == (owner, owner)
    assert timezone.now() - datetime.timedelta(minutes=1) < voucher.agreed_at <= timezone.now()
    assert (voucher.max_uses, voucher.most, voucher.is_running) == (5, 90_000, True)


def test_change_keeps_who_made_it_and_what_was_used_meanwhile(producer, owner):
    voucher = factories.make_voucher(
        "TET10", producer=producer, platform_share=0, created_by=owner, agreed_by=owner
    )
    form = form_of(voucher, name="Tết mới", percent=20)
    assert form.is_valid()
    Voucher.objects.update(uses=4, spent=900)  # by a purchase, meanwhile
    form.save_for(producer, by=factories.make_member(producer))
    agreed = voucher.agreed_at
    voucher = Voucher.objects.get()
    assert (voucher.name, voucher.percent, voucher.uses, voucher.spent) == ("Tết mới", 20, 4, 900)
    assert (voucher.created_by, voucher.agreed_by, voucher.agreed_at) == (owner, owner, agreed)


# The market's ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "is_named", "errors"),
    [
        (100, False, {}),
        (100, True, {}),
        (101, True, {"platform_share": ["Give a percentage from 0 to 100."]}),
        (101, False, {"platform_share": ["Give a percentage from 0 to 100."]}),
        (99, True, {}),
        (99, False, {"producer": ["Name the producer that pays the rest."]}),
        (0, True, {}),
        (0, False, {"producer": ["Name the producer that pays the rest."]}),
        (None, False, {"platform_share": ["This field is required."]}),
    ],
)
def test_producer_that_pays_the_rest_is_named(producer, share, is_named, errors):
    named = producer.pk if is_named else None
    form = MarketVoucherForm(answers(platform_share=share, producer=named))
    assert told(form) == errors


def test_market_form_keeps_the_rules_of_a_voucher():
    form = MarketVoucherForm(answers(percent=101, most=-1))
    assert set(told(form)) == {"percent", "most"}


def test_voucher_of_the_market_waits_for_the_producer(producer, staff):
    group = OcopGroup.objects.first()
    form = MarketVoucherForm(answers(platform_share=40, producer=producer.pk, group=group.pk))
    assert form.is_valid()
    form.save_by(staff)
    voucher = Voucher.objects.get()
    assert (voucher.producer, voucher.group, voucher.platform_share) == (producer, group, 40)
    assert (voucher.created_by, voucher.agreed_by, voucher.agreed_at) == (staff, None, None)
    assert voucher.needs_agreement


def shared(producer, **fields) -> Voucher:
    facts = {"producer": producer, "platform_share": 40, "percent": 10, "most": 9000}
    return factories.make_voucher("TET10", **facts | fields)


WHO_PAYS = "Who pays cannot change once a voucher is used."


@pytest.mark.parametrize(
    ("changed", "uses", "errors"),
    [
        ({"platform_share": 50}, 0, {}),
        ({"platform_share": 50}, 1, {"__all__": [WHO_PAYS]}),
        ({"producer": "other"}, 0, {}),
        ({"producer": "other"}, 1, {"__all__": [WHO_PAYS]}),
        ({"name": "Mới"}, 1, {}),
        ({}, 1, {}),
    ],
    ids=str,
)
def test_who_pays_does_not_change_once_it_is_used(producer, changed, uses, errors):
    if "producer" in changed:
        changed = {"producer": factories.make_producer().pk}
    form = as_filled_in(shared(producer, uses=uses), **changed)
    assert told(form) == errors


@pytest.mark.parametrize(
    ("changed", "asks_anew"),
    [
        ({}, False),
        ({"name": "Mới"}, False),
        ({"is_active": None}, False),
        ({"platform_share": 50}, True),
        ({"producer": "other"}, True),
        ({"percent": 11}, True),
        ({"most": 9001}, True),
        ({"kind": "amount", "amount": 5000}, True),
        ({"minimum_goods": 1}, True),
        ({"max_uses": 500}, True),
        ({"max_uses_per_buyer": 2}, True),
        ({"budget": 5000}, True),
        ({"starts_at": "2026-01-01T00:00"}, True),
        ({"ends_at": "2030-01-01T00:00"}, True),
        ({"code": "TET11"}, False),
    ],
    ids=str,
)
def test_producer_is_asked_anew_when_what_it_pays_changes(producer, staff, changed, asks_anew):
    if "producer" in changed:
        changed = {"producer": factories.make_producer().pk}
    voucher = shared(producer, created_by=None)
    form = as_filled_in(voucher, **changed)
    assert form.is_valid(), form.errors
    Voucher.objects.update(uses=4, spent=900)  # by purchases, meanwhile
    form.save_by(staff)
    found = Voucher.objects.get()
    assert found.needs_agreement is asks_anew
    assert found.agreed_at == (None if asks_anew else voucher.agreed_at)
    assert (found.created_by, found.uses, found.spent) == (None, 4, 900)
    assert found.name == changed.get("name", "Giảm giá")
    assert found.is_active is ("is_active" not in changed)


def test_sum_of_a_shared_voucher_is_agreed_on_too(producer, staff):
    voucher = shared(producer, kind="amount", percent=None, amount=5000)
    form = as_filled_in(voucher, amount=6000)
    assert form.is_valid()
    form.save_by(staff)
    assert Voucher.objects.get().needs_agreement
