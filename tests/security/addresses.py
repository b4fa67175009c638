"""Every address of the URL table, with house A's own objects in place of its converters.

A converter is known by the path before it, in which earlier ones are stars: the number in
`sell/orders/<str:number>/parcels/<int:pk>/` is `sell/orders/*`, the key of the parcel
`sell/orders/*/parcels/*`. A group that names its alternatives is walked once for each.
"""

import itertools
import os
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import URLPattern, get_resolver
from django.utils import timezone
from oscar.core.loading import get_model

from cms.promoters.services import token_of as token_of_post
from marketplace.enquiries.tokens import token_of as token_of_enquiry
from marketplace.files.sharing import sharing_url
from marketplace.frame.access import audience_of
from marketplace.listings.wanted import token_of
from marketplace.quotes.tokens import token_of as token_of_quote
from marketplace.reviews.links import token_of as token_of_sale
from marketplace.talks.models import BlockedPattern
from tests.security.houses import House
from tests.source.test_access import module_of, patterns

LANGUAGES = ("vi", "en", "id")
OURS = ("catalogue.", "marketplace.", "cms.")
Find = Callable[[House], Any]

# How the route of the editors' pages ends, and a page of each kind (cast.py makes them).
EDITORS = "((?:[\\w\\-]+/)*)$"
WRITTEN = (
    "lang/",
    "lang/lang-a/",
    "lang/mot-ngay/",
    "chuyen/",
    "chuyen/lua-lo/",
    "su-kien/",
    "su-kien/hoi-gom/",
    "hoi/",
)


def shared_token(name: str) -> str:
    """What stands in the address of a picture's sharing picture."""
    return sharing_url(name).rsplit("/", 1)[-1].removesuffix(".jpg")


