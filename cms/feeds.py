"""New stories for readers of feeds, in each language: RSS 2.0 and Atom."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.addresses import site_links
from cms.models import NEWEST, StoryPage, with_pictures
from cms.shown import shown
from marketplace.frame.page_cache import public_page
from marketplace.frame.sharing import whole

STORIES = 20


class StoriesFeed(Feed[StoryPage, None]):
    """The newest stories, with how they begin and their picture."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed
    form = "rss"

    def title(self) -> str:
        return f"{_('Stories')} · {settings.OSCAR_SHOP_NAME}"

    def description(self) -> str:
        return _("Told from workshops and courtyards.")

    def link(self) -> str:
        return whole(site_links().get("stories") or f"/{get_language()}/")

    def feed_url(self) -> str:
        return whole(reverse("feed", args=[self.form]))

    def items(self) -> Sequence[StoryPage]:
        told = shown(StoryPage.objects.filter(locale__language_code=get_language()))
        return with_pictures(told).order_by(*NEWEST)[:STORIES]

    def item_title(self, item: StoryPage) -> str:
        return item.title

    def item_description(self, item: StoryPage) -> str:
        return item.search_description or item.lead

    def item_link(self, item: StoryPage) -> str:
        return whole(item.get_url() or "/")

    def item_pubdate(self, item: StoryPage) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: StoryPage) -> datetime | None:
        return item.last_published_at

    def item_enclosures(self, item: StoryPage) -> list[Enclosure]:
        cut = item.shared
        return [Enclosure(cut.url, "0", "image/jpeg")] if cut else []


class StoriesAtom(StoriesFeed):
    feed_type = Atom1Feed
    form = "atom"
    subtitle = StoriesFeed.description


FEEDS: dict[str, type[StoriesFeed]] = {"rss": StoriesFeed, "atom": StoriesAtom}


@public_page
@require_safe
def stories(request: HttpRequest, form: str) -> HttpResponse:
    """The newest stories of the address's language."""
    return FEEDS[form]()(request)
