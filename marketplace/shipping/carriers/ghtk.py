"""Giao Hàng Tiết Kiệm.

Code: `label` of its API, "Đăng đơn hàng": groups parted by points, the last of digits, or that
last group alone, `tracking_id`; S1.A1.2001297581 and 2001297581 in the example that copies of the
document quote. Page: the `tracking_url` of production in a client's documented settings
(packagist, tringuyenduc2903/giaohangtietkiem-laravel).
"""

import re

from marketplace.shipping.carriers.ghtk_machine import ghtk_machine
from marketplace.shipping.carriers.interface import Carrier

CARRIER = Carrier(
    key="GHTK",
    name="Giao Hàng Tiết Kiệm (GHTK)",
    spellings=("giao hang tiet kiem",),
    code_form=re.compile(r"(?:S\d+(?:\.[A-Z0-9]+)*\.)?\d{6,12}").fullmatch,
    example="S1.A1.2001297581",
    page="https://i.ghtk.vn/{code}",
    machine=ghtk_machine,
)
