"""What a producer is asked about before a proposal goes to the editors; nothing is changed.

    "Lược sừng sừng vân"           a word stands twice
    "Chè xanh Ba Vì Đan Phượng"    of a producer in Ba Vì: Đan Phượng is another place
    tea without ingredients        the law on labels asks for them

Who looked and says that it is right is believed: the editors are told of the doubt, too.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.facts.queries import Asked, asked_of, missing
from catalogue.models import Product
from catalogue.places.names import WORD, known_places, may_name, own_places
from marketplace.listings.content import FACTS
from marketplace.producers.models import Producer

TITLES = ("title_vi", "title_en", "title_ind")
LONGEST_DOUBLED = 3  # words
# Animals, fruits and plants whose names are a doubled word.
NAMED_SO = frozenset({"ba", "bìm", "bông", "cào", "chào", "chôm", "chuồn", "ong", "sen", "thòng"})
NAMED_SO_IND = frozenset({"kupu", "kura", "cumi", "oleh", "kunang", "undur", "layang", "gado"})


class Doubt(NamedTuple):
    """Something to look at again: in which field, and a sentence for the producer."""

    field: str
    sentence: str


def doubled(text: str) -> str:
    """Give the words that stand twice in a row, as written; empty without."""
    words = [match.group() for match in WORD.finditer(text)]
    plain = [word.lower() for word in words]
    for length in range(LONGEST_DOUBLED, 0, -1):
        for at in range(len(plain) - 2 * length + 1):
            part = plain[at : at + length]
            if part != plain[at + length : at + 2 * length]:
                continue
            if length == 1 and part[0] in NAMED_SO | NAMED_SO_IND:
                continue
            return " ".join(words[at : at + 2 * length])
    return ""


def about_doubling(content: Mapping[str, Any]) -> list[Doubt]:
    found = []
    for name in TITLES:
        if twice := doubled(content.get(name) or ""):
            sentence = gettext("“%(words)s”: the same words stand twice in the name.")
            found.append(Doubt(name, sentence % {"words": twice}))
    return found


def about_places(
    content: Mapping[str, Any], own: Iterable[str], maker: str, known: set[str] | None = None
) -> list[Doubt]:
    """Doubt places in a name that are not the product's own, nor part of its maker's name.

    `known` are the places among the names, for who looked up many at once.
    """
    own = set(own)
    found = []
    for field in TITLES:
        names = may_name(content.get(field) or "")
        there = known_places(names) if known is None else names & known
        others = [name for name in sorted(there) if name not in own and name not in maker]
        others = [name for name in others if not any(name in each for each in own)]
        for place in others[:1]:
            sentence = gettext(
                "The name says “%(place)s”, which is another place than the one where you "
                "work. Buyers take it for the place where the product is made."
            )
            found.append(Doubt(field, sentence % {"place": place}))
    return found


def about_law(asked: Iterable[Asked], content: Mapping[str, Any]) -> list[Doubt]:
    lacks = missing(asked, content.get(FACTS) or {})
    if not lacks:
        return []
    sentence = gettext("The law on goods labels asks for: %(facts)s.")
    names = ", ".join(str(each.fact.says) for each in lacks)
    return [Doubt(f"fact_{lacks[0].fact.code}", sentence % {"facts": names})]


def about_names(
    producer: Producer, product: Product | None, content: Mapping[str, Any]
) -> list[Doubt]:
    """Doubts about a product's names, beside its own place and its maker's."""
    place = product or producer
    own = own_places(place.commune, place.village)
    own |= own_places(producer.commune, producer.village) if product else set()
    return [*about_doubling(content), *about_places(content, own, producer.name)]


def doubts_of(
    producer: Producer, product: Product | None, content: Mapping[str, Any]
) -> list[Doubt]:
    """All that is to be looked at again, of texts and facts as they would be."""
    ocop_set = product.ocop_set if product else None
    number = ocop_set.number if ocop_set else content.get("ocop_set")
    return [
        *about_names(producer, product, content),
        *about_law(asked_of(number), content),
    ]


class DoubtsForm(forms.Form):
    """The producer's answer: what was shown was looked at, and is right."""

    looked = forms.CharField(max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.doubts: list[Doubt] = []

    @property
    def digest(self) -> str:
        """Name what is shown, so that nobody answers to what was not."""
        return sha256("\n".join(each.sentence for each in self.doubts).encode()).hexdigest()

    def are_answered(self, doubts: list[Doubt]) -> bool:
        """Tell whether nothing is in doubt, or the producer looked at just that."""
        self.doubts = doubts
        if not doubts or (self.is_valid() and self.cleaned_data["looked"] == self.digest):
            return True
        self.add_error("looked", _("Please look at this. If it is right, tick the box."))
        return False
