"""What the market keeps of a person, for that person: read on a page, taken along as JSON.

    own_data(user)[1]   Part("addresses", "Address book", [{"name": "Nguyễn Lan", …}])
    as_json(parts)      {"addresses": [{"name": "Nguyễn Lan", …}], …}

Each row is found through its person, so nothing of others is in it; a test looks whether a
table that points to people is told or left out for a reason. Sums are dong.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from catalogue.products.variants import named
from marketplace.account.own_rows import Part, Row
from marketplace.accounts.models import User
from marketplace.aftersale.models import Return, ReturnMessage
from marketplace.discounts.models import VoucherUse
from marketplace.gateways.models import Payment, Refund
from marketplace.order.models import Order
from marketplace.producers.models import Membership
from marketplace.purchases.claims import proven_addresses
from marketplace.reviews.models import Review
from marketplace.talks.models import ComplaintWord, Message
from marketplace.talks.threads import threads_of
from marketplace.visits.models import WaitingGuest
from marketplace.visits.words import LANGUAGES


def own_data(user: User) -> list[Part]:
    """Collect all that is kept of a person, in a number of queries that rows do not change."""
    return [
        profile(user),
        addresses(user),
        *bought(user),
        *after_sales(user),
        reviews(user),
        questions(user),
        complaints(user),
        messages(user),
        reports(user),
        enquiries(user),
        kept_for_later(user),
        waited_for(user),
        basket(user),
        vouchers(user),
        emails(user),
        factors(user),
        sessions(user),
        work(user),
        applications(user),
    ]


def profile(user: User) -> Part:
    stripe = getattr(user, "stripe_customer", None)
    return Part(
        "profile",
        _("Profile"),
        [
            {
                "email": user.email,
                "name": user.get_full_name(),
                "phone": user.phone,
                "language": LANGUAGES[user.language],
                "joined_at": user.date_joined,
                "last_signed_in_at": user.last_login,
                "stripe_customer": stripe.customer_id if stripe else "",
            }
        ],
    )


ADDRESS = ("line1", "line2", "line3", "line4", "state", "postcode")


def lines_of_address(address: Any) -> list[str]:
    """The lines of an Oscar address that are filled, its country's code last."""
    return [*filter(None, (getattr(address, name) for name in ADDRESS)), address.country_id]


def addresses(user: User) -> Part:
    return Part(
        "addresses",
        _("Address book"),
        [
            {
                "name": each.name,
                "phone": str(each.phone_number or ""),
                "address": lines_of_address(each),
                "is_used_first": each.is_default_for_shipping,
                "since": each.date_created,
            }
            for each in user.addresses.order_by("pk")
        ],
    )


def bought(user: User) -> list[Part]:
    """What was bought, the orders it was made of and how it was paid."""
    purchases = list(user.purchases.order_by("placed_at"))
    orders = (
        Order.objects.filter(purchase__in=purchases)
        .select_related("producer", "purchase", "shipping_address")
        .prefetch_related("lines", "parcels", "bookings")
        .order_by("pk")
    )
    payments = Payment.objects.filter(purchase__in=purchases).select_related("purchase")
    return [
        Part(
            "purchases",
            _("Purchases"),
            [
                {
                    "number": each.number,
                    "placed_at": each.placed_at,
                    "state": each.get_state_display(),
                    "email": each.email,
                    "phone": each.phone,
                    "goods_dong": each.goods_total,
                    "delivery_dong": each.delivery_total,
                    "discount_dong": each.discount_total,
                    "total_dong": each.total,
                    "note": each.note,
                    "is_gift": each.is_gift,
                    "gift_sender": each.gift_sender,
                    "gift_message": each.gift_message,
                    "gift_day": each.gift_day,
                    "company": each.company,
                    "company_address": each.company_address,
                    "tax_code": each.tax_code,
                }
                for each in purchases
            ],
        ),
        Part(
            "orders",
            _("Orders"),
            [
                {
                    "number": each.number,
                    "purchase": each.purchase.number,
                    "producer": each.producer.name,
                    "state": each.status_text,
                    "goods": [goods(line, line.line_price_incl_tax) for line in each.lines.all()],
                    "total_dong": int(each.total_incl_tax),
                    "to": [each.shipping_address.name, *lines_of_address(each.shipping_address)]
                    if each.shipping_address
                    else [],
                    "guests": [
                        f"{booking.name}, {booking.phone}".strip(", ")
                        for booking in each.bookings.all()
                    ],
                    "tracking_codes": [
                        f"{parcel.carrier_text} {parcel.tracking_code}".strip()
                        for parcel in each.parcels.all()
                    ],
                }
                for each in orders
            ],
        ),
        Part(
            "payments",
            _("Payments"),
            [
                {
                    "purchase": each.purchase.number,
                    "way": each.gateway,
                    "reference": each.reference,
                    "amount_dong": each.amount,
                    "state": each.get_state_display(),
                    "at": each.created_at,
                }
                for each in payments.order_by("pk")
            ],
        ),
    ]


