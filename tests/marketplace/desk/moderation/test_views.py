"""The editors' desk: what waits, what would change, and one decision."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import DeliveryReach, OcopSet
from catalogue.products.services import add_picture
from marketplace.listings.judging import take
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, publish_revision, send_back, texts_of
from marketplace.producers.models import Producer
from tests import factories
from tests.marketplace.listings.proposals import picture

pytestmark = pytest.mark.django_db
QUEUE = "/en/sell/review/"


def page_of(revision) -> str:
    return f"{QUEUE}{revision.pk}/"


def words_of(response) -> str:
    return unescape(response.content.decode())


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


@pytest.fixture
def desk(client, staff):
    """An editor's browser."""
    client.force_login(staff)
    return client


def proposed(product, **words) -> Revision:
    content = texts_of(product) | words
    return propose(producer=product.producer, product=product, content=content, by=None)


@pytest.fixture
def waiting(product):
    return proposed(product, title_vi="Lọ mới")


def test_desk_is_closed_to_others_the_proposal_s_own_people_too(client, waiting, owner, stranger):
    officer = factories.make_officer()
    clerk = factories.make_accountant()
    assert clerk.is_staff  # of the finance group, and no moderator
    for person in (None, stranger, owner, officer, clerk):
        if person:
            client.force_login(person)
        for response in (
            client.get(QUEUE),
            client.get(page_of(waiting)),
            client.post(page_of(waiting), {"publish": "1"}),
            client.post(page_of(waiting), {"note": "…"}),
        ):
            assert response.status_code == 302
            assert response["Location"].startswith("/en/account/login/?next=/en/sell/review/")
    waiting.refresh_from_db()
    assert waiting.is_submitted


def test_queue_shows_what_waits_the_oldest_first(desk, waiting, product, staff):
    second = proposed(factories.make_product())
    done, back = proposed(factories.make_product()), proposed(factories.make_product())
    publish_revision(revision=done, by=staff)
    send_back(revision=back, note="…", by=staff)
    proposed(product, title_vi="Lọ mới nữa")  # the first waits anew
    response = desk.get(QUEUE)
    assert list(response.context["page"]) == [second, waiting]
    assert waiting.producer.name in words_of(response)


def test_empty_queue_says_so(desk):
    assert "Nothing is waiting." in words_of(desk.get(QUEUE))


def test_proposal_that_is_not_there_is_not_found(desk, waiting):
    assert desk.get(f"{QUEUE}{waiting.pk + 1}/").status_code == 404
    assert desk.post(f"{QUEUE}{waiting.pk + 1}/", {"publish": "1"}).status_code == 404


def test_page_compares_only_what_changes(desk, product):
    revision = proposed(product, title_vi="Lọ <mới>", story_en="A story.")
    response = desk.get(page_of(revision))
    changes = [(str(each.label), each.now, each.proposed) for each in response.context["changes"]]
    assert changes == [
        ("Name, in Vietnamese", product.title_vi, "Lọ <mới>"),
        ("Story, in English", "", "A story."),
    ]
    assert "<ins>Lọ &lt;mới&gt;</ins>" in response.content.decode()


def test_page_of_a_new_product_shows_all_of_it(desk, producer):
    content = {"title_vi": "Ấm", "price": 9000, "unknown": "?", "summary_vi": ""}
    content |= {"ocop_set": 21, "made_to_order": False, "delivery_reach": 3, "weight_g": 900}
    revision = propose(producer=producer, product=None, content=content, by=None)
    response = desk.get(page_of(revision))
    changes = [(str(each.label), each.now, each.proposed) for each in response.context["changes"]]
    assert changes == [
        ("Name, in Vietnamese", "", "Ấm"),
        ("Set", "", str(OcopSet.objects.get(number=21))),
        ("Price in dong", "", "₫9,000"),
        ("Weight with packing, grams", "", "900"),
        ("Made to order", "", "No"),
        ("Delivers to", "", str(DeliveryReach(3).label)),
        ("unknown", "", "?"),
    ]


def test_look_at_a_proposal_decides_nothing(desk, waiting):
    desk.get(page_of(waiting))
    waiting.refresh_from_db()
    assert waiting.is_submitted


