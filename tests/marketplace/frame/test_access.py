"""A view says who it is for, also behind the decorators that guard it."""

from functools import wraps

from marketplace.frame.access import audience_of, for_audience


def test_a_view_tells_its_audience_and_an_unmarked_one_none():
    def page(request): ...

    assert audience_of(page) == ""
    assert for_audience("owner")(page) is page
    assert audience_of(page) == "owner"


def test_what_wraps_a_view_hands_its_audience_on():
    @for_audience("buyer")
    def page(request): ...

    @wraps(page)
    def guarded(request):
        return page(request)

    assert audience_of(guarded) == "buyer"
