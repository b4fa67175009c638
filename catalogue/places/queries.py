"""Find the commune that somebody typed: with or without its kind, marks, the units of before 2025.

"Hoàn Kiếm", "P. Hoàn Kiếm", "phường hoàn kiếm", "hoan kiem"   -> phường Hoàn Kiếm
"Hàng Trống" (until 30 June 2025)                              -> what took it in
"Tràng Tiền", which was parted                                 -> SeveralCommunes, to choose
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalogue.places.models import Commune, Province
from marketplace.frame.folding import cleaned, fold, spelled

KIND = re.compile(
    r"(?:phường|phuong|xã|xa|thị trấn|thi tran|đặc khu|dac khu)\s+"
    r"|(?:thị xã|thi xa|thành phố|thanh pho)\s+"
    r"|(?:p|x|tt|tx|tp|đk|dk)(?:\.\s*|\s+|(?=\d))"
)


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
    """Find the commune of today that is meant. Raises UnknownCommune, SeveralCommunes."""
    name = cleaned(text)
    names = [name] + ([KIND.sub("", name.lower(), count=1)] if KIND.match(name.lower()) else [])
    here = Commune.objects.of_today().filter(province=province)
    if chosen := list(here.filter(name=name)[:2]):  # off the form's own list
        return FoundCommune(only(chosen))
    if named := meant(list(here), names):
        return FoundCommune(only(named))
    ended = province.communes.filter(valid_to__isnull=False).prefetch_related("successors")
    before = meant(list(ended), names)
    after = {each.pk: each for old in before for each in old.successors.all()}
    if not after:
        raise UnknownCommune
    return FoundCommune(only(list(after.values())), before[0])


def meant(communes: Iterable[Commune], names: list[str]) -> list[Commune]:
    """Give those of a name: as it is spelled, else without marks; kind and all, else without."""
    for key in (spelled, fold):
        keyed = [(key(each.name), each) for each in communes]
        for name in names:
            if found := [each for known, each in keyed if known == key(name)]:
                return of_kind(found, names[0], key)
    return []


def of_kind(communes: list[Commune], text: str, key: Callable[[str], str]) -> list[Commune]:
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
