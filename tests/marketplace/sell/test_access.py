"""Where rows meet a producer: every row of another producer stays out of sight."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from catalogue.origin.events.capture import issue_token
from catalogue.origin.labels.services import mint_labels
from catalogue.origin.lots.services import open_lot
from marketplace.accounts.roles import ROLES, May
from marketplace.aftersale.returns import ask_return
from marketplace.frame.access import audience_of
from marketplace.producers.models import Membership
from marketplace.sell import access
from tests import factories
from tests.flows.sale import arrived, paid, place
from tests.marketplace.aftersale.claims import asked

pytestmark = pytest.mark.django_db


def asked_by(user):
    request = RequestFactory().get("/vi/sell/")
    request.user = user
    request.session = {}
    return request


# Doors -------------------------------------------------------------------------------------


def opened(request, number: int = 1, *, step: str = "") -> HttpResponse:
    """A view that tells what it was given."""
    return HttpResponse(f"{number}{step}")


DOORS = {"member": access.may(May.WORK), "owner": access.may(May.ANSWER)}


def answer_to(door: str, user) -> str:
    """The view's answer, "signs in", or "refused"."""
    try:
        response = DOORS[door](opened)(asked_by(user), 7, step="x")
    except PermissionDenied:
        return "refused"
    if response.status_code == 302:
        assert response["Location"] == "/vi/account/login/?next=/vi/sell/"
        return "signs in"
    return response.content.decode()


@pytest.mark.parametrize(
    ("door", "person", "answer"),
    [
        ("member", "owner", "7x"),
        ("member", "helper", "7x"),
        ("member", "stranger", "refused"),
        ("member", "staff", "refused"),  # the market's own people sell nothing
        ("member", "nobody", "signs in"),
        ("owner", "owner", "7x"),
        ("owner", "helper", "refused"),
        ("owner", "stranger", "refused"),
        ("owner", "staff", "refused"),
        ("owner", "nobody", "signs in"),
    ],
)
def test_door_opens_for(door, person, answer, producer, owner, stranger, staff):
    people = {
        "owner": owner,
        "helper": factories.make_member(producer, role=Membership.Role.SELLER),
        "stranger": stranger,
        "staff": staff,
        "nobody": AnonymousUser(),
    }
    assert answer_to(door, people[person]) == answer


@pytest.mark.parametrize("door", DOORS)
def test_door_says_who_it_is_for_and_which_view_it_guards(door):
    guarded = DOORS[door](opened)
    assert audience_of(guarded) == "member"
    assert guarded.permission == {"member": May.WORK, "owner": May.ANSWER}[door]
    assert (guarded.__name__, guarded.__doc__) == (opened.__name__, opened.__doc__)
    assert guarded.__module__ == opened.__module__


LETS_IN = {
    May.WORK: {"owner", "seller", "packer", "accountant"},
    May.PACK: {"owner", "seller", "packer"},
    May.SELL: {"owner", "seller"},
    May.PAPERS: {"owner", "seller", "accountant"},
    May.ACCOUNTS: {"owner", "accountant"},
    May.DISCOUNT: {"owner"},
    May.ANSWER: {"owner"},
    May.REVIEW: set(),
    May.FINANCE: set(),
    May.REGISTER: set(),
    May.EDIT: set(),
}


@pytest.mark.parametrize("permission", May)
def test_roles_open_what_the_table_says(permission, producer):
    opened_by = set()
    for role in Membership.Role.values:
        request = asked_by(factories.make_member(producer, role=role))
        try:
            access.may(permission)(opened)(request, 7, step="x")
        except PermissionDenied:
            continue
        opened_by.add(role)
        assert request.user.may_here == ROLES[role]
    assert opened_by == LETS_IN[permission]


def test_a_helper_makes_no_voucher_at_the_producer_s_cost(client, producer):
    """Only the owner: a voucher of 100 % without a cap is the producer's money."""
    for role in ("seller", "packer", "accountant"):
        client.force_login(factories.make_member(producer, role=role))
        for path in ("/vi/sell/vouchers/", "/vi/sell/vouchers/new/"):
            assert (client.get(path).status_code, client.post(path).status_code) == (403, 403)


def test_owner_of_one_producer_is_no_owner_of_another(producer, owner):
    other = factories.make_producer("Aa first by name")
    Membership.objects.create(producer=other, user=owner, role=Membership.Role.SELLER)
    request = asked_by(owner)
    assert access.producer_of(request) == other
    assert not access.is_owner(request)


# Whom somebody works for -------------------------------------------------------------------


def test_member_works_for_its_producer(producer, owner):
    request = asked_by(owner)
    assert access.find_producer(request) == access.producer_of(request) == producer
    assert not access.works_for_nobody(request)
    assert access.is_owner(request)