NOT_OURS = re.compile(
    r"(?:admin|cms|dashboard|documents|_util|account/2fa)/|account/(?:confirm-email|password/reset|to)/"
)
# What stands in an address for a thing of a house: (model that has to have a row, how found).
OBJECTS: dict[str, Find] = {
    # codes and their machine-readable answers
    "media/*": lambda h: h.product.images.first().original.name,
    "files/*": lambda h: h.private_file,
    "files/shared/*": lambda h: shared_token(h.product.images.first().original.name),
    "health/*": lambda h: "tasks_dead",
    "_stripe-test/*": lambda h: "v1/customers",
    "qr/*": lambda h: h.product.code,
    "qr/*.*": lambda h: "svg",
    "origin/certificates/*": lambda h: h.certificate.pk,
    "origin/status/*": lambda h: f"P/{h.product.code}/L/{h.released.number}",
    "place/*/*": lambda h: h.village.slug,
    "material/*": lambda h: h.released.materials.get().pk,
    "epcis/documents/*": lambda h: f"P/{h.product.code}",
    "epcis/capture/*": lambda h: h.job.pk,
    # the shop
    "products/*": lambda h: h.product.slug,
    "products/*_*": lambda h: h.product.pk,
    "products/occasions/*": lambda h: "tet",
    "products/*_*/reviews/*": lambda h: h.review.pk,
    "products/*_*/reviews/*/pictures/*": lambda h: h.review.pictures.get().pk,
    "reviews/*": lambda h: token_of_sale(h.review.line_id),
    "reviews/*/pictures/*": lambda h: h.review.pictures.get().pk,
    "origin/*": lambda h: f"P/{h.product.code}/L/{h.released.number}",
    "origin/report/*": lambda h: f"P/{h.product.code}",
    "producers/*": lambda h: h.producer.slug,
    "basket/add/*": lambda h: h.product.pk,
    "basket/visits/*": lambda h: h.visit.product_id,
    "visits/sessions/*": lambda h: h.visit_session.pk,
    "sell/visits/*": lambda h: h.visit.product_id,
    "sell/visits/sessions/*": lambda h: h.visit_session.pk,
    "sell/visits/tickets/*": lambda h: h.booking.code,
    "sell/visits/schedules/*": lambda h: h.schedule.pk,
    "sell/visits/closed-days/*": lambda h: h.closed_day.pk,
    "purchases/*/tickets/*": lambda h: h.booking.code,
    "basket/lines/*": lambda h: h.line.pk,
    "styleguide/*": lambda h: "card",
    "sitemap-*": lambda h: "products",
    "sitemap-*-*": lambda h: h.product.pk // 100,
    # a producer's portal
    "sell/lots/keys/*": lambda h: h.key.pk,
    "sell/lots/evidence/*": lambda h: h.product.pk,
    "sell/lots/runs/*": lambda h: h.run.pk,
    "sell/lots/labels/*": lambda h: h.label.serial,
    "sell/lots/*": lambda h: h.lot.pk,
    "sell/lots/*/steps/*": lambda h: h.event.pk,
    "sell/lots/*/files/*": lambda h: h.paper.pk,
    "sell/joining/*": lambda h: h.application.pk,
    "sell/joining/*/papers/*": lambda h: h.requirement.pk,
    "sell/joining/*/files/*": lambda h: h.joining_paper.pk,
    "sell/review/producers/*": lambda h: h.application.pk,
    "sell/review/producers/of/*": lambda h: h.producer.pk,
    "sell/review/producers/pages/*": lambda h: h.page_proposal.pk,
    "sell/review/producers/checklist/*": lambda h: h.requirement.pk,
    "sell/review/producers/*/members/*": lambda h: h.membership.pk,
    "sell/review/producers/*/papers/*": lambda h: h.requirement.pk,
    "sell/review/producers/*/files/*": lambda h: h.joining_paper.pk,
    "sell/review/*": lambda h: h.revision.pk,
    "sell/review/*/pictures/*": lambda h: h.revision.pictures.first().pk,
    "sell/review/batches/*": lambda h: h.batch.pk,
    "sell/review/gtins/*": lambda h: h.product.pk,
    "sell/review/cases/*": lambda h: h.arrived.number,
    "sell/review/complaints/*": lambda h: h.complaint.number,
    "complaint/*": lambda h: h.complaint.token,
    "sell/review/late-orders/*": lambda h: h.order.number,
    "sell/review/confirm-rules/*": lambda h: h.confirm_rule.pk,
    "sell/review/lost-factors/*": lambda h: h.lost_factor.pk,
    "questions/*": lambda h: h.product.pk,
    "questions/report/*": lambda h: h.answered.pk,
    "account/messages/*": lambda h: h.said_of_product.pk,
    "purchases/*/orders/*/messages/*": lambda h: h.said_of_order.pk,
    "sell/review/reports/*": lambda h: h.report.pk,
    "sell/review/patterns/*": lambda h: BlockedPattern.objects.earliest("pk").pk,
    "sell/messages/*": lambda h: h.thread.pk,
    "account/messages/products/*": lambda h: h.product.pk,
    "sell/questions/*": lambda h: h.question.pk,
    "sell/reviews/*": lambda h: h.review.pk,
    "sell/review/buyer-reviews/*": lambda h: h.review.pk,
    "sell/review/buyer-reviews/*/pictures/*": lambda h: h.review.pictures.get().pk,
    "wanted/*": lambda h: h.sold_out.pk,
    "wanted/confirm/*": lambda h: token_of(h.wanted),
    "sell/news/*": lambda h: h.membership.notices.first().pk,
    "sell/members/*": lambda h: h.membership.pk,
    "sell/join/*": lambda h: h.invitation,
    "account/lost-factor/*": lambda h: "no-token",
    # people of villages, at the editors' office
    "cms/village-people/*": lambda h: h.village.pk,
    "cms/village-people/posts/*": lambda h: h.post.pk,
    "cms/village-people/invitations/*": lambda h: h.offered_post.pk,
    "v/*": lambda h: h.village.pk,
    "cms/village-papers/*": lambda h: h.village.pk,
    "cms/village-papers/pages/*": lambda h: h.rows["page"].pk,
    "cms/enquiries/*": lambda h: h.enquiry_to_village.pk,
    "enquiries/villages/*": lambda h: h.village.slug,
    "enquiries/makers/*": lambda h: h.producer.slug,
    "enquiries/*": lambda h: token_of_enquiry(h.enquiry_to_maker),
    "quotes/makers/*": lambda h: h.producer.slug,
    "quotes/*": lambda h: token_of_quote(h.quote),
    "sell/quotes/*": lambda h: h.quote.number,
    "sell/enquiries/*": lambda h: h.enquiry_to_maker.pk,
    "promoters/join/*": lambda h: token_of_post(h.offered_post),
    "sell/orders/*": lambda h: h.order.number,
    "sell/orders/*/parcels/*": lambda h: h.parcel.pk,
    "sell/orders/*/carrier/*": lambda h: h.consignment.pk,
    "sell/orders/*/documents/*": lambda h: "confirmation",
    "sell/products/*": lambda h: h.product.pk,
    "sell/products/proposals/*": lambda h: h.revision.pk,
    "sell/products/proposals/*/pictures/*": lambda h: h.revision.pictures.first().pk,
    "sell/products/tables/*": lambda h: h.table.pk,
    "sell/work-for/*": lambda h: h.producer.pk,
    "sell/ocop/*": lambda h: h.product.pk,
    "sell/ocop/*/*": lambda h: "1.1",
    "sell/dossiers/begin/*": lambda h: h.product.pk,
    "sell/dossiers/*": lambda h: h.dossier.pk,
    "sell/dossiers/*/form/*": lambda h: "who",
    "sell/dossiers/*/lines/*": lambda h: "1.1",
    "sell/dossiers/*/asked/*": lambda h: h.asked_item.pk,
    "sell/dossiers/*/documents/*": lambda h: h.dossier_paper.pk,
    "sell/dossiers/*/evidence/*": lambda h: "certificate",
    "sell/dossiers/*/*": lambda h: "file",
    "sell/holidays/*": lambda h: h.holiday.pk,
    "sell/vouchers/*": lambda h: h.offered.pk,
    "sell/returns/*": lambda h: h.claim.number,
    "sell/returns/*/pictures/*": lambda h: h.claim_picture.pk,
    # the desk
    "finance/transactions/*": lambda h: h.transaction.pk,
    "finance/producers/*": lambda h: h.producer.slug,
    "finance/payouts/*": lambda h: h.batch.number,
    "finance/payouts/*/results/*": lambda h: h.results.pk,
    "finance/payout/*": lambda h: h.payout.pk,
    "finance/accounts/*": lambda h: h.new_account.pk,
    "finance/adjustments/*": lambda h: h.adjustment.pk,
    "finance/vouchers/*": lambda h: h.market_voucher.pk,
    "finance/transfers/statements/*": lambda h: h.statement.pk,
    "finance/transfers/*": lambda h: h.transfer.pk,
    "finance/refunds/*": lambda h: h.refund.pk,
    "finance/disputes/*": lambda h: h.claim.number,
    "finance/disputes/*/pictures/*": lambda h: h.claim_picture.pk,
    "finance/chargebacks/*": lambda h: h.chargeback.pk,
    "finance/orders/*": lambda h: h.order.number,
    "finance/documents/*": lambda h: h.document.pk,
    # a buyer's purchases and account
    "purchases/*": lambda h: h.arrived.token,
    "purchases/*/orders/*": lambda h: h.arrived_order.number,
    "purchases/*/returns/*": lambda h: h.claim.number,
    "purchases/*/returns/*/pictures/*": lambda h: h.claim_picture.pk,
    "purchases/*/refunds/*": lambda h: h.refund.pk,
    "purchases/*/documents/*": lambda h: h.document.pk,
    "purchases/*/documents/*/*": lambda h: h.arrived_order.number,
    "checkout/*": lambda h: h.waiting.token,
    "account/addresses/*": lambda h: h.address.pk,
    "account/sessions/*": lambda h: h.session.pk,
    "account/saved/*": lambda h: h.product.pk,
    "account/orders/*": lambda h: h.order.number,
    "account/orders/*/*": lambda h: h.order.lines.first().pk,
    "account/order-status/*": lambda h: h.order.number,
    "account/order-status/*/*": lambda h: "hash",
    "account/order-status-form/*": lambda h: h.order.number,
    "account/order-status-form/*/*": lambda h: "hash",
    "account/emails/*": lambda h: 1,
    "account/notifications/*": lambda h: 1,
    "account/alerts/create/*": lambda h: h.product.pk,
    "account/alerts/confirm/*": lambda h: "key",
    "account/alerts/cancel/key/*": lambda h: "key",
    "account/alerts/cancel/*": lambda h: 1,
    # the programme
    "ocop/*": lambda h: h.product.code,
    "ocop/data/*": lambda h: "0" * 64,
    "programme/*": lambda h: h.certificate.pk,
    "programme/entries/*": lambda h: h.proposal.pk,
    "programme/dossiers/*": lambda h: h.filed_dossier.pk,
    "programme/dossiers/*/documents/*": lambda h: h.filed_paper.pk,
    "programme/posts/*": lambda h: h.office_post.pk,
    "programme/corrections/*": lambda h: h.correction.pk,
    "programme/sheets/*": lambda h: 21,
    "programme/rated/*": lambda h: h.certificate.rated_id,
    "programme/rated/links/*": lambda h: h.rated_link.pk,
    "programme/decisions/*": lambda h: h.certificate.decision_id,
}  # fmt: skip
# Where one address needs other objects than its neighbours do: in what state they have to be.
EXCEPTIONS: list[tuple[re.Pattern, str, Find]] = [
    (re.compile(r"sell/lots/.*(?:labels|recall|close)/"), "sell/lots/*", lambda h: h.released.pk),
    (re.compile(r"orders/.*/deliver/|parcels/"), "sell/orders/*", lambda h: h.sent_order.number),
    (re.compile(r"orders/.*/card"), "sell/orders/*", lambda h: h.arrived_order.number),
    (re.compile(r"orders/.*/carrier/"), "sell/orders/*", lambda h: h.consignment.order.number),
    (re.compile(r"report/"), "sell/messages/*", lambda h: h.message.pk),
    (
        re.compile(r"entries/.*/(?:hand-over/|refused)"),
        "programme/entries/*",
        lambda h: h.table_of_decisions.pk,
    ),
    (re.compile(r"tables/.*/apply/"), "sell/products/tables/*", lambda h: h.ready_table.pk),
    (re.compile(r"tables/.*/undo/"), "sell/products/tables/*", lambda h: h.applied_table.pk),
    (re.compile(r"tickets/"), "purchases/*", lambda h: h.booking.order.purchase.token),
    (re.compile(r"refunds/"), "purchases/*", lambda h: h.cancelled.token),
    (re.compile(r"pay/"), "checkout/*", lambda h: h.by_card.token),
    (re.compile(r"e-invoice/"), "sell/e-invoice/*", lambda h: f"{timezone.localdate():%Y-%m}"),
    (re.compile(r"e-invoice/"), "finance/e-invoice/*", lambda h: f"{timezone.localdate():%Y-%m}"),
    (re.compile(r"vouchers/\*/$"), "sell/vouchers/*", lambda h: h.voucher.pk),
    (re.compile(r"documents/.*/.*/"), "purchases/*/documents/*", lambda h: "confirmation"),
]
BY_NAME: dict[str, Find] = {
    "year": lambda h: timezone.localdate().year,
    "day": lambda h: timezone.localdate().isoformat(),
    "month": lambda h: f"{timezone.localdate():%m}",
    "extension": lambda h: "xlsx",
    "kind": lambda h: "V",
    "zone": lambda h: "city",  # of delivery: each maker sets its own
}
DASHBOARD = {
    "products": "catalogue.Product", "orders": "order.Order", "users": "accounts.User",
    "partners": "partner.Partner", "lines": "order.Line",
    "product-type": "catalogue.ProductClass", "comms": "communication.CommunicationEventType",
    "categories": "catalogue.Category", "create": "catalogue.Category", "parent": "catalogue.Category",
}  # fmt: skip


