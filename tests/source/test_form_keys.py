"""Every form of the portal, the desk, the programme and the shop carries a key, or says why not."""

import re

from tests.source.templates import ROOT

TEMPLATES = ROOT / "templates"
FORM = re.compile(r"<form\b(?:(?!</form>).)*?</form>", re.DOTALL)
POSTS = re.compile(r'<form\b[^>]*method="post"', re.DOTALL)
# Forms without a key, by the folder or file that they stand in. Nothing is added for a form
# that makes a row: it carries `{{ form_key() }}`.
KEYLESS = {
    "account/": "signing in and the person's own settings: the same again is the same",
    "aftersale/": "have a token of their own (Return.token, Reversal), or ask for a code",
    "allauth/": "signs out",
    "base.html": "the buttons of cards: to add twice is meant",
    "basket/": "set how many of a line, take a voucher or leave it",
    "catalogue/product_buy.html": "to add twice is meant",
    "quotes/accept.html": "of one quote, whose token is the purchase's",
    "reviews/parts.html": "helpful once a reader, held by the database",
    "checkout/": "of one purchase, whose token is unique",
    "confirm.html": "hands on what was sent, its key too",
    "form_again.html": "hands on what was sent, its key too",
    "issue.html": "hands on what was sent, its key too",
    "mfa/": "the person's own factors: the library's, each by a code that counts once",
    "origin/page.html": "looks a code up",
    "shipping/place.html": "a cookie of the browser: the same again is the same",
    "usersessions/": "ends sessions",
    "visits/book.html": "to add twice is meant",
    "wagtailcore/": "asks for a page's password",
}
KEYED = ("account/address.html",)  # where others of its folder need none


def keyless() -> list[str]:
    """List the templates with a form that posts and carries no key."""
    found = []
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        forms = [form for form in FORM.findall(path.read_text("utf-8")) if POSTS.match(form)]
        if any("form_key(" not in form for form in forms):
            found.append(name)
    return found


def test_every_form_carries_a_key_or_is_one_that_needs_none():
    unsaid = [name for name in keyless() if not name.startswith(tuple(KEYLESS)) or name in KEYED]
    assert unsaid == []


def test_whatever_is_said_to_need_none_is_there():
    assert [start for start in KEYLESS if not any(n.startswith(start) for n in keyless())] == []