def test_stranger_works_for_nobody(producer, owner, stranger):
    request = asked_by(stranger)
    assert access.find_producer(request) is None
    assert access.works_for_nobody(request)
    with pytest.raises(PermissionDenied):
        access.producer_of(request)
    with pytest.raises(PermissionDenied):
        access.is_owner(request)


@pytest.mark.parametrize("has_producer", [True, False])
def test_producer_is_asked_for_once_a_request(
    producer, owner, stranger, has_producer, django_assert_num_queries
):
    request = asked_by(owner if has_producer else stranger)
    with django_assert_num_queries(1):
        for _each in range(3):
            found = access.find_producer(request)
        if found:
            assert (found.partner.name, found.village) == (producer.name, None)
            assert found.commune.province.name


@pytest.fixture
def two_makers(owner, producer):
    """Somebody who owns one producer and sells for another, which comes first by name."""
    other = factories.make_producer("Aa đứng trước")
    Membership.objects.create(producer=other, user=owner, role=Membership.Role.SELLER)
    return other


def test_person_of_two_makers_reaches_both_by_a_switch(client, owner, producer, two_makers):
    client.force_login(owner)
    page = client.get("/en/sell/")
    assert page.context["producer"] == two_makers
    assert f'action="/en/sell/work-for/{producer.pk}/"' in page.content.decode()
    page = client.post(f"/en/sell/work-for/{producer.pk}/", follow=True)
    assert page.context["producer"] == producer
    assert [str(one) for one in page.context["messages"]] == [f"You work for {producer.name} now."]
    assert client.get("/en/sell/members/").status_code == 200  # as the owner
    assert f'action="/en/sell/work-for/{two_makers.pk}/"' in page.content.decode()
    client.post(f"/en/sell/work-for/{two_makers.pk}/")
    assert client.get("/en/sell/members/").status_code == 403  # as a seller


def test_links_of_mails_lead_to_the_row_whichever_maker_is_chosen(
    client, owner, producer, product, two_makers
):
    order = paid([(product, 1)]).orders.get()
    claim = asked(product, owner)
    client.force_login(owner)
    for path in (f"/en/sell/orders/{order.number}/", f"/en/sell/returns/{claim.number}/"):
        client.post(f"/en/sell/work-for/{two_makers.pk}/")
        page = client.get(path, follow=True)
        assert page.status_code == 200
        assert page.context["producer"] == producer
        assert f"You work for {producer.name} now." in [str(m) for m in page.context["messages"]]
    client.post(f"/en/sell/work-for/{two_makers.pk}/")
    assert client.post(f"/en/sell/orders/{order.number}/confirm/").status_code == 404
    foreign = paid([(factories.make_product(), 1)]).orders.get()
    assert client.get(f"/en/sell/orders/{foreign.number}/").status_code == 404
    assert client.get("/en/sell/").context["producer"] == two_makers


def test_nobody_switches_to_a_producer_of_others(client, owner, producer, two_makers):
    foreign = factories.make_producer()
    client.force_login(owner)
    assert client.post(f"/en/sell/work-for/{foreign.pk}/").status_code == 404
    assert client.get(f"/en/sell/work-for/{producer.pk}/").status_code == 405
    assert client.get("/en/sell/").context["producer"] == two_makers
    client.force_login(factories.make_member(producer))
    assert "work-for" not in client.get("/en/sell/").content.decode()


def test_whoever_was_taken_out_works_for_the_other(client, owner, producer, two_makers):
    client.force_login(owner)
    client.post(f"/en/sell/work-for/{producer.pk}/")
    Membership.objects.filter(user=owner, producer=producer).delete()
    assert client.get("/en/sell/").context["producer"] == two_makers


def test_form_of_the_other_maker_saves_nothing(client, owner, producer, two_makers):
    client.force_login(owner)
    answer = {"shown_for": producer.pk, "email": "moi@example.vn", "role": "seller"}
    page = client.post("/en/sell/products/new/", answer, follow=True)
    told = f"You work for {two_makers.name} now: nothing was saved. Change back first."
    assert [str(one) for one in page.context["messages"]] == [told]


# Rows --------------------------------------------------------------------------------------


@dataclass
class House:
    """A producer with one row of each kind."""

    owner: Any
    rows: dict[str, Any]


def make_house() -> House:
    product = factories.make_product(factories.make_producer())
    owner = factories.make_member(product.producer)
    purchase = arrived([(product, 1)], owner)
    order = purchase.orders.get()
    claim = ask_return(
        order=order,
        token=uuid.uuid4(),
        reason="damaged",
        wish="refund",
        text="Lọ bị nứt.",
        quantities={order.lines.get().pk: 1},
        pictures=[],
        by=None,
    )
    lot = open_lot(product=product, quantity=10, by=owner)
    run = mint_labels(lot=lot, count=1, by=owner)
    token, _text = issue_token(producer=product.producer, name="Kho", by=owner)
    rows = {"order": order, "return": claim, "product": product, "lot": lot, "run": run}
    return House(owner, rows | {"label": run.labels.get(), "key": token})


