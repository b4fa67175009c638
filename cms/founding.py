"""Found the site: what a market's pages begin with, in each language, made where it lacks.

Languages, a home each, the lists of villages and of stories, the pages that the law asks for,
Wagtail's site at SITE_URL, the approval before publishing and the groups. Safe to repeat: what is
there is found by its page type or its kind, never by its address, and stays as editors have it.
The texts of plain pages lie in first_pages/<language>/<kind>.html.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Locale, Page, Site

from cms.contact import ShopContact
from cms.first_slots import first_slots
from cms.models import EventIndexPage, HomePage, PlainPage, StoryIndexPage, VillageIndexPage
from cms.promoters.rights import follow_all, make_workflow, permission
from cms.written import WrittenPage
from marketplace.accounts.roles import GROUPS

FOLDER = Path(__file__).parent / "first_pages"
BLOCK = re.compile(r"<!-- (\w+) -->")  # where a block that shows rows stands in a text
TITLE = re.compile(r"\A<h1>(.*)</h1>\n(?:<p class=\"lead\">(.*)</p>\n)?")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
Written = TypeVar("Written", bound=WrittenPage)
Say = Callable[[str], object]


def unsaid(text: str) -> None:
    """Say nothing."""


@transaction.atomic
def found_site(say: Say = unsaid) -> Site:
    """Make of the site what lacks; tell what was made. See the module's text."""
    homes = [found_home(language, say) for language in LANGUAGES]
    site = found_wagtail_site(homes[0][0], say)
    drop_welcome(say)
    for (home, is_new), language in zip(homes, LANGUAGES, strict=True):
        with override(language):
            found_below(home, language, say)
            if is_new or not knows_slots(home):
                give_slots(home, language)
    for name in GROUPS.values():
        Group.objects.get_or_create(name=name)
    make_workflow()
    follow_all()
    if not ShopContact.objects.exists():
        ShopContact.objects.create(email=settings.REPORTS_EMAIL)
        may_change = permission("cms", "change_shopcontact")
        Group.objects.get(name=GROUPS["editor"]).permissions.add(may_change)
        say("Contact of the shop")
    return site


def found_home(language: str, say: Say) -> tuple[HomePage, bool]:
    """Give the home of a language, and whether it was made now."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    with override(language):
        page = HomePage(
            title=_("From Hanoi's craft villages to your home"),
            lead=_(
                "OCOP products with stars that are valid today and an origin that anyone can "
                "check; many makers, one basket."
            ),
            slug=f"home-{language}",
            locale=locale,
        )
    home = founded(Page.get_first_root_node(), page, HomePage.objects.all(), say)
    return home, home is page


def found_below(home: HomePage, language: str, say: Say) -> None:
    """Make the pages below a home, in the language that is spoken."""
    villages = VillageIndexPage(
        title=_("Craft villages"),
        lead=_("Around Hanoi, each with a craft of its own."),
        slug="villages",
    )
    stories = StoryIndexPage(
        title=_("Stories"), lead=_("Told from workshops and courtyards."), slug="stories"
    )
    founded(home, villages, VillageIndexPage.objects.all(), say)
    founded(home, stories, StoryIndexPage.objects.all(), say)
    events = EventIndexPage(
        title=_("Events"),
        lead=_("Fairs, festivals and exhibitions of the craft villages."),
        slug="events",
    )
    founded(home, events, EventIndexPage.objects.all(), say)
    for kind in PlainPage.Kind.values:
        same = PlainPage.objects.filter(kind=kind)
        adopt(home, kind)
        founded(home, first_page(language, kind), same, say)


def knows_slots(home: HomePage) -> bool:
    """Tell whether a home was saved since there are slots: then no slots are the editors' wish."""
    return home.latest_revision is not None and "slots" in home.latest_revision.content


