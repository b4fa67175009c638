"""Pages with a day: the clock brings them onto the site and takes them off again."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from cms.models import HomePage, StoryIndexPage, StoryPage
from cms.publishing import publish_due
from marketplace.demo.management.commands.keep_time import JOBS

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def stories():
    locale = Locale.objects.get_or_create(language_code="vi")[0]
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Chợ", slug="cho", locale=locale)
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    return home.add_child(instance=StoryIndexPage(title="Chuyện", slug="chuyen", locale=locale))


def make_story(stories, **fields) -> StoryPage:
    facts = {"title": "Gốm Bát Tràng", "slug": "gom", "locale": stories.locale}
    return stories.add_child(instance=StoryPage(**facts | fields))


def pass_time(page: StoryPage, **days: datetime.datetime) -> None:
    """Let the days that were set for a page have come."""
    StoryPage.objects.filter(pk=page.pk).update(**days)
    page.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=timezone.now())


def test_page_is_published_when_its_hour_has_come(client, stories):
    page = make_story(stories, live=False, go_live_at=timezone.now() + HOUR)
    page.save_revision().publish()
    address = page.get_url()
    publish_due()
    assert client.get(address).status_code == 404
    assert page.title not in client.get(stories.get_url()).content.decode()
    revision = page.latest_revision
    content = revision.content | {"go_live_at": (timezone.now() - HOUR).isoformat()}
    page.revisions.update(content=content)
    pass_time(page, go_live_at=timezone.now() - HOUR)
    publish_due()
    assert client.get(address).status_code == 200
    assert page.title in client.get(stories.get_url()).content.decode()


def test_page_goes_when_its_last_hour_is_over(client, stories):
    page = make_story(stories, expire_at=timezone.now() + HOUR)
    page.save_revision().publish()
    publish_due()
    assert client.get(page.get_url()).status_code == 200
    pass_time(page, expire_at=timezone.now() - HOUR)
    publish_due()
    assert client.get(page.get_url()).status_code == 404
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_publishing_comes_round():
    assert publish_due in JOBS


def test_a_form_without_its_blocks_is_said_to_be_cut_short(client, staff, stories):
    page = make_story(stories)
    client.force_login(staff)
    client.raise_request_exception = False
    answer = client.post(f"/cms/pages/{page.pk}/edit/", {"title": "Gốm", "slug": "gom"})
    assert answer.status_code == 400
    assert "Chúng tôi không đọc được yêu cầu này" in answer.content.decode()
