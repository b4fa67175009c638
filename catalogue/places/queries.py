"""Find the commune that somebody typed: with or without its kind, marks, the units of before 2025.

"Hoàn Kiếm", "P. Hoàn Kiếm", "phường hoàn-kiếm", "hoan kiem ward"   -> phường Hoàn Kiếm
"Hàng Bông, Q. Hoàn Kiếm, Hà Nội" (until 30 June 2025)              -> what took it in
"Tràng Tiền", which was parted                                      -> SeveralCommunes, to choose
"Buôn Mê Thuột"                                                     -> the same: the nearest names
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from catalogue.places.models import Commune, CommuneQuerySet, Province
from marketplace.frame.folding import cleaned, fold, spelled

KIND = re.compile(
    r"(?:phường|phuong|xã|xa|thị trấn|thi tran|đặc khu|dac khu)[\s.:]+"
    r"|(?:thị xã|thi xa|thành phố|thanh pho|ward|commune|town)[\s.:]+"
    r"|(?:ph|p|f|x|tt|tx|tp|đk|dk)(?:\.\s*|\s+|(?=\d))"
)
KIND_BEHIND = re.compile(r"\s+(?:ward|commune|town|township)\Z")
DISTRICT = re.compile(r"\A(?:quận|huyện|quan|huyen|q|h|tx|tp|thị xã|thành phố)[\s.]+")
KIND_WORDS = {"phuong", "xa", "thi tran", "dac khu", "thi xa", "thanh pho"}
NEAR = 80  # of 100: what a slip or another way of writing leaves alike
MOST_NEAR = 5


class UnknownCommune(Exception):
    """No commune of the province is called so, today or before July 2025."""


class SeveralCommunes(Exception):
    """More than one commune may be meant; `communes` are they."""

    def __init__(self, communes: list[Commune]) -> None:
        super().__init__(communes)
        self.communes = communes


@dataclass(frozen=True)
class FoundCommune:
    """A commune of today; `before` is the unit that was typed, when that is no more."""

    commune: Commune
    before: Commune | None = None


def find_commune(province: Province, text: str) -> FoundCommune:
    """Find the commune of today that is meant. Raises UnknownCommune, SeveralCommunes.

    What stands behind a comma or in brackets says where: it tells namesakes of before 2025 apart.
    """
    name = cleaned(text).rstrip(" .,;")
    here = Commune.objects.of_today().filter(province=province)
    if chosen := list(here.filter(name=name)[:2]):  # off the form's own list
        return FoundCommune(only(chosen))
    today, ended = names_of(here), names_of(province.communes.filter(valid_to__isnull=False))
    for part, *where in ([name], re.split(r"\s*[,;(/]\s*|\s+[-–]\s+", name)):
        names = names_in(part)
        if named := meant(today, names):
            return FoundCommune(only(communes_of(named)))
        before = communes_of(of_district(meant(ended, names), where))
        after = {each.pk: each for old in before for each in old.successors.all()}
        if after:
            return FoundCommune(only(list(after.values())), before[0])
    if near := nearest(today, names):
        raise SeveralCommunes(communes_of(near))
    raise UnknownCommune


class Named(NamedTuple):
    """What tells a commune from its namesakes: a province has hundreds, one or two are meant."""

    pk: int
    name: str
    kind: str
    district_name: str


def names_of(communes: CommuneQuerySet) -> list[Named]:
    return [Named(*row) for row in communes.values_list("pk", "name", "kind", "district_name")]


def communes_of(named: list[Named]) -> list[Commune]:
    """Read the communes that are named, in that order."""
    if not named:
        return []
    found = Commune.objects.prefetch_related("successors").in_bulk([each.pk for each in named])
    return [found[each.pk] for each in named]


def names_in(text: str) -> list[str]:
    """Give a name as it was typed, and without the kind before or behind it."""
    low = text.lower()
    bare = KIND_BEHIND.sub("", KIND.sub("", low, count=1) if KIND.match(low) else low)
    return [text] + ([bare] if bare != low else [])


def meant(communes: Iterable[Named], names: list[str]) -> list[Named]:
    """Give those of a name: as it is spelled, else without marks, else without what parts words.

    Kind and all, else without.
    """
    for key in (spelled, fold, squeezed):
        keyed = [(key(each.name), each) for each in communes]
        for name in names:
            if found := [each for known, each in keyed if known == key(name)]:
                return of_kind(found, names[0], key)
    return []


def squeezed(text: str) -> str:
    """The letters of a name alone, a number without zeros before it: "Ea H'leo" -> "eahleo"."""
    letters = re.sub(r"[\W_]", "", fold(text))
    return letters.lstrip("0") or letters


def of_district(communes: list[Named], where: list[str]) -> list[Named]:
    """Of namesakes of before 2025, keep those of a district that was typed too, if one was."""
    said = {squeezed(DISTRICT.sub("", each.lower().strip(" )."))) for each in where} - {""}
    told = [each for each in communes if said & district_keys(each)]
    return told or communes


def district_keys(commune: Named) -> set[str]:
    """ "Huyện Phong Điền, Cần Thơ" -> {"phongdien"}."""
    district = commune.district_name.partition(",")[0].lower()
    return {squeezed(DISTRICT.sub("", district))}


def nearest(communes: Iterable[Named], names: list[str]) -> list[Named]:
    """The communes whose names are almost what was typed, the nearest first."""
    typed = {fold(name) for name in names} - KIND_WORDS
    near = [
        (likeness, each)
        for each in communes
        if (likeness := max((ratio(name, fold(each.name)) for name in typed), default=0)) >= NEAR
    ]
    near.sort(key=lambda pair: -pair[0])
    return [each for _likeness, each in near[:MOST_NEAR]]


def of_kind(communes: list[Named], text: str, key: Callable[[str], str]) -> list[Named]:
    """Of namesakes (a ward and a commune), keep those whose kind was typed too, if it was."""
    told = [each for each in communes if key(text).startswith(key(KINDS[each.kind]) + " ")]
    return told or communes


KINDS: dict[str, str] = {
    Commune.Kind.WARD: "phường",
    Commune.Kind.COMMUNE: "xã",
    Commune.Kind.TOWN: "thị trấn",
    Commune.Kind.SPECIAL_ZONE: "đặc khu",
}


def only(communes: list[Commune]) -> Commune:
    if len(communes) > 1:
        raise SeveralCommunes(communes)
    return communes[0]


def with_kind(commune: Commune) -> str:
    """Write a commune as it is said: phường Hoàn Kiếm."""
    return f"{KINDS[commune.kind]} {commune.name}"
