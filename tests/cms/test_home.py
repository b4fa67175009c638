"""The home page: slots of today, in their order, never twice the same look, and no page breaks."""

import itertools
import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.listing.shelf import current
from cms.home import preview_html, shown_slots
from cms.models import HomePage, StoryIndexPage, StoryPage, VillageIndexPage, VillagePage
from cms.slots import HomeSlots
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(founded_site, db):
    return HomePage.objects.get(locale__language_code="en")


@pytest.fixture
def goods():
    maker = factories.make_producer("Gốm Lan")
    for _ in range(6):
        factories.make_certificate(factories.make_product(maker, price=90_000), stars=5)
    return maker


def put(home, *slots) -> HomePage:
    home.slots = json.dumps([{"type": kind, "value": value} for kind, value in slots])
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)


def kinds(home, day: date | None = None) -> list[tuple[str, str]]:
    found = shown_slots(home, current(), day or timezone.localdate())
    return [(slot["kind"], slot["layout"]) for slot in found]


def headings(client) -> list[str]:
    text = unescape(client.get("/en/").content.decode())
    return [re.sub(r"<[^>]+>", "", each) for each in re.findall(r"<h[12][^>]*>.*?</h[12]>", text)]


def newest(title: str, **days) -> tuple[str, dict]:
    return "newest", {"title": title, "count": 4} | {n: str(d) for n, d in days.items()}


def test_a_founded_home_shows_what_the_market_has(home, goods):
    found = dict(kinds(HomePage.objects.get(pk=home.pk)))
    assert list(found) == ["categories", "stars", "steps", "trust"]  # 6 products are shown once


def test_slots_stand_in_the_order_that_editors_give_them(home, goods, client):
    put(home, newest("First"), ("stars", {"title": "Second", "stars": "5", "count": 4}))
    assert [each for each in headings(client) if each in ("First", "Second")] == ["First", "Second"]
    put(home, ("stars", {"title": "Second", "stars": "5", "count": 4}), newest("First"))
    assert [each for each in headings(client) if each in ("First", "Second")] == ["Second", "First"]


def test_a_slot_comes_and_goes_by_itself_at_midnight_here(home, goods, client, monkeypatch):
    day = timezone.localdate()
    tomorrow = day + timedelta(days=1)
    put(home, newest("Today", to_day=day), newest("Tomorrow", from_day=tomorrow))
    assert "Today" in headings(client) and "Tomorrow" not in headings(client)
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Tomorrow" in headings(client) and "Today" not in headings(client)


def test_two_slots_one_after_the_other_never_look_the_same(home, goods):
    for n in range(14):
        factories.make_product(goods, price=80_000 + n)
    filled = put(home, *[newest(str(n)) for n in range(4)])
    layouts = [layout for _kind, layout in kinds(filled)]
    assert len(layouts) == 4
    assert all(one != next_one for one, next_one in itertools.pairwise(layouts))


def test_each_kind_of_slot_has_two_looks():
    for name, block in HomeSlots().child_blocks.items():
        assert len(set(block.LAYOUTS)) >= 2, name


def test_each_kind_says_what_it_is_and_has_a_template_and_an_icon_of_its_own():
    blocks = HomeSlots().child_blocks
    assert all(block.meta.description and block.meta.template for block in blocks.values())
    assert len({block.meta.icon for block in blocks.values()}) == len(blocks)


def test_a_season_in_its_days_opens_the_page_and_else_the_page_itself(home, goods, client):
    season = {"title": "Tết gifts", "from_day": "2000-01-01"}
    put(home, ("season", season), newest("New"))
    assert headings(client)[0] == "Tết gifts" and home.title not in headings(client)
    put(home, ("season", season | {"to_day": "2000-01-02"}), newest("New"))
    assert headings(client)[0] == home.title and "Tết gifts" not in headings(client)
    assert client.get("/en/").content.decode().count("<h1") == 1


@pytest.fixture
def village_page(home):
    index = VillageIndexPage.objects.get(locale=home.locale)
    page = VillagePage(title="Bát Tràng", slug="bt", locale=home.locale, lead="By the river.")
    page.village = factories.make_village()
    index.add_child(instance=page)
    return page


