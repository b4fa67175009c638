"""Vietnamese tax codes, as they stand on an invoice.

Circular 86/2024/TT-BTC: ten digits for a business, ten and three for its branch, and since
1 July 2025 the twelve digits of the personal identification number for households and people.
The tenth digit checks the nine before it:

    0300588569    3*29 + 5*17 + 8*13 + 8*7 + 5*5 + 6*3 = 375 = 34*11 + 1, and 10 - 1 = 9
"""

import re

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def read_tax_code(text: str) -> str:
    """Write a tax code as invoices do: 0300588569, 0300588569-001, 001099012345.

    Spaces and dots are left out. Raises ValueError for what is none.
    """
    plain = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[0-9]{12}", plain):
        return plain
    match = re.fullmatch(r"([0-9]{10})(?:-?([0-9]{3}))?", plain)
    if match is None:
        raise ValueError(text)
    own, branch = match.groups()
    check = 10 - sum(int(d) * w for d, w in zip(own, WEIGHTS, strict=False)) % 11
    if check != int(own[9]):
        raise ValueError(text)
    return f"{own}-{branch}" if branch else own
