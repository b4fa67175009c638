"""Who has a post today, and where."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.frame.folding import fold
from marketplace.programme.offices.models import Office, Post


def posts_on(day: datetime.date) -> QuerySet[Post]:
    """Posts that hold on a day."""
    return Post.objects.filter(Q(last_on=None) | Q(last_on__gte=day), first_on__lte=day)


def offices_of(user: Any) -> QuerySet[Office]:
    """Offices at which somebody has a post today; none for who is not signed in."""
    if not user.is_authenticated:
        return Office.objects.none()
    held = posts_on(timezone.localdate()).filter(user=user.pk)
    return Office.objects.filter(pk__in=held.values("office"))


def has_post(user: Any) -> bool:
    """Tell whether somebody has a post anywhere today."""
    return offices_of(user).exists()


def people_at(office: Office) -> list[User]:
    """Active people with a post at an office today."""
    held = posts_on(timezone.localdate()).filter(office=office)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def posts_matching(rows: QuerySet[Post], text: str) -> QuerySet[Post]:
    """Posts whose person's address or place has every word."""
    for word in fold(text).split():
        rows = rows.filter(
            Q(user__email__icontains=word)
            | Q(office__commune__name__icontains=word)
            | Q(office__commune__code=word)
            | Q(office__province__name__icontains=word)
        )
    return rows