def test_a_village_and_a_maker_are_shown_with_their_own_words(home, village_page, goods):
    goods.story = "Made since 1990. And more."
    goods.save()
    filled = put(
        home,
        ("village", {"village": village_page.pk, "button": "Go"}),
        ("maker", {"producer": goods.pk, "button": "See"}),
    )
    village, maker = shown_slots(filled, current(), timezone.localdate())
    assert (village["text"], village["page"].title) == ("By the river.", "Bát Tràng")
    assert (maker["text"], maker["maker"]) == ("Made since 1990. And more.", goods)


def break_village(village_page, goods):
    village_page.unpublish()


def delete_village(village_page, goods):
    VillagePage.objects.get(pk=village_page.pk).delete()


def close_maker(village_page, goods):
    type(goods).objects.filter(pk=goods.pk).update(state="suspended")


@pytest.mark.parametrize(
    ("happens", "left"),
    [
        (break_village, ["maker", "trust"]),
        (delete_village, ["maker", "trust"]),
        (close_maker, ["village", "trust"]),
    ],
)
def test_what_is_no_more_leaves_its_slot_out(home, village_page, goods, client, happens, left):
    gone = home.get_children().type(StoryIndexPage).first()
    step = {"icon": "star", "title": "Said", "text": "", "page": gone.pk}
    filled = put(
        home,
        ("village", {"village": village_page.pk, "button": "Go"}),
        ("maker", {"producer": goods.pk, "button": "See"}),
        ("village", {"village": None, "button": "Go"}),
        ("maker", {"producer": None, "button": "Go"}),
        ("season", {"title": "", "picture": 999_999}),
        ("stories", {"title": "None", "stories": [999_999]}),
        ("categories", {"title": "", "sets": ["77"]}),
        ("trust", {"title": "", "steps": [step, step | {"page": 999_999}]}),
    )
    gone.specific.unpublish()
    happens(village_page, goods)
    assert [kind for kind, _ in kinds(filled) if kind != "categories"] == left
    assert client.get("/en/").status_code == 200


def test_a_home_without_any_slot_opens(home, client):
    put(home)
    assert client.get("/en/").status_code == 200


def test_stories_are_the_chosen_ones_or_the_newest(home):
    index = StoryIndexPage.objects.get(locale=home.locale)
    stories = [
        index.add_child(instance=StoryPage(title=f"S{n}", slug=f"s{n}", locale=home.locale))
        for n in range(4)
    ]
    for story in stories:
        story.save_revision().publish()
    filled = put(home, ("stories", {"title": "All", "stories": []}))
    (shown,) = shown_slots(filled, current(), timezone.localdate())
    assert [story.title for story in shown["stories"]] == ["S3", "S2", "S1"]
    filled = put(home, ("stories", {"title": "One", "stories": [stories[0].pk]}))
    (shown,) = shown_slots(filled, current(), timezone.localdate())
    assert [story.title for story in shown["stories"]] == ["S0"]


def queries(client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/en/").status_code == 200
    return len(seen)


def test_queries_follow_from_kinds_of_slots_and_not_from_how_many(
    home, village_page, goods, client
):
    kind = {"village": village_page.pk, "button": "Go"}, {"producer": goods.pk, "button": "See"}
    counts = []
    for n in (1, 3):
        filled = put(
            home,
            *[("village", kind[0])] * n,
            *[("maker", kind[1])] * n,
            *[newest("New")] * n,
            *[("stories", {"title": "All", "stories": []})] * n,
        )
        shown_slots(filled, current(), timezone.localdate())  # names and types are held from now on
        filled = HomePage.objects.get(pk=home.pk)
        with CaptureQueriesContext(connection) as seen:
            shown_slots(filled, current(), timezone.localdate())
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 17  # the shelf's names among them, once after a change


def test_a_computed_page_asks_no_slot_again(home, goods, client, settings):
    settings.PAGE_CACHE = False
    client.get("/en/")
    assert queries(client) <= 9


def test_what_comes_on_sale_is_shown_at_once(home, goods, client):
    put(home, newest("New"))
    client.get("/en/")
    product = factories.make_product(goods)
    assert product.title_en in client.get("/en/").content.decode()


@pytest.mark.parametrize("kind", list(HomeSlots().child_blocks))
def test_each_slot_shows_editors_what_it_looks_like(home, village_page, goods, kind):
    block = HomeSlots().child_blocks[kind]
    html = preview_html(block, block.get_preview_value())
    assert kind == "stories" or f'data-slot="{kind}"' in html or '<section class="cover' in html
