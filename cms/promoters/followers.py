"""What back offices save of villages and their pages, followed by the rights of their people.

Wagtail and Django's admin save without a service of ours (see catalogue/listing/followers.py); a
village under a new name, and a page that is another village's now, must not leave old rights.
"""

from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import TaskState
from wagtail.signals import post_page_move, task_submitted
from wagtail.users.models import UserProfile

from catalogue.places.models import Village
from cms.models import StoryPage, VillagePage
from cms.promoters.approval import VillageApproval, readers_of_waiting, village_of
from cms.promoters.models import VillageOffice
from cms.promoters.rights import follow, follow_page
from marketplace.purchases.mail import queue_mail


@receiver(post_save, sender=Village, dispatch_uid="rights-of-a-village")
def _village_saved(instance: Village, raw: bool = False, created: bool = False, **kw: Any) -> None:
    if not raw and not created and VillageOffice.objects.filter(village=instance).exists():
        follow(instance)


@receiver(post_save, sender=VillagePage, dispatch_uid="rights-on-a-village-page")
def _page_saved(instance: VillagePage, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.village_id:
        follow_page(instance)


@receiver(post_delete, sender=VillageOffice, dispatch_uid="rights-of-no-village")
def _office_gone(instance: VillageOffice, **kwargs: Any) -> None:
    """A village that is no more has no people; its files stay."""
    for group in instance.groups.values():
        if group is not None:
            group.delete()


@receiver(post_page_move, dispatch_uid="stories-of-a-moved-page")
def _page_moved(instance: Any, **kwargs: Any) -> None:
    """A story that was moved below another village's page is that village's."""
    village = village_of(instance)
    if village is not None:
        stories = StoryPage.objects.filter(path__startswith=instance.path)
        stories.exclude(village=village).update(village=village)


@receiver(task_submitted, sender=TaskState, dispatch_uid="mail-of-a-waiting-page")
def _page_waits(instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """Tell who may approve a page that it waits, but for who submitted it."""
    if not isinstance(instance.task.specific, VillageApproval):
        return
    page = instance.workflow_state.content_object
    place = village_of(page)
    for reader in readers_of_waiting(page):
        if reader == user or not UserProfile.get_for_user(reader).submitted_notifications:
            continue
        queue_mail(
            key=f"page-waits-{instance.pk}-{reader.pk}",
            to=reader.email,
            template="page_waits",
            context={
                "title": instance.revision.as_object().title,
                "village": place.name if place else "",
                "link": f"{settings.SITE_URL}/cms/pages/{page.pk}/edit/",
            },
            language=reader.language,
        )
