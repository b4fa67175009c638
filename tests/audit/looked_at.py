"""The addresses that `make audit` looks at. A new kind of page is one line more here.

Whoever adds a page names who sees it and, where its address follows from data, the link that
leads to it. `bars` are the categories of Lighthouse that must reach quality.BAR; without any, only
axe, the Nu checker and the weight are asked.
"""

from dataclasses import dataclass

ALL = ("performance", "accessibility", "best-practices", "seo")
CLOSED = ALL[:3]  # pages that search engines are told to leave alone
STRANGER, BASKET, BUYER = "stranger", "basket", "buyer"


@dataclass(frozen=True)
class Page:
    """A page: its name, an address, the first link on it to follow (a selector), who asks."""

    name: str
    path: str
    follow: str = ""
    visitor: str = STRANGER
    bars: tuple[str, ...] = ()


PAGES = (
    Page("home", "/vi/", bars=ALL),
    Page("listing", "/vi/products/", bars=ALL),
    Page("product", "/vi/products/?stars=5&stock=1", ".card__title a", bars=ALL),
    Page("village", "/vi/villages/bat-trang/", bars=ALL),
    Page("story", "/vi/stories/red-incense-sticks/", bars=ALL),
    Page("basket", "/vi/basket/", visitor=BASKET, bars=CLOSED),
    Page("checkout", "/vi/checkout/", visitor=BASKET, bars=CLOSED),
    Page("account", "/vi/account/", visitor=BUYER, bars=CLOSED),
    Page("home, English", "/en/"),
    Page("listing, filtered", "/en/products/?stars=5&stars=4&price_max=299999"),
    Page("occasion", "/vi/products/occasions/tet/"),
    Page("nothing found", "/vi/products/?q=zzzzqq"),
    Page("product, Indonesian", "/id/products/?group=1", ".card__title a"),
    Page("compare", "/vi/products/compare/?p=1&p=2&p=3"),
    Page("questions", "/vi/products/", ".card__title a >> #questions a[href*=questions]"),
    Page(
        "origin",
        "/vi/products/?stars=5",
        ".card__title a >> #origin a[href*='/origin/'], #origin .origin-panel p a",
    ),
    Page("villages", "/vi/villages/"),
    Page("route", "/vi/villages/hat-incense-lotus/"),
    Page("stories", "/id/stories/"),
    Page("events", "/vi/events/"),
    Page("event", "/vi/events/van-phuc-silk-week/"),
    Page("producers", "/vi/producers/"),
    Page("producer", "/vi/producers/bat-trang-1/"),
    Page("delivery", "/vi/delivery/"),
    Page("about", "/en/about/"),
    Page("sign in", "/vi/account/login/"),
    Page("sign up", "/vi/account/signup/"),
    Page("password reset", "/en/account/password/reset/"),
    Page("favourites", "/vi/account/saved/", visitor=BUYER),
    Page("purchase", "/vi/account/", "main a[href*='/checkout/']", BUYER),
    Page("messages", "/vi/account/messages/", visitor=BUYER),
    Page("addresses", "/vi/account/addresses/", visitor=BUYER),
    Page("my data", "/vi/account/data/", visitor=BUYER),
)
