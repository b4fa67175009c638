"""Events: what comes stands first, what returns has words, what is over is kept and says so."""

import datetime
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from cms.events import EventIndexPage, EventPage, events_of
from cms.models import HomePage
from tests import factories

pytestmark = pytest.mark.django_db


def in_days(count: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=count)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def index():
    locale, _ = Locale.objects.get_or_create(language_code="en")
    home = HomePage(title="Home", slug="home-en", locale=locale)
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home.add_child(instance=EventIndexPage(title="Events", slug="events", locale=locale))


def add(index, title: str, **facts) -> EventPage:
    page = EventPage(
        title=title, slug=title.lower().replace(" ", "-"), locale=index.locale, **facts
    )
    page.full_clean(exclude=["path", "depth"])
    return index.add_child(instance=page)


def words(client, page) -> str:
    response = client.get(page.get_url())
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_what_comes_stands_first_and_what_is_over_last(client, index):
    add(index, "Old fair", begins=in_days(-9), ends=in_days(-1))
    add(index, "Later fair", begins=in_days(9))
    add(index, "Fair of today", begins=in_days(-3), ends=in_days(0))
    add(index, "Village feast", when="on the 15th of the second lunar month")
    text = words(client, index)
    order = [text.index(each) for each in ("On now and to come", "Fair of today", "Later fair")]
    order += [text.index(each) for each in ("Every year", "Village feast", "Over", "Old fair")]
    assert order == sorted(order)
    assert "on the 15th of the second lunar month" in text


def test_nothing_announced_is_said_and_drafts_are_not_listed(client, index):
    page = add(index, "Secret fair", begins=in_days(3))
    page.unpublish()
    text = words(client, index)
    assert "Nothing is announced at the moment." in text and "Secret fair" not in text


def test_page_tells_days_place_and_that_it_is_over(client, index):
    village = factories.make_village()
    page = add(
        index, "Old fair", begins=in_days(-9), ends=in_days(-1), village=village, place="Hall A"
    )
    text = words(client, page)
    assert "It is over." in text and "Hall A" in text and village.name in text
    one_day = add(index, "One day", begins=in_days(1), ends=in_days(1))
    html = client.get(one_day.get_url()).content.decode()
    assert html.count(f'datetime="{in_days(1).isoformat()}"') == 1 and "It is over." not in html


def told(client, page) -> dict | None:
    html = client.get(page.get_url()).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return json.loads(found[1]) if found else None


def test_machines_are_told_days_and_never_words(client, index):
    title = "Fair </script><b>"
    page = add(index, "Fair", begins=in_days(1), place="Hall A")
    EventPage.objects.filter(pk=page.pk).update(title=title)
    thing = told(client, page)
    assert (thing["@type"], thing["name"]) == ("Event", title)
    assert thing["startDate"] == thing["endDate"] == in_days(1).isoformat()
    assert thing["location"]["name"] == "Hall A"
    feast = told(client, add(index, "Feast", when="after the harvest"))
    assert feast["@type"] == "BreadcrumbList"  # where it stands, and nothing of days


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({}, "when", "Say when it is: by days or in words."),
        ({"ends": 3}, "begins", "The last day needs a first one."),
        ({"begins": 3, "ends": 2}, "ends", "It would end before it begins."),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(index, facts, field, sentence):
    with pytest.raises(ValidationError) as refusal:
        add(index, "Fair", **{name: in_days(day) for name, day in facts.items()})
    assert refusal.value.message_dict[field] == [sentence]


def test_village_invites_to_what_is_not_over_in_the_readers_language(index):
    village = factories.make_village()
    add(index, "Feast", when="in spring", village=village)
    add(index, "Fair", begins=in_days(0), village=village)
    add(index, "Old fair", begins=in_days(-1), village=village)
    assert [page.title for page in events_of(village, "en")] == ["Fair", "Feast"]
    assert events_of(village, "vi") == []


def test_list_asks_the_same_however_many_there_are(client, index):
    def asked() -> int:
        client.get(index.get_url())
        with CaptureQueriesContext(connection) as seen:
            client.get(index.get_url(), {"n": len(EventPage.objects.all())})
        return len(seen)

    village = factories.make_village()
    add(index, "Fair", begins=in_days(1), village=village)
    add(index, "Feast", when="in spring", village=village)
    add(index, "Old", begins=in_days(-1), village=village)
    before = asked()
    for n in range(6):
        add(index, f"Fair {n}", begins=in_days(n), village=village)
        add(index, f"Feast {n}", when="in spring", village=village)
        add(index, f"Old {n}", begins=in_days(-1 - n), village=village)
    assert asked() == before
