"""GS1 application identifiers: what each may hold, and which are keys of a Digital Link.

Formats, keys and qualifiers by GS1's Barcode Syntax Dictionary (gs1/gs1-syntax-dictionary
0344bf4); N digits, X of the invariant character set 82, Y of set 39, Z of base64url;
`..` up to, `?` may be missing, `!` check digit in the part, `d` a date YYMMDD (day 00 allowed).
"""

import datetime
import re
from functools import cache
from typing import NamedTuple

from catalogue.origin.gs1.check_digits import is_checked

FORMATS = """
00 N18!|01 N14!|02 N14!|10 X..20|11 N6d|12 N6d|13 N6d|15 N6d|16 N6d|17 N6d|20 N2|21 X..20|22 X..20
235 X..28|240 X..30|241 X..30|242 N..6|243 X..20|250 X..30|251 X..30|253 N13! X..17?|254 X..20
255 N13! N..12?|30 N..8|37 N..8|400 X..30|401 X..30|402 N17!|403 X..30|410 N13!|411 N13!|412 N13!
413 N13!|414 N13!|415 N13!|416 N13!|417 N13!|420 X..20|421 N3 X..9|422 N3|423 N..15|424 N3|425 N..15
426 N3|427 X..3|4300 X..35|4301 X..35|4302 X..70|4303 X..70|4304 X..70|4305 X..70|4306 X..70
4307 X2|4308 X..30|4309 N20|4310 X..35|4311 X..35|4312 X..70|4313 X..70|4314 X..70|4315 X..70
4316 X..70|4317 X2|4318 X..20|4319 X..30|4320 X..35|4321 N1|4322 N1|4323 N1|4324 N10|4325 N10
4326 N6d|4330 N6 X1?|4331 N6 X1?|4332 N6 X1?|4333 N6 X1?|7001 N13|7002 X..30|7003 N10|7004 N..4
7005 X..12|7006 N6d|7007 N6 N6?|7008 X..3|7009 X..10|7010 X..2|7011 N6 N4?|7020 X..20|7021 X..20
7022 X..20|7023 X..30|7040 N1 X3|710 X..20|711 X..20|712 X..20|713 X..20|714 X..20|715 X..20
7240 X..20|7241 N2|7242 X..25|8001 N14|8002 X..20|8003 N1 N13! X..16?|8004 X..30|8005 N6
8006 N14! N4|8007 X..34|8008 N8 N..4?|8009 X..50|8010 Y..30|8011 N..12|8012 X..20|8013 X..25
8017 N18!|8018 N18!|8019 N..10|8020 X..25|8026 N14! N4|8030 Z..90|8110 X..70|8111 N4|8112 X..70
8200 X..70|90 X..30
"""
RANGES = {
    **{str(ai): "X..90" for ai in range(91, 100)},
    **{f"{ai}{n}": "N6" for ai in (*range(310, 317), *range(320, 338)) for n in range(6)},
    **{f"{ai}{n}": "N6" for ai in (*range(340, 358), *range(360, 370)) for n in range(6)},
    **{f"390{n}": "N..15" for n in range(10)},
    **{f"391{n}": "N3 N..15" for n in range(10)},
    **{f"392{n}": "N..15" for n in range(10)},
    **{f"393{n}": "N3 N..15" for n in range(10)},
    **{f"394{n}": "N4" for n in range(4)},
    **{f"395{n}": "N6" for n in range(6)},
    **{f"703{n}": "N3 X..27" for n in range(10)},
    **{f"723{n}": "X2 X..28" for n in range(10)},
}
# Keys with the qualifiers that may follow, in this order; "|" parts alternatives.
KEYS = {
    "00": "", "01": "22,10,21|235", "253": "", "255": "", "401": "", "402": "", "414": "254|7040",
    "415": "8020", "417": "7040", "8003": "", "8004": "7040", "8006": "22,10,21", "8010": "8011",
    "8013": "", "8017": "8019", "8018": "8019",
}  # fmt: skip
SETS = {
    "N": "0-9",
    "X": r"!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z",
    "Y": r"#\-/0-9A-Z",
    "Z": r"A-Za-z0-9\-_=",
}
PART = re.compile(r"([NXYZ])(\.\.)?(\d+)([!d?]*)")


class Format(NamedTuple):
    pattern: re.Pattern[str]
    checked: tuple[int, ...]  # groups that end with a check digit
    dates: tuple[int, ...]


@cache
def formats() -> dict[str, Format]:
    """Every identifier with the format of its value, compiled once."""
    written: dict[str, str] = {}
    for entry in FORMATS.replace("\n", "|").split("|"):
        if entry.strip():
            ai, _, spec = entry.strip().partition(" ")
            written[ai] = spec
    return {ai: compiled(spec) for ai, spec in (written | RANGES).items()}


@cache
def compiled(spec: str) -> Format:
    pattern, checked, dates = "", [], []
    for group, (kind, up_to, length, marks) in enumerate(PART.findall(spec), start=1):
        times = f"{{1,{length}}}" if up_to else f"{{{length}}}"
        pattern += f"([{SETS[kind]}]{times})" + ("?" if "?" in marks else "")
        if "!" in marks:
            checked.append(group)
        if "d" in marks:
            dates.append(group)
    return Format(re.compile(pattern), tuple(checked), tuple(dates))


def is_known(ai: str) -> bool:
    return ai in formats()


def is_value(ai: str, value: str) -> bool:
    """Tell whether a known identifier may hold `value`: characters, length, check digit, date."""
    form = formats()[ai]
    found = form.pattern.fullmatch(value)
    return (
        found is not None
        and all(is_checked(found[group]) for group in form.checked)
        and all(is_date(found[group]) for group in form.dates)
    )


def is_date(text: str) -> bool:
    try:
        datetime.date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]) or 1)
    except ValueError:
        return False
    return True


def may_follow(key: str, qualifiers: list[str]) -> bool:
    """Tell whether these identifiers may follow a key, in this order."""
    for sequence in KEYS[key].split("|"):
        rest = iter(sequence.split(","))
        if all(qualifier in rest for qualifier in qualifiers):
            return True
    return not qualifiers


def qualifiers_of(key: str) -> set[str]:
    return set(KEYS[key].replace("|", ",").split(",")) - {""}