@pytest.fixture
def houses(db) -> tuple[House, House]:
    return make_house(), make_house()


LISTS: dict[str, Callable] = {
    "order": access.own_orders,
    "return": access.own_returns,
    "product": access.own_products,
    "lot": access.own_lots,
    "run": access.own_runs,
    "key": access.own_keys,
}
ONES: dict[str, tuple[Callable, str]] = {
    "order": (access.own_order, "number"),
    "return": (access.own_return, "number"),
    "product": (access.own_product, "pk"),
    "lot": (access.own_lot, "pk"),
    "run": (access.own_run, "pk"),
    "label": (access.own_label, "serial"),
}


def test_producer_sees_its_own_rows_and_none_of_another_s(houses, stranger):
    for house, other in (houses, houses[::-1]):
        request = asked_by(house.owner)
        for kind, rows_of in LISTS.items():
            assert list(rows_of(request)) == [house.rows[kind]], kind
        for kind, (find, named) in ONES.items():
            own, foreign = house.rows[kind], other.rows[kind]
            assert find(request, getattr(own, named)) == own, kind
            with pytest.raises(Http404):
                find(request, getattr(foreign, named))
    for rows_of in LISTS.values():
        with pytest.raises(PermissionDenied):
            rows_of(asked_by(stranger))
    for kind, (find, named) in ONES.items():
        with pytest.raises(PermissionDenied):
            find(asked_by(stranger), getattr(houses[0].rows[kind], named))


def test_what_pages_show_of_a_row_comes_with_it(houses, django_assert_num_queries):
    house = houses[0]
    request = asked_by(house.owner)
    access.producer_of(request)
    with django_assert_num_queries(1):
        order = access.own_order(request, house.rows["order"].number)
        assert order.purchase.number
        assert order.producer.commune.province.name
        assert order.shipping_address.country.pk == "VN"
    with django_assert_num_queries(1):
        claim = access.own_returns(request).get()
        assert (claim.order.purchase.number, claim.order.producer) == (
            order.purchase.number,
            order.producer,
        )
        assert claim.rule.valid_from <= claim.asked_at.date()
        assert claim.reversal is None
    with django_assert_num_queries(1):
        lot = access.own_lot(request, house.rows["lot"].pk)
        assert (lot.product.producer, lot.product.ocop_set.number) == (order.producer, 21)
        assert lot.commune.province.name
        assert not hasattr(lot, "withdrawal")
    with django_assert_num_queries(1):
        run = access.own_run(request, house.rows["run"].pk)
        assert (run.lot.product.producer, run.made_by) == (order.producer, house.owner)
    with django_assert_num_queries(1):
        label = access.own_label(request, house.rows["label"].serial)
        assert (label.lot.product.title, label.batch.pk) == (lot.product.title, run.pk)


def test_order_that_nobody_has_paid_is_none_of_the_producer_s_work(product, owner):
    request = asked_by(owner)
    order = place([(product, 1)]).orders.get()
    assert list(access.own_orders(request)) == []
    with pytest.raises(Http404):
        access.own_order(request, order.number)
    in_cash = place([(product, 1)], "cash").orders.get()
    settled = paid([(product, 1)]).orders.get()
    assert set(access.own_orders(request)) == {in_cash, settled}


# One person in several houses --------------------------------------------------------------


@pytest.fixture
def two(producer, owner):
    """The producer and a second one, in the order of their names, both the owner's."""
    producer.name = "Gốm An"
    producer.save(update_fields=["name"])
    second = factories.make_producer(name="Lụa Bình")
    Membership.objects.create(producer=second, user=owner, role=Membership.Role.PACKER)
    return producer, second


def test_first_by_name_is_worked_for_until_another_is_chosen(two, owner):
    first, second = two
    request = asked_by(owner)
    assert access.find_membership(request).producer == first and access.is_owner(request)
    assert access.choose_producer(request, second.pk) == second
    assert access.find_membership(request).producer == second and not access.is_owner(request)
    assert access.member_may(request, May.PACK) and not access.member_may(request, May.SELL)
    assert access.choose_producer(request, first.pk) == first
    assert access.find_membership(request).producer == first


def test_house_of_others_is_not_chosen_and_one_that_was_left_is_not_worked_for(two, owner):
    first, second = two
    request = asked_by(owner)
    with pytest.raises(Http404):
        access.choose_producer(request, factories.make_producer().pk)
    access.choose_producer(request, second.pk)
    Membership.objects.filter(producer=second).delete()
    later = asked_by(owner)
    later.session = request.session
    assert access.find_membership(later).producer == first
