"""Times to confirm at the desk: read, changed, added, taken away, each with who did it."""

from html import unescape

import pytest

from catalogue.models import OcopGroup, OcopSet
from marketplace.purchases.confirm_models import ConfirmRule, ConfirmRuleChange
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/sell/review/confirm-rules/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def rest() -> ConfirmRule:
    return ConfirmRule.objects.get(made_to_order=False, ocop_group=None, ocop_set=None)


def words_of(response) -> str:
    return unescape(response.content.decode())


def test_the_list_names_every_rule_in_force(desk):
    page = words_of(desk.get(LIST))
    fresh = OcopSet.objects.get(number=1)
    for name in ("Made to order", "All other goods", fresh.name_en):
        assert name in page
    assert "as the market began" in page


def test_a_rule_is_changed_and_tells_who_did_it(desk, staff):
    path = f"{LIST}{rest().pk}/"
    assert desk.post(path, {"hours": "36", "grace_hours": "12"}).url == LIST
    assert (rest().hours, rest().grace_hours) == (36, 12)
    page = words_of(desk.get(path))
    assert "36 hours, cancelled 12 hours later" in page and staff.email in page
    desk.post(path, {"hours": "36", "grace_hours": "12"})
    assert ConfirmRuleChange.objects.filter(rule=rest()).count() == 2


@pytest.mark.parametrize("hours", ["0", "241", "", "soon", "-3"])
def test_hours_that_make_no_sense_are_refused_beside_the_field(desk, hours):
    page = desk.post(f"{LIST}{rest().pk}/", {"hours": hours, "grace_hours": "12"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"hours"}
    assert rest().hours == 48


def test_another_kind_gets_times_of_its_own_and_loses_them_again(desk):
    craft = OcopGroup.objects.get(number=4)
    sent = {"kind": f"group-{craft.pk}", "hours": "60", "grace_hours": "20"}
    assert desk.post(f"{LIST}new/", sent).url == LIST
    rule = ConfirmRule.objects.get(ocop_group=craft)
    assert (rule.hours, rule.is_active) == (60, True)
    again = desk.post(f"{LIST}new/", sent)
    assert again.status_code == 422 and set(again.context["form"].errors) == {"kind"}
    assert desk.post(f"{LIST}{rule.pk}/remove/").url == LIST
    rule.refresh_from_db()
    assert not rule.is_active
    assert desk.get(f"{LIST}{rule.pk}/").status_code == 404
    assert "taken away" in words_of(desk.get(LIST))
    desk.post(f"{LIST}new/", sent | {"hours": "50"})
    rule.refresh_from_db()
    assert (rule.hours, rule.is_active) == (50, True)


@pytest.mark.parametrize("kind", ["set-999999", "group-", "made", "x", "set-1'"])
def test_kinds_that_are_not_offered_are_refused(desk, kind):
    page = desk.post(f"{LIST}new/", {"kind": kind, "hours": "5", "grace_hours": "5"})
    assert page.status_code == 422
    assert ConfirmRule.objects.count() == 6


def test_the_rule_for_all_others_stays(desk):
    desk.post(f"{LIST}{rest().pk}/remove/")
    assert rest().is_active


def test_others_neither_read_nor_change_rules(client, owner, buyer):
    for person in (owner, buyer, factories.make_accountant()):
        client.force_login(person)
        assert client.get(LIST).status_code == 302
        assert client.post(f"{LIST}{rest().pk}/", {"hours": "1", "grace_hours": "1"}).url != LIST
        client.post(f"{LIST}new/", {"kind": "group-4", "hours": "1", "grace_hours": "1"})
        client.post(f"{LIST}{rest().pk}/remove/")
    assert (rest().hours, ConfirmRule.objects.count()) == (48, 6)
