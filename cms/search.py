"""Stories as search finds them: one entry for a story in all its languages."""

from collections.abc import Iterable, Iterator

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from catalogue.search.query import glued
from catalogue.search.services import Document, source, touch
from cms.models import ShopContact, StoryPage, VillagePage
from cms.shown import shown


def first_of(translations: list[StoryPage]) -> StoryPage:
    return min(translations, key=lambda page: page.pk)


@source("story")
def stories(pks: Iterable[int] | None) -> Iterator[Document]:
    pages = shown(StoryPage.objects.all()).select_related("locale", "village")
    if pks is not None:
        keys = StoryPage.objects.filter(pk__in=list(pks)).values("translation_key")
        pages = pages.filter(translation_key__in=keys)
    by_key: dict[object, list[StoryPage]] = {}
    for page in pages:
        by_key.setdefault(page.translation_key, []).append(page)
    for translations in by_key.values():
        yield Document(
            kind="story",
            object_pk=first_of(translations).pk,
            titles={page.locale.language_code: page.title for page in translations},
            paths={page.locale.language_code: page.get_url() or "/" for page in translations},
            body=" ".join(
                page.words
                + (f" {page.village.name} {glued(page.village.name)}" if page.village else "")
                for page in translations
            ),
            weight=8,
        )


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="page-changed")
def _page_changed(instance, **kwargs) -> None:
    """Whatever shows pages must not show the old one."""
    touch("page", [instance.pk])


@receiver(post_delete, dispatch_uid="page-gone")
def _page_gone(sender, instance, **kwargs) -> None:
    if isinstance(instance, Page):
        touch("page", [instance.pk])


@receiver([page_published, page_unpublished], sender=VillagePage, dispatch_uid="search-village")
def _village_changed(instance: VillagePage, **kwargs) -> None:
    """Search leads to a village's page where it is written."""
    if instance.village_id:
        touch("village", [instance.village_id])


@receiver(post_save, sender=ShopContact, dispatch_uid="contact-changed")
def _contact_changed(instance: ShopContact, **kwargs) -> None:
    """The foot of each page says who runs the shop."""
    touch("page", [0])


@receiver([page_published, page_unpublished], sender=StoryPage, dispatch_uid="search-story")
def _changed(instance: StoryPage, **kwargs) -> None:
    keys = StoryPage.objects.filter(translation_key=instance.translation_key)
    touch("story", keys.values_list("pk", flat=True))


@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="page-closed")
def _closed_or_opened(instance: PageViewRestriction, **kwargs) -> None:
    """A page that is closed, or opened again, goes from lists and searches with all below it."""
    below = Page.objects.descendant_of(instance.page, inclusive=True)
    keys = StoryPage.objects.filter(pk__in=below.values("pk")).values("translation_key")
    same = StoryPage.objects.filter(translation_key__in=keys)
    touch("story", list(same.values_list("pk", flat=True)))
    villages = VillagePage.objects.filter(pk__in=below.values("pk"))
    touch("village", list(villages.values_list("village", flat=True)))
    touch("page", [instance.page_id])