def goods(line: Any, sum_dong: Any = None, quantity: int | None = None) -> Row:
    row = {"title": line.title, "quantity": quantity or line.quantity}
    return row if sum_dong is None else row | {"sum_dong": int(sum_dong)}


def after_sales(user: User) -> list[Part]:
    """Returns with the person's own words, and money that goes back."""
    claims = (
        Return.objects.filter(order__purchase__user=user)
        .select_related("order")
        .prefetch_related("lines__line", "messages", "pictures")
        .order_by("pk")
    )
    refunds = Refund.objects.filter(
        Q(order__purchase__user=user)
        | Q(payment__purchase__user=user)
        | Q(transfer__purchase__user=user)
    )
    return [
        Part(
            "returns",
            _("Returns"),
            [
                {
                    "number": each.number,
                    "order": each.order.number,
                    "asked_at": each.asked_at,
                    "reason": each.get_reason_display(),
                    "wish": each.get_wish_display(),
                    "state": each.get_state_display(),
                    "goods": [goods(row.line, quantity=row.quantity) for row in each.lines.all()],
                    "your_words": [
                        message.text
                        for message in each.messages.all()
                        if message.side == ReturnMessage.Side.BUYER and message.text
                    ],
                    "pictures": len(each.pictures.all()),
                    "tracking_codes": [each.tracking_code] if each.tracking_code else [],
                }
                for each in claims
            ],
        ),
        Part(
            "refunds",
            _("Refunds"),
            [
                {
                    "order": each.order.number if each.order else "",
                    "amount_dong": each.amount,
                    "way": each.get_way_display(),
                    "state": each.get_state_display(),
                    "bank": each.bank_bin,
                    "account": each.account,
                    "account_name": each.account_name,
                    "at": each.created_at,
                }
                for each in refunds.select_related("order").order_by("pk")
            ],
        ),
    ]


def reviews(user: User) -> Part:
    """What the person says of products, what was decided about it, what helped it."""
    own = Review.objects.filter(Q(user=user) | Q(line__order__user=user))
    written = own.select_related("product").prefetch_related("aspects", "pictures")
    helped = user.helped_by_reviews.select_related("review__product").order_by("pk")
    return Part(
        "reviews",
        _("Reviews"),
        [
            {
                "product": each.product.title,
                "score": each.score,
                "aspects": [
                    f"{row.get_aspect_display()}: {row.score}" for row in each.aspects.all()
                ],
                "text": each.text,
                "pictures": len(each.pictures.all()),
                "at": each.at,
                "state": each.get_state_display(),
                "reason": each.words,
                "answer": each.answer,
            }
            for each in written.order_by("pk")
        ]
        + [
            {"kind": _("Found helpful"), "product": each.review.product.title, "at": each.at}
            for each in helped
        ],
    )


def questions(user: User) -> Part:
    """What the person asked of products, and the answers that everybody reads."""
    return Part(
        "questions",
        _("Questions on products"),
        [
            {
                "product": each.product.title,
                "text": each.text,
                "at": each.asked_at,
                "state": each.get_state_display(),
                "answer": each.answer,
            }
            for each in user.questions.select_related("product").order_by("pk")
        ],
    )


def complaints(user: User) -> Part:
    """What the person complained of or asked the market for, and the answers."""
    rows = ComplaintWord.objects.filter(complaint__user=user).select_related("complaint")
    return Part(
        "complaints",
        _("Complaints"),
        [
            {
                "number": each.complaint.number,
                "kind": each.complaint.get_about_display(),
                "way": _("Market") if each.is_ours else _("Buyer"),
                "text": each.text,
                "at": each.at,
            }
            for each in rows.order_by("pk")
        ],
    )


def messages(user: User) -> Part:
    """What the person and producers wrote to each other about its orders and products."""
    rows = Message.objects.filter(thread__in=threads_of(user).values("pk")).order_by("pk")
    return Part(
        "messages",
        _("Messages"),
        [
            {
                "producer": each.thread.producer.name,
                "title": each.thread.about,
                "way": each.get_side_display(),
                "text": each.text,
                "at": each.at,
            }
            for each in rows.select_related("thread__producer", "thread__order", "thread__product")
        ],
    )


def reports(user: User) -> Part:
    """What the person reported, and what moderators did about what it wrote."""
    made = user.abuse_reports.select_related("message", "question").order_by("pk")
    of_reviews = user.review_reports.select_related("review").order_by("pk")
    return Part(
        "reports",
        _("Reports of abuse"),
        [
            {
                "kind": each.get_reason_display(),
                "title": each.text,
                "your_words": each.note,
                "at": each.at,
                "state": each.get_state_display(),
            }
            for each in made
        ]
        + [
            {
                "kind": each.get_reason_display(),
                "title": each.review.text,
                "your_words": each.note,
                "at": each.at,
                "state": each.get_state_display(),
            }
            for each in of_reviews
        ]
        + [
            {"kind": each.get_what_display(), "reason": each.words, "at": each.at}
            for each in user.talk_acts.order_by("pk")
        ],
    )


