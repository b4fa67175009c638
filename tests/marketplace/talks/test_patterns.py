"""What is hidden in a text is found however it is spelled; what only looks like it is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.talks.patterns import Hit, Pattern, find_blocked

SITE = "https://cho.example.vn"
ALL = [
    Pattern("phone", "", "contact"),
    Pattern("email", "", "contact"),
    Pattern("link", "", "link"),
    Pattern("account", "", "payment"),
    Pattern("words", "chuyển khoản", "payment"),
    Pattern("words", "zalo", "contact"),
    Pattern("words", "momo", "payment"),
]
HIDDEN = [
    ("Gọi 0912 345 678 nhé", "0912 345 678", "contact"),
    ("0912.345.678", "0912.345.678", "contact"),
    ("+84 912 345 678", "+84 912 345 678", "contact"),
    ("số là không chín một hai ba bốn năm sáu bảy tám", "không chín", "contact"),
    ("nol delapan satu dua tiga empat lima enam tujuh delapan", "nol delapan", "contact"),
    ("0 9 1 2 3 4 5 6 7 8", "0 9 1 2", "contact"),
    ("0９1２3４5６7８", "0912345678", "contact"),
    ("09l2345678", "09l2345678", "contact"),
    ("0\u200b912\u200b345678", "0912345678", "contact"),
    ("024 3987 6540", "024 3987 6540", "contact"),
    ("1900 1234", "1900 1234", "contact"),
    ("lan@gmail.com", "lan@gmail.com", "contact"),
    ("lan (at) gmail . com", "lan (at) gmail . com", "contact"),
    ("lan a còng gmail chấm com", "lan a còng gmail chấm com", "contact"),
    ("xem https://x.io/a", "https://x.io/a", "link"),
    ("www.abc.xyz", "www.abc.xyz", "link"),
    ("gomdep . vn", "gomdep . vn", "link"),
    ("gomdep chấm com", "gomdep chấm com", "link"),
    ("t.me/lan", "t.me/lan", "link"),
    (f"{SITE}.evil.com/", f"{SITE}.evil.com/", "link"),
    ("Z a l o nhé", "Z a l o", "contact"),
    ("kết bạn zal0", "zal0", "contact"),
    ("m.o.m.o", "m.o.m.o", "payment"),
    ("chuyen khoan trước", "chuyen khoan", "payment"),
    ("CHUYỂN  KHOẢN", "CHUYỂN KHOẢN", "payment"),
    ("chuyển.khoản", "chuyển.khoản", "payment"),
    ("1903 3344 5566 77", "1903 3344 5566 77", "payment"),
]
INNOCENT = [
    "Bình cao 25 cm, giá 1.250.000 đ phải không?",
    "Từ 25/11/2026 - 30/11/2026 có hàng?",
    "Giao đến số 12 ngõ 5 Đội Cấn, Ba Đình",
    "350.000đ/kg, mười cân 2.000.000 đ",
    "Một năm bảo hành không?",
    "ba, bốn hay năm cái? Không, hai",
    "Rất đẹp.Mình mua 10-20-30 cái",
    "cảm ơn.shop ơi",
    "20x30x40x50 cm, size 10/12/14/16",
    "từ 8:30 đến 17:30",
    "momoji là lá phong",
    f"{SITE}/vi/products/ có cái này",
    "cho.example.vn",
]


@pytest.mark.parametrize(("text", "found", "why"), HIDDEN)
def test_what_is_hidden_in_a_text_is_found(text, found, why):
    hit = find_blocked(text, ALL, site=SITE)
    assert hit is not None and hit.why == why
    assert hit.found.startswith(found)


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_it_is_left(text):
    assert find_blocked(text, ALL, site=SITE) is None


def test_what_may_be_named_is_no_number():
    order = "Đơn 1000123456 giao đến 12 ngõ 0912345678?"
    assert find_blocked(order, ALL, allowed=["1000123456", "12 ngõ 0912345678"]) is None
    assert find_blocked(f"{order} 0912345679", ALL, allowed=["1000123456"]) is not None


def test_only_what_is_in_force_is_looked_for():
    assert find_blocked("zalo 0912345678", ALL[1:5]) == Hit("0912345678", "payment")
    assert find_blocked("zalo 0912345678", []) is None


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_read(text, allowed):
    hit = find_blocked(text, ALL, allowed=allowed, site=SITE)
    assert hit is None or hit.found
