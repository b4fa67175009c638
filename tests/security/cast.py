"""Who walks over the market, and marks in every row by which a page gives away what it shows.

A mark looks like `zqab07`: house a, kind b (the buyer's), seventh column of MARKED. It is
written straight into the database after the houses stand, so that no form has to take it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site

from cms.events import EventIndexPage, EventPage
from cms.models import HomePage, PlainPage, StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
from cms.promoters.models import Role
from cms.promoters.rights import make_workflow
from cms.promoters.services import appoint, invite
from cms.routes import RoutePage, RouteStop
from marketplace.accounts.models import User
from marketplace.programme.offices.services import give_post, office_of_commune
from tests import factories
from tests.doors import pass_stage
from tests.security.houses import House, build_house

BUYER, HOUSE, DRAFT, DESK = "b", "h", "r", "d"
OFFICE = {"finance", "superuser"}
OF_HOUSE = {"owner", "helper"} | OFFICE
MODERATORS = {"moderator", "superuser"}
# Whose the text in these tables is; columns that a program reads are not marked.
MARKED: dict[str, tuple[str, str]] = {
    "order.ShippingAddress": (BUYER, "first_name last_name line1 line2 line3 line4 notes"),
    "purchases.Purchase": (BUYER, "email phone note company company_address tax_code"),
    "purchases.Parcel": (BUYER, "tracking_code"),
    "purchases.Reversal": (BUYER, "note"),
    "aftersale.ReturnMessage": (BUYER, "text"),
    "talks.Message": (BUYER, "text"),
    "talks.Complaint": (BUYER, "name purchase_number"),
    "talks.ComplaintWord": (BUYER, "text"),
    "enquiries.Enquiry": (BUYER, "email"),  # its words are for whom it was written
    "quotes.Quote": (BUYER, "email phone tax_code company_address"),
    "aftersale.Return": (BUYER, "tracking_code"),
    "gateways.Refund": (BUYER, "account account_name reference failure"),
    "address.UserAddress": (BUYER, "first_name line1 line2 line4 notes"),
    "ledger.BankAccount": (HOUSE, "number holder bank_name"),
    "origin.CaptureToken": (HOUSE, "name"),
    "origin.LabelBatch": (HOUSE, "reason"),
    "origin.Suspicion": (HOUSE, "message bought_at email outcome"),
    "origin.LotMaterial": (HOUSE, "supplier_lot"),
    "discounts.Voucher": (HOUSE, "name"),
    "ledger.Adjustment": (DESK, "reason"),
    "listings.Revision": (DRAFT, "note"),
    "joining.Application": (DRAFT, "representative"),
    "joining.Paper": (DRAFT, "number issuer"),
    "gateways.BankTransfer": (DESK, "purpose reason note"),
    "gateways.StatementImport": (DESK, "file_name"),
    "gateways.PayoutResultImport": (DESK, "file_name"),
    "gateways.CardDispute": (DESK, "note"),
}
MARK = re.compile(r"zq([ab])([bhrd])(\d\d)")
COLUMNS = [(table, name) for table, (_, names) in MARKED.items() for name in names.split()]
ROLES = (
    "stranger", "buyer", "other buyer", "owner", "other owner", "helper",
    "promoter", "officer", "clerk", "moderator", "finance", "staff", "superuser",
)  # fmt: skip


@dataclass
class Cast:
    """The people by role, and the two houses. `a` is the one whose rows all others try."""

    people: dict[str, User | None]
    a: House
    b: House
    clients: dict[str, Client]
    naturals: dict[str, tuple[str, str]]  # numbers that are keys: whose they are


def gather() -> Cast:
    """Build the houses and the people around them, and plant the marks."""
    desk = (
        factories.make_accountant("one@example.vn"),
        factories.make_accountant("two@example.vn"),
    )
    before = {model: last_key(model) for model in texts_by_model()}
    a = build_house("A", desk)
    between = {model: last_key(model) for model in before}
    b = build_house("B", desk)
    for model in before:
        plant(model, "a", above(model, before).exclude(pk__in=above(model, between).values("pk")))
        plant(model, "b", above(model, between))
    pages(a, b)
    promoter, moderator = factories.make_user("promoter@example.vn"), staff("moderator@example.vn")
    appoint(village=a.village, user=promoter, role=Role.PROMOTER)
    moderator.groups.add(Group.objects.get_or_create(name="Market moderators")[0])
    superuser = staff("root@example.vn")
    superuser.is_superuser = True
    superuser.save()
    clerk = factories.make_user("clerk@example.vn")
    give_post(user=clerk, office=office_of_commune(a.producer.commune), by=None)
    for house in (a, b):
        add_posts(house, superuser)
    people = {
        "stranger": None,
        "buyer": a.buyer,
        "other buyer": b.buyer,
        "owner": a.owner,
        "other owner": b.owner,
        "helper": a.helper,
        "promoter": promoter,
        "officer": factories.make_officer("officer@example.vn"),
        "clerk": clerk,
        "moderator": moderator,
        "finance": factories.make_accountant("three@example.vn"),
        "staff": staff("staff@example.vn"),
        "superuser": superuser,
    }
    assert tuple(people) == ROLES
    return Cast(people, a, b, {role: enter(user) for role, user in people.items()}, naturals(a))


def staff(email: str) -> User:
    user = factories.make_user(email)
    user.is_staff = True
    user.save()
    return user


def enter(user: User | None) -> Client:
    """Open a browser, signed in just now, so that no page asks for the password again."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
        pass_stage(client, user)
    return client