def test_editor_publishes(desk, waiting, product, staff):
    response = desk.post(page_of(waiting), {"publish": "1", "note": "not read"}, follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert messages_of(response) == ["Published."]
    product.refresh_from_db()
    waiting.refresh_from_db()
    assert (product.title_vi, waiting.state, waiting.reviewed_by, waiting.note) == (
        "Lọ mới",
        "published",
        staff,
        "",
    )


def test_editor_sends_back_with_a_note(desk, waiting, product, staff):
    long = " " + "x" * 2001
    response = desk.post(page_of(waiting), {"return": "1", "note": long}, follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    assert messages_of(response) == ["Sent back with your note."]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.note, waiting.reviewed_by) == ("returned", "x" * 2000, staff)
    product.refresh_from_db()
    assert product.title_vi != "Lọ mới"


@pytest.mark.parametrize("answer", [{}, {"note": ""}, {"return": "1", "note": " \n "}])
def test_nothing_is_sent_back_without_a_word(desk, waiting, answer):
    response = desk.post(page_of(waiting), answer, follow=True)
    assert response.redirect_chain == [(page_of(waiting), 302)]
    assert messages_of(response) == ["Please say what has to change."]
    waiting.refresh_from_db()
    assert waiting.is_submitted


@pytest.mark.parametrize("answer", [{"publish": "1"}, {"note": "Lại nữa."}])
def test_decision_stands_however_often_it_is_posted(desk, waiting, product, staff, answer):
    send_back(revision=waiting, note="Viết rõ hơn.", by=staff)
    response = desk.post(page_of(waiting), answer, follow=True)
    assert messages_of(response) == ["Somebody has decided on this already."]
    waiting.refresh_from_db()
    product.refresh_from_db()
    assert (waiting.state, waiting.note) == ("returned", "Viết rõ hơn.")
    assert product.title_vi != "Lọ mới"


def test_editor_reads_that_a_producer_is_not_verified(desk, waiting):
    Producer.objects.update(state="suspended")
    response = desk.post(page_of(waiting), {"publish": "1"}, follow=True)
    assert messages_of(response) == ["This producer is not verified yet: it may not sell."]
    waiting.refresh_from_db()
    assert waiting.is_submitted


def test_editor_says_field_by_field_what_has_to_change(desk, waiting, staff):
    answer = {"return": "1", "reason-title_vi": "Men gì?", "reason-story_vi": "Không đổi."}
    response = desk.post(page_of(waiting), answer, follow=True)
    assert messages_of(response) == ["Sent back with your note."]
    waiting.refresh_from_db()
    # A field that the proposal does not change takes no reason.
    assert (waiting.state, waiting.note, waiting.reasons) == (
        "returned",
        "",
        {"title_vi": "Men gì?"},
    )
    page = words_of(desk.get(page_of(waiting)))
    assert "Men gì?" in page and 'name="publish"' not in page


def test_pictures_are_shown_side_by_side_and_take_reasons(desk, product, owner):
    add_picture(product=product, file=picture(40), caption="Lọ cũ")
    content = texts_of(product)
    revision = propose(
        producer=product.producer, product=product, content=content, by=owner, images=[picture()]
    )
    (proposed_one,) = revision.pictures.all()
    page = words_of(desk.get(page_of(revision)))
    assert 'alt="Lọ cũ"' in page and f"/pictures/{proposed_one.pk}/" in page
    desk.post(page_of(revision), {f"reason-picture-{proposed_one.pk}": "Mờ."})
    revision.refresh_from_db()
    assert revision.reasons == {f"picture-{proposed_one.pk}": "Mờ."}


def test_what_changed_while_the_editor_looked_is_looked_at_again(desk, waiting, product):
    seen = desk.get(page_of(waiting)).context["seen"]
    proposed(product, title_vi="Lọ khác")
    response = desk.post(page_of(waiting), {"publish": "1", "seen": seen}, follow=True)
    assert response.redirect_chain == [(page_of(waiting), 302)]
    assert messages_of(response) == [
        "It changed while you looked at it. Here is how it stands now."
    ]
    seen = response.context["seen"]
    assert messages_of(
        desk.post(page_of(waiting), {"publish": "1", "seen": seen}, follow=True)
    ) == ["Published."]


def test_editor_takes_a_proposal_lets_it_go_and_takes_it_over(desk, client, waiting, staff):
    address = f"{page_of(waiting)}assign/"
    assert desk.get(address).status_code == 405
    desk.post(address, {"take": "1"})
    waiting.refresh_from_db()
    assert waiting.taken_by == staff
    desk.post(address, {"leave": "1"})
    waiting.refresh_from_db()
    assert waiting.taken_by is None
    other = factories.make_user("ngoc@example.vn", first_name="Ngọc")
    take(revision=waiting, by=other)
    response = desk.post(address, {"take": "1"}, follow=True)
    assert messages_of(response) == ["Ngọc looks at this already."]
    desk.post(address, {"over": "1"})
    waiting.refresh_from_db()
    assert waiting.taken_by == staff


def test_queries_of_a_page_do_not_grow_with_its_history(desk, waiting, product, owner, staff):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            desk.get(page_of(waiting))
        return len(asked)

    first = queries()
    for round in range(3):
        send_back(revision=waiting, note="Lại.", by=staff, reasons={"title_vi": "Men gì?"})
        proposed(product, title_vi=f"Lọ {round}")
    assert queries() <= first + 1  # who sent it back
