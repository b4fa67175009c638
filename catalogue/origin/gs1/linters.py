"""What the parts of a value must keep beside characters and length, by the names GS1 gives.

Rules of GS1's Barcode Syntax Tests (gs1-syntax-dictionary ff2eb4b), each a function from the
part to whether it is right; the characters are checked before (application_identifiers). Dates
are years 2000 to 2099: the window of General Specifications 7.12 agrees on leap days till 2050.

    csumalpha   check pair of "1987654Ad4X4bL5ttr2310c2K": places of the characters before it in
                set 82, weighted with the primes 2, 3, 5 ... from the right, modulo 1021; five bits
                for "2", five for "K", as places in set 32
"""

import datetime
import re
from collections.abc import Callable
from functools import cache

from catalogue.origin.gs1 import code_lists
from catalogue.origin.gs1.check_digits import is_checked
from catalogue.origin.gs1.coupons import is_coupon, is_offer

SET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
SET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SHORTEST_PREFIX = 4  # digits of a GS1 company prefix
MEDIA_TYPES = {*range(1, 11), *range(80, 100)}  # of ICCBBA, and for local and national use
Linter = Callable[[str], bool]


def is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def is_date(text: str) -> bool:
    """Tell whether YYMMDD is a day; day 00, the last of its month, counts."""
    return is_long_date(f"20{text}") or (
        len(text) == 6 and text.endswith("00") and is_long_date(f"20{text[:4]}01")
    )


def is_day(text: str) -> bool:
    """Tell whether YYMMDD is a day, the day named."""
    return is_long_date(f"20{text}")


def is_long_date(text: str) -> bool:
    """Tell whether YYYYMMDD is a day."""
    if not (is_number(text) and len(text) == 8):
        return False
    try:
        datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def is_below(bound: int) -> Linter:
    """Two digits that count hours, minutes or seconds."""
    return lambda text: is_number(text) and len(text) == 2 and int(text) < bound


is_hour, is_minute = is_below(24), is_below(60)


def is_time(text: str) -> bool:
    return len(text) == 4 and is_hour(text[:2]) and is_minute(text[2:])


@cache
def primes(count: int) -> tuple[int, ...]:
    """The first prime numbers."""
    found: list[int] = []
    number = 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return tuple(found)


def check_pair(text: str) -> str:
    """Give the two characters that complete a value; raises ValueError out of set 82."""
    weighted = zip(primes(len(text)), reversed(text), strict=True)
    total = sum(prime * SET_82.index(char) for prime, char in weighted) % 1021
    return SET_32[total >> 5] + SET_32[total & 31]


def has_check_pair(text: str) -> bool:
    try:
        return len(text) > 1 and check_pair(text[:-2]) == text[-2:]
    except ValueError:
        return False


def has_company_prefix(text: str) -> bool:
    """Tell whether a company prefix can stand at the beginning: the shortest has four digits."""
    return len(text) >= SHORTEST_PREFIX and is_number(text[:SHORTEST_PREFIX])


def is_iban(text: str) -> bool:
    """Tell whether an account number agrees with its check digits (ISO 13616, ISO 7064)."""
    if not re.fullmatch("[A-Z]{2}[0-9A-Z]{9,32}", text):
        return False
    digits = "".join(str(int(char, 36)) for char in text[4:] + text[:4])
    return text[:2] in code_lists.COUNTRY_LETTERS and int(digits) % 97 == 1


def is_piece_of_total(text: str) -> bool:
    """Two counts of one length, "0203": neither is nought, the first no greater."""
    half = len(text) // 2
    return is_number(text) and len(text) % 2 == 0 and 0 < int(text[:half]) <= int(text[half:])


def is_place_in_sequence(text: str) -> bool:
    """Two numbers about a slash, "2/3": without noughts before, the first no greater."""
    found = re.fullmatch("([1-9][0-9]*)/([1-9][0-9]*)", text)
    return found is not None and int(found[1]) <= int(found[2])


def is_percent_encoded(text: str) -> bool:
    """Tell whether every % begins a pair of hexadecimal digits."""
    return re.search("%(?![0-9A-Fa-f]{2})", text) is None


def is_angle(text: str, most: int) -> bool:
    """Ten digits: degrees from the south pole or east of Greenwich, times ten million."""
    return is_number(text) and len(text) == 10 and int(text) <= most * 10**7


LINTERS: dict[str, Linter] = {
    "couponcode": is_coupon,
    "couponposoffer": is_offer,
    "csum": is_checked,
    "csumalpha": has_check_pair,
    "gcppos1": has_company_prefix,
    "gcppos2": lambda text: has_company_prefix(text[1:]),
    "hasnondigit": lambda text: re.search("[^0-9]", text) is not None,
    "hh": is_hour,
    "hhmi": is_time,
    "hyphen": lambda text: text != "" and set(text) == {"-"},
    "iban": is_iban,
    "importeridx": lambda text: re.fullmatch("[-0-9A-Z_a-z]", text) is not None,
    "iso3166": lambda text: text in code_lists.COUNTRIES,
    "iso3166999": lambda text: text == "999" or text in code_lists.COUNTRIES,
    "iso3166alpha2": lambda text: text in code_lists.COUNTRY_LETTERS,
    "iso4217": lambda text: text in code_lists.CURRENCIES,
    "iso5218": lambda text: text in {"0", "1", "2", "9"},
    "latitude": lambda text: is_angle(text, 180),
    "longitude": lambda text: is_angle(text, 360),
    "mediatype": lambda text: is_number(text) and len(text) == 2 and int(text) in MEDIA_TYPES,
    "mi": is_minute,
    "nonzero": lambda text: is_number(text) and int(text) > 0,
    "nozeroprefix": lambda text: text == "" or (is_number(text) and not text.startswith("0")),
    "packagetype": lambda text: text in code_lists.PACKAGE_TYPES,
    "pcenc": is_percent_encoded,
    "pieceoftotal": is_piece_of_total,
    "posinseqslash": is_place_in_sequence,
    "ss": is_minute,
    "winding": lambda text: text in {"0", "1", "9"},
    "yesno": lambda text: text in {"0", "1"},
    "yymmd0": is_date,
    "yymmdd": is_day,
    "yyyymmdd": is_long_date,
    "zero": lambda text: text != "" and set(text) == {"0"},
}
