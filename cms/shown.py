"""Which pages anybody may read: all lists, searches, maps of the site and feeds ask here."""

from typing import TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

PageType = TypeVar("PageType", bound=Page)


def shown(pages: "PageQuerySet[PageType]") -> "PageQuerySet[PageType]":
    """Of `pages` those that are live and, with all pages above them, closed to nobody.

    A page behind a password, a sign-in or a group tells neither title nor lead. Wagtail's
    `public()` says the same with a query of its own.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = PageViewRestriction.objects.alias(asked=path)
    return pages.live().exclude(Exists(closed.filter(asked__startswith=F("page__path"))))