class Address(NamedTuple):
    """One address, which view answers it and for whom that view says it is."""

    path: str
    route: str
    audience: str
    is_ours: bool
    has_object: bool  # of house A; a day or a file's ending is nobody's
    asks: frozenset[str]  # for which methods its view asks again who it is

    @property
    def bare(self) -> str:
        """The path without its language."""
        return re.sub(r"^/(?:vi|en|id)/", "/", self.path)


GROUP = re.compile(
    r"<(?:\w+:)?(?P<route>\w+)>"  # <int:pk>
    r"|\(\?P<(?P<named>\w+)>(?P<of_named>(?:[^()\[\]]|\[[^\]]*\])*)\)"  # (?P<step>paid|failed)
    r"|\((?:\?:)?(?P<unnamed>(?:[^()?\[\]]|\[[^\]]*\])+)\)"  # (\d+)
)


def parts_of(route: str) -> list[tuple[str, str, str]]:
    """Cut a route into (text before, name of the group, what it may be)."""
    cut, at = [], 0
    for found in GROUP.finditer(route):
        before = plain(route[at : found.start()])
        name = found["route"] or found["named"] or ""
        cut.append((before, name, found["of_named"] or found["unnamed"] or ""))
        at = found.end()
    return [*cut, (plain(route[at:]), "", "")]


