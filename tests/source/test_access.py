"""Every view of ours says who it is for."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from marketplace.accounts.roles import GROUPS, ROLES, May
from marketplace.frame.access import audience_of

OURS = ("catalogue.", "marketplace.", "cms.")
AUDIENCES = {
    "anyone",
    "visitor",  # with a basket or a session of its own
    "holder",  # of a purchase's secret token
    "addressee",  # for whom the address was signed, for a moment
    "buyer",
    "signed in",
    "member",
    "moderator",
    "operator",
    "finance",
    "officer",
    "office",  # a post of today at one that dossiers pass through
    "editor",
    "writer",  # of any page at the editors' office
    "staff",
    "machine",  # has a signature or a key, or asks what everybody may ask
}
# Django's admin guards its own views; this one is a redirect to the listing.
OTHERS = ("catalogue.search.admin", "marketplace.search.views")


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


def module_of(pattern: URLPattern) -> str:
    view = getattr(pattern.callback, "view_class", pattern.callback)
    return getattr(view, "__module__", "")


def test_every_view_says_who_it_is_for():
    unsaid = [
        path
        for path, pattern in patterns(get_resolver())
        if module_of(pattern).startswith(OURS)
        and not module_of(pattern).startswith(OTHERS)
        and audience_of(pattern.callback) not in AUDIENCES
    ]
    assert unsaid == []


def test_who_may_see_money_or_a_producer_s_rows_is_decided_by_the_face():
    """A view of the portal, the desk or the programme lets in nobody that its face does not."""
    allowed = {
        "marketplace.sell": {"member", "signed in"},
        "marketplace.desk.finance": {"finance"},
        "marketplace.desk": {"finance", "moderator", "operator"},
        "marketplace.ocop": {"officer", "office"},
        "marketplace.account": {"buyer", "holder"},
    }
    for_all = {  # the register's pages, apart
        "marketplace.ocop.register_views": {"anyone"},
        "marketplace.ocop.data_views": {"anyone"},
        "marketplace.ocop.record_views": {"anyone"},
    }
    astray = [
        (path, audience_of(pattern.callback))
        for path, pattern in patterns(get_resolver())
        for face, audiences in (allowed | for_all).items()
        if f"{module_of(pattern)}.".startswith(f"{face}.")
        and (face in for_all or module_of(pattern) not in for_all)
        and audience_of(pattern.callback) not in audiences
    ]
    assert astray == []


def test_every_view_of_work_names_its_permission():
    """A view of the portal, the desk or the programme says what one needs to open it."""
    unnamed = [
        path
        for path, pattern in patterns(get_resolver())
        if audience_of(pattern.callback) in {"member", "moderator", "finance", "officer", "editor"}
        and not isinstance(getattr(pattern.callback, "permission", None), May)
    ]
    assert unnamed == []


def test_every_permission_is_somebody_s_and_opens_something():
    named = {
        getattr(pattern.callback, "permission", None) for _, pattern in patterns(get_resolver())
    }
    assert set(May) - named == set()
    assert set().union(*ROLES.values()) == set(May)
    assert set(GROUPS) <= set(ROLES)
