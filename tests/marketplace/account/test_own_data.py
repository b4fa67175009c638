"""A person's own data: every table that points to people, in a number of queries that stays."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.utils import timezone
from oscar.core.loading import get_model

from marketplace.account.own_data import own_data
from marketplace.accounts.models import User
from marketplace.aftersale.models import Return, ReturnMessage, ReturnRule
from marketplace.enquiries.services import ask
from marketplace.gateways.models import Refund
from marketplace.joining.standing import application_of
from marketplace.purchases.models import Purchase
from marketplace.purchases.placement import Buyer
from marketplace.quotes.asking import Wishes
from marketplace.visits.models import WaitingGuest
from tests import factories, visits
from tests.marketplace.purchases.test_placement import place
from tests.marketplace.quotes.quoted import HANOI, asked, offered
from tests.marketplace.reviews.said import reviewed

pytestmark = pytest.mark.django_db


# Which part tells of a table that points to people.
TOLD = {
    "purchases": "purchases",
    "orders": "orders",
    "addresses": "addresses",
    "buyer_reviews": "reviews",
    "helped_by_reviews": "reviews",
    "review_reports": "reports",
    "questions": "questions",
    "complaints": "complaints",
    "threads": "messages",
    "abuse_reports": "reports",
    "talk_acts": "reports",
    "wishlists": "kept_for_later",
    "wanted": "waited_for",
    "baskets": "basket",
    "emailaddress_set": "email_addresses",
    "authenticator_set": "second_factors",
    "factor_resets": "second_factors",
    "usersession_set": "sessions",
    "memberships": "work",
    "enquiries": "enquiries",
    "quotes": "quotes",
    "village_posts": "work",
    "applications": "applications",
    "producers": "work",
    "stripe_customer": "profile",
}
# What tells nothing of a buyer, and why.
WORK = "what staff and editors did at work, in the market's own records"
UNUSED = "Oscar's, filled by nothing here"
LEFT_OUT = {
    **dict.fromkeys(("userrecord", "userproductview_set", "usersearch_set"), UNUSED),
    **dict.fromkeys(("reviews", "review_votes"), UNUSED),
    **dict.fromkeys(("emails", "notifications", "notification_set", "alerts"), UNUSED),
    **dict.fromkeys(("partners", "bankcards", "ordernote_set"), UNUSED),
    **dict.fromkeys(("voucherapplication_set", "rangeproductfileupload_set"), UNUSED),
    **dict.fromkeys(("logentry_set", "document_set", "image_set", "editing_sessions"), WORK),
    **dict.fromkeys(("wagtail_form_states", "wagtail_revisions", "uploadedfile_set"), WORK),
    **dict.fromkeys(("requested_workflows", "finished_task_states", "locked_pages"), WORK),
    **dict.fromkeys(("owned_pages", "wagtail_admin_comments", "comments_resolved"), WORK),
    **dict.fromkeys(("comment_replies", "page_subscriptions", "api_tokens"), WORK),
    "wagtail_userprofile": WORK,
}


def fill(person: User, tag: str) -> Purchase:
    """Give a person one row of everything; `tag` stands in each of them."""
    vase = factories.make_product(price=100_000, stock=9, title=f"Lọ {tag}")
    purchase = place(vase, buyer=Buyer(email=f"{tag}@example.vn", user=person), note=f"Gửi {tag}")
    order = purchase.orders.get()
    country = get_model("address", "Country").objects.get(pk="VN")
    person.addresses.create(first_name=f"Tên {tag}", line1=f"12 {tag}", country=country)
    review = reviewed(vase, text=f"Đẹp {tag}", user=person)
    review.aspects.create(aspect="packing", score=4)
    person.helped_by_reviews.create(review=review)
    person.review_reports.create(review=review, reason="spam", note=f"y {tag}")
    person.questions.create(product=vase, text=f"Hỏi {tag}")
    thread = person.threads.create(
        product=vase, producer=vase.producer, state="waiting", last_at=timezone.now()
    )
    thread.messages.create(side="buyer", by=person, text=f"Nhắn {tag}")
    said = thread.messages.create(side="producer", text="Vâng")
    report = person.abuse_reports.create(
        part="message", message=said, reason="rude", note=f"x {tag}"
    )
    person.talk_acts.create(report=report, what="warned", words=f"Nhắc {tag}", by=person)
    wishes = person.wishlists.create(name="x")
    wishes.lines.create(product=vase, title=vase.title)
    person.wanted.create(product=vase, email=f"{tag}@example.vn", state="waiting")
    basket = factories.make_basket(vase)
    get_model("basket", "Basket").objects.filter(pk=basket.pk).update(owner=person)
    EmailAddress.objects.create(user=person, email=f"thu-{tag}@example.vn", verified=True)
    UserSession.objects.create(
        user=person, ip="192.0.2.7", session_key=tag, user_agent=f"Trình duyệt {tag}"
    )
    place_asked = {"kind": "visit", "name": tag, "email": "", "language": "vi"}
    ask(producer=vase.producer, user=person, text=f"Mở cửa {tag}?", **place_asked)
    wishes = Wishes(HANOI, text=f"In {tag}")
    bowls = (factories.make_product(title=f"Bát {tag}"), 20)
    offered(asked(bowls[0].producer, bowls, user=person, wishes=wishes), None)
    claim = Return.objects.create(
        number=f"T-{tag}",
        order=order,
        rule=ReturnRule.objects.first(),
        reason="damaged",
        wish="refund",
        answer_by=timezone.now(),
    )
    claim.messages.create(side=ReturnMessage.Side.BUYER, step="asked", text=f"Vỡ {tag}")
    claim.messages.create(side=ReturnMessage.Side.PRODUCER, step="said", text="Lời người bán")
    payment = purchase.payments.create(gateway="vietqr", reference=f"FT{tag}", amount=1000)
    Refund.objects.create(
        key=tag,
        payment=payment,
        amount=1000,
        way="bank",
        state="ready",
        reason="x",
        account=f"00{tag}",
    )
    return purchase


def test_rows_cost_no_query_each(buyer, django_assert_num_queries, django_assert_max_num_queries):
    fill(buyer, "lan")
    with django_assert_max_num_queries(50) as one:
        own_data(User.objects.get(pk=buyer.pk))
    for tag in ("mai", "cuc"):
        fill(buyer, tag)
    with django_assert_num_queries(len(one)):
        own_data(User.objects.get(pk=buyer.pk))


def test_every_table_that_points_to_people_is_told_or_left_out_for_a_reason(buyer):
    tables = {each.get_accessor_name() for each in User._meta.related_objects}
    assert tables - TOLD.keys() - LEFT_OUT.keys() == {None} & tables
    assert set(TOLD.values()) <= {part.key for part in own_data(buyer)}


def test_who_owns_a_producer_no_more_takes_none_of_its_papers_along(producer, owner):
    def told() -> list[dict]:
        (part,) = (part for part in own_data(owner) if part.key == "applications")
        return part.rows

    made = application_of(producer)
    type(made).objects.filter(pk=made.pk).update(applicant=owner)
    assert told()[0]["state"] == producer.get_state_display()
    producer.memberships.filter(user=owner).delete()
    assert told() == [{"name": producer.name, "since": made.made_at}]


def test_who_comes_to_a_visit_and_waits_for_seats_is_told(buyer):
    booking = visits.booked(visits.make_session(), user=buyer)
    full = visits.make_session(booking.session.visit, capacity=0)
    WaitingGuest.objects.create(session=full, email=buyer.email.upper(), guests=3)
    WaitingGuest.objects.create(session=full, email="other@example.com")
    assert {part.key: part.rows for part in own_data(buyer)}["waited_for"] == []
    EmailAddress.objects.create(user=buyer, email=buyer.email, verified=True)
    parts = {part.key: part.rows for part in own_data(buyer)}
    (order,) = parts["orders"]
    assert order["guests"] == [f"{booking.name}, {booking.phone}"]
    (wait,) = parts["waited_for"]
    assert (wait["product"], wait["quantity"]) == (full.visit.product.title, 3)