def plain(text: str) -> str:
    return re.sub(r"[\^$]|\\Z", "", text).replace("\\", "")


def alternatives(pattern: str) -> list[str]:
    """Give the words among which a group chooses: `paid|failed`; nothing else."""
    if re.fullmatch(r"[\w-]+(?:\|[\w-]+)+", pattern):
        return pattern.split("|")
    return []


def fill(route: str, house: House, missing: list[str]) -> Iterator[tuple[str, bool]]:
    """Give the addresses of a route, and whether a thing of the house stands in them."""
    choices: list[list[str]] = []
    known, has_object = "", False
    bare = re.sub(r"^(?:vi|en|id)/", "", plain_route(route))
    for before, name, pattern in parts_of(re.sub(r"^(?:vi|en|id)/", "", route)):
        known += before
        choices.append([before])
        if not name and not pattern:
            continue
        known += "*"
        words = alternatives(pattern)
        if words:
            choices.append(words)
            continue
        values = value_of(known, name, bare, house)
        if values is None:
            missing.append(
                f"{route}: no object for <{name}>. Give House a row in tests/security/houses.py"
                f' and name it in OBJECTS of tests/security/addresses.py under "{known}".'
            )
            return
        has_object = has_object or name not in BY_NAME
        choices.append([str(values)])
    for chosen in itertools.product(*choices):
        yield "".join(chosen), has_object


