"""Stars a second time, as plainly as can be: from the transcript's figures and their corrections.

It imports nothing of the market and shares no file with it: two readings that agree.
"""

import functools
import json
from pathlib import Path

HERE = Path(__file__).parent
RAW = json.loads((HERE / "raw_sheets.json").read_text())
CORRECTIONS = json.loads((HERE / "corrections.json").read_text())
YES_OR_NO = [[0, None], [1, None]]


@functools.cache
def corrected(number):
    """Give rows [code, part, options, other list or None, only_if, knocks_out] of a sheet."""
    mine = {}
    for each in CORRECTIONS:
        if each["sheet"] == number:
            mine.setdefault(each["code"], {}).update(each)
    knocking = {code for each in mine.values() for code in each.get("knocks_out", [])}
    rows = []
    for code, part, _most, options in RAW[str(number)]:
        fix = mine.get(code, {})
        if fix.get("drop"):
            continue
        if "sum" in fix:
            for at, inner in enumerate(fix["sum"], 1):
                rows.append([f"{code}.{at}", part, inner, None, None, False])
            continue
        other = None
        if "either" in fix:
            options, other = fix["either"]["community"], fix["either"]["site"]
        options = fix.get("options", options)
        if not options and "." in code:
            options = YES_OR_NO
        if options:
            rows.append([code, part, options, other, fix.get("only_if"), code in knocking])
    return rows


def stars(number, points, variant="", not_so=()):
    """Give (points in all, stars or 0, {(code, stars, needs)} that are missed)."""
    total, missed, out = 0, set(), False
    for code, _part, options, other, only_if, knocks in corrected(number):
        if other is not None and variant == "site":
            options = other
        got = points.get(code)
        if got is not None and got != 0 and got not in [worth for worth, _mark in options]:
            got = None
        if knocks and got == 0:
            out = True
        total += got or 0
        if only_if and only_if in not_so:
            continue
        for worth, mark in options:
            if mark and (got or 0) < worth:
                missed.add((code, mark, worth))
    if out:
        return total, 0, missed
    for star, least in ((5, 90), (4, 70), (3, 50)):
        if total >= least and not [each for each in missed if each[1] <= star]:
            return total, star, missed
    return total, 0, missed
