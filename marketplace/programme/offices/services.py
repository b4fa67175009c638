"""Give posts at offices, and end them."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.places.models import Commune, Province
from marketplace.accounts.models import User
from marketplace.programme.offices.models import Office, Post


class PostRefused(Exception):
    """A post is not given; str() is a sentence for the person."""


def office_of_commune(commune: Commune) -> Office:
    """Give a commune's office, made when it is first asked for."""
    found, _is_new = Office.objects.get_or_create(
        level=Office.Level.COMMUNE, commune=commune, defaults={"province": commune.province}
    )
    return found


def office_of_province(province: Province) -> Office:
    """Give a province's office, made when it is first asked for."""
    found, _is_new = Office.objects.get_or_create(level=Office.Level.PROVINCE, province=province)
    return found


@transaction.atomic
def give_post(
    *, user: User, office: Office, by: User | None, first_on: datetime.date | None = None
) -> Post:
    """Give somebody a post; one that the person has there already stays. Raises PostRefused."""
    if by is not None and user.pk == by.pk:
        raise PostRefused(_("Somebody else has to give you a post."))
    list(Office.objects.select_for_update().filter(pk=office.pk))
    found = Post.objects.filter(user=user, office=office, last_on=None).first()
    if found is not None:
        return found
    first_on = first_on or timezone.localdate()
    return Post.objects.create(user=user, office=office, first_on=first_on, given_by=by)


@transaction.atomic
def end_post(*, post: Post) -> Post:
    """End a post: from now on it opens nothing. Ended before: nothing changes.

    It lasted to yesterday, so that today it holds no more.
    """
    found = Post.objects.select_for_update().get(pk=post.pk)
    if found.last_on is None:
        found.last_on = timezone.localdate() - datetime.timedelta(days=1)
        found.save(update_fields=["last_on"])
    return found