def plain_route(route: str) -> str:
    return plain(GROUP.sub("*", route))


def value_of(known: str, name: str, bare: str, house: House) -> Any:
    """Find what stands for a group: an exception, the table, a day, or a library's first row."""
    for pattern, key, find in EXCEPTIONS:
        if key == known and pattern.search(bare):
            return find(house)
    if known in OBJECTS:
        return OBJECTS[known](house)
    if not NOT_OURS.match(known):
        return BY_NAME[name](house) if name in BY_NAME else None
    return first_of_library(known, name, house)


def first_of_library(known: str, name: str, house: House) -> Any:
    """Give a real row's key to a view of a library, or 1 where the market keeps no such rows."""
    if found := re.match(r"admin/(\w+)/(\w+)/\*", known):
        return first_key(apps.get_model(found[1], found[2]))
    if name == "content_type_id":
        return ContentType.objects.get_for_model(get_model("order", "Order")).pk
    if known == "dashboard/orders/*":
        return house.order.number
    if found := re.match(r"dashboard/.*?([\w-]+)/\*$", known):
        return first_key(apps.get_model(DASHBOARD[found[1]])) if found[1] in DASHBOARD else 1
    by_name = {
        "page_id": "page", "parent_page_id": "page", "page_to_move_id": "page", "page_pk": "page",
        "destination_id": "page", "collection_id": "collection",
    }  # fmt: skip
    if name in by_name:
        return house.rows[by_name[name]].pk
    words = {
        "content_type_app_name": "cms", "app_label": "cms", "app_name": "cms",
        "content_type_model_name": "storypage", "model_name": "storypage", "action": "delete",
        "action_name": "approve", "product_class_slug": "goods", "slug": "goods",
        "filter_spec": "width-100", "url": "x", "uidb36": "1", "key": "1-set-password",
        "path": "sitemap",
    }  # fmt: skip
    return words.get(name, 1)


def first_key(model: type[Model]) -> Any:
    row = model._base_manager.order_by("pk").first()
    return row.pk if row else 1


def addresses(house: House) -> tuple[list[Address], list[str]]:
    """Give every address of the site, and a sentence for each converter without an object."""
    found: dict[str, Address] = {}
    missing: list[str] = []
    for route, pattern in patterns(get_resolver()):
        for path, has_object in filled(route, house, missing):
            prefix = "vi/" if route.startswith("vi/") else ""
            address = Address(
                f"/{prefix}{path}",
                route,
                audience_of(pattern.callback),
                module_of(pattern).startswith(OURS),
                has_object,
                frozenset(getattr(pattern.callback, "asks_again", ())),
            )
            found.setdefault(address.path, address)
    only = re.compile(os.environ.get("ATTACK_ONLY", ""))  # ATTACK_ONLY=/sell/orders while you mend
    return [each for each in found.values() if only.search(each.path)], missing


def filled(route: str, house: House, missing: list[str]) -> Iterator[tuple[str, bool]]:
    """Fill a route with objects; the editors' with a page of each kind."""
    if route.endswith(EDITORS):
        yield from ((path, False) for path in WRITTEN)
    else:
        yield from fill(without_groups(route, house), house, missing)


def without_groups(route: str, house: House) -> str:
    """Write out the route that catches what is printed: a code."""
    if "(?:01|P|p)/" in route:
        return f"P/{house.product.code}/L/{house.released.number}/S/{house.label.serial}"
    return route


def view_of(pattern: URLPattern) -> str:
    return f"{module_of(pattern)}.{getattr(pattern.callback, '__name__', '')}"
