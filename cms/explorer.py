"""Where a promoter's explorer begins: at the own villages, and at nothing above them.

Pages in three languages stand in three trees, so what Wagtail begins with is the root of all.
"""

from django.http import HttpRequest
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.models import VillagePage

LISTED = {"p", "ordering"}  # what a list of the office asks for without searching


def is_listing(request: HttpRequest) -> bool:
    """Tell whether children are listed: by the menu's explorer, or by a page of the office."""
    return "for_explorer" in request.GET or LISTED.issuperset(request.GET)


def begin_at_villages(
    parent: Page, pages: PageQuerySet, request: HttpRequest, villages: list[VillagePage]
) -> PageQuerySet:
    """Of a page above some villages list these, instead of the way down to them."""
    below = [page for page in villages if page.path.startswith(parent.path)]
    if not below or parent.pk in {page.pk for page in below} or not is_listing(request):
        return pages
    own = Page.objects.filter(pk__in=[page.pk for page in below])
    return (pages | own).filter(pk__in=own.values("pk"))