def enquiries(user: User) -> Part:
    """What the person asked villages and makers, with the answers."""
    rows = user.enquiries.select_related("village", "producer").prefetch_related("messages")
    return Part(
        "enquiries",
        _("Enquiries"),
        [
            {
                "to": each.about,
                "kind": each.get_kind_display(),
                "name": each.name,
                "state": each.get_state_display(),
                "since": each.made_at,
                "words": [
                    f"{said.get_side_display()}: {said.text}" for said in each.messages.all()
                ],
            }
            for each in rows.order_by("pk")
        ],
    )


def kept_for_later(user: User) -> Part:
    lines = get_model("wishlists", "Line").objects.filter(wishlist__owner=user)
    return Part(
        "kept_for_later",
        _("Kept for later"),
        [
            {"product": each.product.title if each.product else each.title}
            for each in lines.select_related("product").order_by("pk")
        ],
    )


def waited_for(user: User) -> Part:
    return Part(
        "waited_for",
        _("Wishes to be told"),
        [
            {
                "product": each.product.title,
                "asked_at": each.asked_at,
                "state": each.get_state_display(),
            }
            for each in user.wanted.select_related("product").order_by("pk")
        ]
        + [
            {
                "product": each.session.visit.product.title,
                "asked_at": each.at,
                "quantity": each.guests,
            }
            for each in WaitingGuest.objects.alias(address=Lower("email"))
            .filter(address__in=proven_addresses(user))
            .select_related("session__visit__product")
            .order_by("pk")
        ],
    )


def basket(user: User) -> Part:
    model = get_model("basket", "Basket")
    lines = get_model("basket", "Line").objects.filter(
        basket__owner=user, basket__status=model.OPEN
    )
    return Part(
        "basket",
        _("Basket"),
        [
            {
                "product": named(each.product.title, each.stockrecord),
                "quantity": each.quantity,
                "at": each.date_created,
            }
            for each in lines.select_related("product", "stockrecord__variant").order_by("pk")
        ],
    )


def vouchers(user: User) -> Part:
    numbers = user.purchases.values("number")
    uses = VoucherUse.objects.filter(purchase_number__in=numbers).select_related("voucher")
    return Part(
        "vouchers",
        _("Vouchers used"),
        [
            {
                "code": each.voucher.code,
                "purchase": each.purchase_number,
                "amount_dong": each.amount,
                "at": each.held_at,
            }
            for each in uses.order_by("pk")
        ],
    )


def emails(user: User) -> Part:
    return Part(
        "email_addresses",
        _("E-mail"),
        [
            {"email": each.email, "is_confirmed": each.verified, "is_used_first": each.primary}
            for each in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
    )


def factors(user: User) -> Part:
    """Which second factors there are, without their secrets, and what was done about lost ones."""
    return Part(
        "second_factors",
        _("Second factor"),
        [
            {
                "kind": each.get_type_display(),
                "since": each.created_at,
                "last_used_at": each.last_used_at,
            }
            for each in Authenticator.objects.filter(user=user).order_by("pk")
        ]
        + [
            {"lost_at": each.asked_at, "recognised_by": each.reason, "taken_off_at": each.done_at}
            for each in user.factor_resets.order_by("pk")
        ],
    )


def sessions(user: User) -> Part:
    return Part(
        "sessions",
        _("Devices"),
        [
            {
                "device": each.user_agent,
                "ip": each.ip,
                "since": each.created_at,
                "last_seen_at": each.last_seen_at,
            }
            for each in UserSession.objects.filter(user=user).order_by("pk")
        ],
    )


def work(user: User) -> Part:
    memberships = user.memberships.select_related("producer").order_by("pk")
    posts = user.village_posts.select_related("village").order_by("pk")
    return Part(
        "work",
        _("Work"),
        [{"producer": each.producer.name, "role": each.get_role_display()} for each in memberships]
        + [{"village": each.village.name, "role": each.get_role_display()} for each in posts]
        + [{"role": group.name} for group in user.groups.order_by("name")],
    )


def applications(user: User) -> Part:
    """What the person told of producers, and the papers of each, without what is kept closed.

    Of a producer that it owns no more only that it registered it: the rest is the owners' now.
    """
    mine = Q(producer=None) | Q(pk__in=owned_applications(user))
    rows = user.applications.select_related("commune").prefetch_related("papers__requirement")
    others = user.applications.exclude(mine).order_by("pk")
    return Part(
        "applications",
        _("Registrations as a producer"),
        [
            {
                "name": each.name,
                "kind": each.get_kind_display(),
                "state": each.standing,
                "your_words": each.representative,
                "phone": each.phone,
                "email": each.email,
                "address": [each.address, each.commune.name if each.commune else ""],
                "tax_code": each.tax_code,
                "since": each.made_at,
                "papers": [
                    f"{paper.requirement} {paper.number}".strip() for paper in each.papers.all()
                ],
            }
            for each in rows.filter(mine).select_related("producer").order_by("pk")
        ]
        + [{"name": each.name, "since": each.made_at} for each in others],
    )


def owned_applications(user: User) -> QuerySet:
    owned = user.memberships.filter(role=Membership.Role.OWNER)
    return user.applications.filter(producer__in=owned.values("producer")).values("pk")
