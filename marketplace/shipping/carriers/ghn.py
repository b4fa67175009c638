"""Giao Hàng Nhanh.

Code: `order_code` of its API, "Create order": letters and digits, 8 in the example FFFNL9HH that
its clients quote; a length is nowhere promised, so 6 to 10 pass. Page: the `tracking_url` of
production in a client's documented settings (packagist, tringuyenduc2903/giaohangnhanh-laravel).
"""

import re

from marketplace.shipping.carriers.ghn_machine import ghn_machine
from marketplace.shipping.carriers.interface import Carrier

CARRIER = Carrier(
    key="GHN",
    name="Giao Hàng Nhanh (GHN)",
    spellings=("giao hang nhanh", "ghn express"),
    code_form=re.compile(r"[A-Z0-9]{6,10}").fullmatch,
    example="FFFNL9HH",
    page="https://donhang.ghn.vn/?order_code={code}",
    machine=ghn_machine,
)