def pages(a: House, b: House) -> None:
    """The editors' pages: a home, each house's village, one of each kind, a picture's collection."""
    locale = Locale.objects.get_or_create(language_code="vi")[0]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Chợ", slug="cho", locale=locale)
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    index = home.add_child(instance=VillageIndexPage(title="Làng", slug="lang", locale=locale))
    for house in (a, b):
        page = VillagePage(
            title=house.village.name, slug=house.village.slug, locale=locale, village=house.village
        )
        house.rows["page"] = index.add_child(instance=page)
        page.save_revision()
        house.rows["collection"] = Collection.objects.get(name=house.village.name)
    stories = home.add_child(instance=StoryIndexPage(title="Chuyện", slug="chuyen", locale=locale))
    stories.add_child(instance=StoryPage(title="Lửa lò", slug="lua-lo", locale=locale))
    home.add_child(instance=PlainPage(title="Hỏi", slug="hoi", locale=locale))
    events = home.add_child(instance=EventIndexPage(title="Sự kiện", slug="su-kien", locale=locale))
    day = timezone.localdate() + timedelta(days=20)
    event = EventPage(title="Hội gốm", slug="hoi-gom", locale=locale, begins=day)
    event.village = a.village
    events.add_child(instance=event)
    route = index.add_child(instance=RoutePage(title="Một ngày", slug="mot-ngay", locale=locale))
    for house in (a, b):
        route.stops.add(RouteStop(village=house.village))
    route.save()
    make_workflow()


def add_posts(house: House, by: User) -> None:
    """Somebody who approves for the house's village, and somebody who is invited to."""
    approver = factories.make_user(f"duyet-{house.letter}@example.vn".lower())
    house.rows["post"] = appoint(village=house.village, user=approver, role=Role.APPROVER)
    house.rows["offered_post"] = invite(
        village=house.village, email="moi@example.vn", role=Role.PROMOTER, language="vi", by=by
    )


# --- Marks
def texts_by_model() -> dict[type[Model], list[str]]:
    return {apps.get_model(table): names.split() for table, (_, names) in MARKED.items()}


def last_key(model: type[Model]) -> int:
    row = model._base_manager.order_by("-pk").first()
    return row.pk if row else 0


def above(model: type[Model], keys: dict[type[Model], int]):
    return model._base_manager.filter(pk__gt=keys[model])


def plant(model: type[Model], letter: str, rows) -> None:
    """Write a mark into each of the columns that MARKED names; every house has such a row."""
    label = model._meta.label
    assert rows.exists(), f"House {letter} has no {label}: let houses.py make one."
    kind, names = MARKED[label]
    values = {}
    for name in names.split():
        column = model._meta.get_field(name)
        assert isinstance(column, CharField | TextField)
        values[name] = f"zq{letter}{kind}{COLUMNS.index((label, name)):02d}"
    rows.order_by().update(**values)


def naturals(house: House) -> dict[str, tuple[str, str]]:
    """Numbers and addresses that are keys themselves, so that no mark can stand for them."""
    orders = [house.order, house.sent_order, house.arrived_order]
    found = defaultdict(tuple, {order.number: (BUYER, "order number") for order in orders})
    found |= {
        house.claim.number: (BUYER, "return number"),
        str(house.waiting.token): (BUYER, "token of a purchase"),
        house.draft.title: (HOUSE, "title of an unpublished product"),
        house.payout.reference: (HOUSE, "reference of a payout"),
        house.offered.code: (HOUSE, "voucher that was not agreed to"),
    }
    return dict(found)


def may_read(kind: str, letter: str, role: str) -> bool:
    """Tell whether a role may read a text of this kind of this house."""
    own = {"a": ("buyer", "owner", "helper"), "b": ("other buyer", "other owner")}[letter]
    if kind == BUYER:
        return role in own or role in OFFICE
    if kind == HOUSE:
        return role in own[1:] or role in OFFICE
    if kind == DRAFT:
        return role in own[1:] or role in MODERATORS
    return role in OFFICE


def shown(body: str, cast: Cast) -> Iterator[tuple[str, str, str, str]]:
    """Name what a body shows of the houses: kind, house, what it is, and how it is written."""
    if "zq" in body.lower():
        for letter, kind, number in set(MARK.findall(body.lower())):
            mark = f"zq{letter}{kind}{number}"
            yield kind, letter, ".".join(COLUMNS[int(number)]), mark
    for text, (kind, what) in cast.naturals.items():
        if text in body:
            yield kind, "a", what, text