def give_slots(home: HomePage, language: str) -> None:
    """Fill a home that never had slots; what waits to be published goes on waiting."""
    page = HomePage.objects.get(pk=home.pk)
    slots = json.dumps([{"type": k, "value": v} for k, v in first_slots(home, language)])
    has_draft = page.has_unpublished_changes
    if has_draft:
        HomePage.objects.filter(pk=page.pk).update(slots=slots)
        page = page.get_latest_revision_as_object()
    page.slots = slots
    revision = page.save_revision(changed=False)
    if page.live and not has_draft:
        revision.publish()


def adopt(home: HomePage, kind: str) -> None:
    """Name the kind of a page from before pages had one: the address told it then."""
    if PlainPage.objects.child_of(home).filter(kind=kind).exists():
        return
    page = PlainPage.objects.child_of(home).filter(kind="", slug=kind).first()
    if page is None:
        return
    PlainPage.objects.filter(pk=page.pk).update(kind=kind)
    if page.latest_revision:  # what an editor opens next
        page.latest_revision.content["kind"] = kind
        page.latest_revision.save(update_fields=["content"])


def founded(parent: Page, page: Written, same: Any, say: Say) -> Written:
    """Give the page of a kind in the language of `page`; put `page` there if there is none."""
    page.locale_id = page.locale_id or parent.locale_id
    there = same.filter(locale=page.locale_id).order_by("path").first()
    if there is not None:
        return there
    translated = same.order_by("path").first()
    if translated is not None:
        page.translation_key = translated.translation_key
    page.slug = free_slug(parent, page.slug)
    parent = Page.objects.get(pk=parent.pk)  # treebeard counts children on the instance
    parent.add_child(instance=page)
    page.save_revision().publish()
    say(f"{page.locale.language_code}: {page.title}")
    return page


def free_slug(parent: Page, slug: str) -> str:
    """Give an address that no child has: what somebody else put there stays."""
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    return next(name for name in numbered(slug) if name not in taken)


def numbered(slug: str) -> Iterator[str]:
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1


def first_page(language: str, kind: str) -> PlainPage:
    """Read the text that a plain page begins with."""
    text = (FOLDER / language / f"{kind}.html").read_text(encoding="utf-8")
    heading = TITLE.match(text)
    if heading is None:
        raise ValueError(f"{language}/{kind}.html begins without a title.")
    return PlainPage(
        title=heading[1],
        lead=heading[2] or "",
        slug=kind,
        kind=kind,
        body=list(blocks_of(text[heading.end() :])),
    )


def blocks_of(text: str) -> Iterable[tuple[str, Any]]:
    """Cut a text where blocks of rows stand in it.

    >>> list(blocks_of("<p>Say:</p>\\n<!-- contact -->"))
    [('text', '<p>Say:</p>'), ('contact', None)]
    """
    for number, part in enumerate(BLOCK.split(text)):
        if number % 2:
            yield part, None
        elif part.strip():
            yield "text", part.strip()


def found_wagtail_site(home: HomePage, say: Say) -> Site:
    """Let pages stand at SITE_URL; the page that a site begins with stays if it is a home."""
    parts = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(is_default_site=True, site_name=settings.OSCAR_SHOP_NAME)
    before = (site.hostname, site.port, site.root_page_id)
    site.hostname = parts.hostname or "localhost"
    site.port = parts.port or (443 if parts.scheme == "https" else 80)
    if site.root_page_id is None or not isinstance(site.root_page.specific_deferred, HomePage):
        site.root_page = home
    if before != (site.hostname, site.port, site.root_page_id):
        site.save()
        say(f"{site.hostname}:{site.port}")
    return site


def drop_welcome(say: Say) -> None:
    """Take away the page with which Wagtail greets a new database, if nothing stands below it."""
    pages = Page.objects.filter(depth=2, content_type__model="page", numchild=0)
    for page in pages.exclude(sites_rooted_here__isnull=False):
        page.delete()
        say(f"- {page.title}")
