"""A new product in five steps: each keeps what it says, goes back and on, and loses nothing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.listings.drafts import STEPS
from marketplace.listings.models import Revision
from marketplace.listings.services import send_back
from tests import factories
from tests.marketplace.sell.test_views_of_products import picture

pytestmark = pytest.mark.django_db
BEGIN, LIST = "/en/sell/products/begin/", "/en/sell/products/"
NAME = {"title_vi": "Ấm men rạn", "summary_vi": "Nung ở 1.280 độ.", "unit_vi": "chiếc"}
ON, BACK, LATER = {"on": "1"}, {"back": "1"}, {"later": "1"}


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def step(draft: Revision, name: str) -> str:
    return f"{LIST}proposals/{draft.pk}/steps/{name}/"


def begun(shop) -> Revision:
    shop.post(BEGIN, ON)
    return Revision.objects.get()


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_five_steps_make_a_proposal(shop):
    page = shop.get(BEGIN)
    assert "1/5" in text_of(page) and not Revision.objects.exists()
    answer = shop.post(BEGIN, {"pictures": [picture(), picture()], **ON})
    draft = Revision.objects.get()
    assert answer["Location"] == step(draft, "name")
    assert shop.post(step(draft, "name"), NAME | ON)["Location"] == step(draft, "kind")
    # The kind is told first, then what it is asked for.
    answer = shop.post(step(draft, "kind"), {"ocop_set": "21", **ON})
    assert answer["Location"] == step(draft, "kind")
    assert 'name="fact_height"' in shop.get(step(draft, "kind")).content.decode()
    facts = {"ocop_set": "21", "fact_height": "12,5", "fact_glaze": ["crackle"]}
    assert shop.post(step(draft, "kind"), facts | ON)["Location"] == step(draft, "price")
    price = {"price": "350k", "stock": "4", "weight_g": "1,2 kg", "delivery_reach": "3"}
    assert shop.post(step(draft, "price"), price | ON)["Location"] == step(draft, "story")
    answer = shop.post(step(draft, "story"), {"story_vi": "Từ đất.", **ON})
    assert answer["Location"] == LIST
    draft.refresh_from_db()
    assert (draft.state, draft.pictures.count()) == ("submitted", 2)
    assert draft.content == {
        **NAME,
        **dict.fromkeys(("title_en", "summary_en", "title_ind", "summary_ind"), ""),
        "ocop_set": 21,
        "facts": {"glaze": ["crackle"], "height": "12.5"},
        "price": 350_000,
        "stock": 4,
        "weight_g": 1200,
        "made_to_order": False,
        "delivery_reach": 3,
        "story_vi": "Từ đất.",
        "story_en": "",
    }


def test_back_and_later_keep_what_is_there_though_it_is_not_whole(shop):
    draft = begun(shop)
    half = {"title_vi": "Ấm"}
    assert shop.post(step(draft, "name"), half | BACK)["Location"] == step(draft, "pictures")
    assert 'value="Ấm"' in shop.get(step(draft, "name")).content.decode()
    answer = shop.post(step(draft, "name"), {"title_vi": "Ấm to"} | LATER, follow=True)
    assert answer.redirect_chain[0][0] == f"{LIST}proposals/"
    assert "Kept. You can go on at any time." in text_of(answer)
    assert "Go on, step by step" in text_of(answer)
    shop.post(step(draft, "name"), {"title_vi": ""} | LATER)
    assert "A product without a name yet: Draft" in text_of(shop.get(f"{LIST}proposals/"))
    refused = shop.post(step(draft, "name"), {"title_vi": "Ấm to"} | ON)
    assert refused.status_code == 422 and "This field is required." in text_of(refused)


def test_a_name_in_doubt_is_shown_once_more_and_kept_as_it_is(shop):
    draft = begun(shop)
    doubled = NAME | {"title_vi": "Lược sừng sừng vân"}
    assert shop.post(step(draft, "name"), doubled | ON)["Location"] == step(draft, "name")
    assert "the same words stand twice in the name" in text_of(shop.get(step(draft, "name")))
    assert shop.post(step(draft, "name"), doubled | ON)["Location"] == step(draft, "kind")
    draft.refresh_from_db()
    assert draft.content["title_vi"] == "Lược sừng sừng vân"


def test_what_is_lacking_is_said_before_it_is_sent(shop):
    draft = begun(shop)
    page = shop.post(step(draft, "story"), {"story_vi": "Từ đất.", **ON})
    assert (
        "Before it can be sent:" in text_of(page) and step(draft, "price") in page.content.decode()
    )
    draft.refresh_from_db()
    assert (draft.state, draft.content["story_vi"]) == ("draft", "Từ đất.")


def test_what_the_law_asks_of_tea_is_told_before_it_is_sent(shop):
    draft = begun(shop)
    draft.content = NAME | {"ocop_set": 11, "price": 90_000}
    draft.save()
    asked = shop.post(step(draft, "story"), {"story_vi": "", **ON})
    assert asked.status_code == 422
    assert "The law on goods labels asks for: Net weight, Ingredients" in text_of(asked)
    looked = re.search(r'name="looked" value="([0-9a-f]{64})"', asked.content.decode())[1]
    assert shop.post(step(draft, "story"), {"looked": looked, **ON})["Location"] == LIST
    draft.refresh_from_db()
    assert draft.state == "submitted"


def test_pictures_are_described_ordered_and_taken_away(shop):
    shop.post(BEGIN, {"pictures": [picture(), picture()], "stay": "1"})
    draft = Revision.objects.get()
    first, second = draft.pictures.all()
    said = {f"p{first.pk}-caption": "Toàn cảnh", f"p{second.pk}-caption": "Cận cảnh"}
    answer = shop.post(step(draft, "pictures"), said | {"backward": str(first.pk)})
    assert answer["Location"] == step(draft, "pictures")
    assert list(draft.pictures.values_list("caption", flat=True)) == ["Cận cảnh", "Toàn cảnh"]
    shop.post(step(draft, "pictures"), said | {f"p{first.pk}-remove": "on", **ON})
    assert [each.pk for each in draft.pictures.all()] == [second.pk]
    shown = shop.get(f"{LIST}proposals/{draft.pk}/pictures/{second.pk}/")
    assert shown.status_code == 302


def test_a_file_that_is_no_picture_is_refused_beside_its_field_and_nothing_is_lost(shop):
    draft = begun(shop)
    refused = shop.post(
        step(draft, "pictures"), {"pictures": [SimpleUploadedFile("a.png", b"no picture")], **ON}
    )
    assert refused.status_code == 422 and "field__error" in refused.content.decode()
    assert draft.pictures.count() == 0


def test_what_came_back_goes_on_step_by_step_with_the_editors_words(shop, owner):
    draft = begun(shop)
    draft.content = NAME | {"ocop_set": 21, "price": 90_000}
    draft.save()
    shop.post(step(draft, "story"), ON)
    draft.refresh_from_db()
    for name in STEPS:  # what the editors look at is changed on the page with all fields
        assert shop.get(step(draft, name))["Location"] == f"{LIST}proposals/{draft.pk}/"
    send_back(revision=draft, note="Ảnh mờ.", by=owner)
    page = shop.get(step(draft, "name"))
    assert "Ảnh mờ." in text_of(page) and 'value="Ấm men rạn"' in page.content.decode()


def test_a_stranger_finds_no_step_and_no_picture(shop, client, stranger):
    shop.post(BEGIN, {"pictures": [picture()], **ON})
    draft = Revision.objects.get()
    other = factories.make_producer()
    other.memberships.create(user=stranger, role="owner")
    client.force_login(stranger)
    paths = [step(draft, name) for name in STEPS]
    paths.append(f"{LIST}proposals/{draft.pk}/pictures/{draft.pictures.get().pk}/")
    assert {client.get(path).status_code for path in paths} == {404}
    assert {client.post(path, ON).status_code for path in paths[:-1]} == {404}


def test_a_step_costs_the_same_queries_with_more_pictures(shop):
    draft = begun(shop)
    counted = []
    for _n in range(2):
        shop.post(step(draft, "pictures"), {"pictures": [picture(), picture()], "stay": "1"})
        shop.get(step(draft, "pictures"))
        with CaptureQueriesContext(connection) as queries:
            shop.get(step(draft, "pictures"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 15
