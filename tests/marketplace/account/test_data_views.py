"""My data, read and taken along: all of it, nothing of others, after saying again who it is."""

import json

import pytest

from marketplace.accounts.fresh import SECONDS
from marketplace.frame import middleware
from tests import doors
from tests.marketplace.account.test_own_data import fill

pytestmark = pytest.mark.django_db
PAGE, FILE = "/vi/account/data/", "/vi/account/data/my-data.json"


def test_file_has_everything_of_its_person_and_nothing_of_others(client, buyer, stranger):
    purchase = fill(buyer, "lan")
    fill(stranger, "hoa")
    client.force_login(buyer)
    answer = client.get(FILE)
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer["Cache-Control"] == "private, no-store"
    told = json.loads(answer.content)
    assert told["profile"][0]["email"] == buyer.email
    assert told["purchases"][0] | {"placed_at": ""} == {
        "number": purchase.number,
        "placed_at": "",
        "state": "Chờ thanh toán",
        "email": "lan@example.vn",
        "phone": "",
        "goods_dong": 100_000,
        "delivery_dong": purchase.delivery_total,
        "discount_dong": 0,
        "total_dong": purchase.total,
        "note": "Gửi lan",
        "is_gift": False,
        "gift_sender": "",
        "gift_message": "",
        "gift_day": None,
        "company": "",
        "company_address": "",
        "tax_code": "",
    }
    assert told["orders"][0]["goods"] == [{"title": "Lọ lan", "quantity": 1, "sum_dong": 100_000}]
    assert told["addresses"][0]["address"] == ["12 lan", "VN"]
    assert [each.get("text") for each in told["reviews"]] == ["Đẹp lan", None]
    assert told["kept_for_later"] == [{"product": "Lọ lan"}]
    assert [each["product"] for each in told["basket"]] == ["Lọ lan"]
    assert told["returns"][0]["your_words"] == ["Vỡ lan"]
    assert told["refunds"][0]["account"] == "00lan"
    assert "Trình duyệt lan" in {each["device"] for each in told["sessions"]}
    text = answer.content.decode()
    assert "hoa" not in text.replace("Thuần hoa", "")
    assert "Lời người bán" not in text
    assert buyer.password not in text and str(purchase.token) not in text


@pytest.mark.parametrize(
    ("language", "title", "state", "tongue"),
    [
        ("vi", "Dữ liệu của tôi", "Chờ thanh toán", "Tiếng Việt"),
        ("en", "My data", "Waiting for payment", "Vietnamese"),
        ("id", "Data saya", "Menunggu pembayaran", "Vietnam"),
    ],
)
def test_page_reads_in_the_readers_language(client, buyer, language, title, state, tongue):
    fill(buyer, "lan")
    client.force_login(buyer)
    page = client.get(f"/{language}/account/data/").content.decode()
    assert f"{tongue}</dd>" in page
    for text in (f"<h1>{title}</h1>", state, "Vỡ lan", "1 × Lọ lan", "Tên lan", FILE[3:]):
        assert text in page


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_who_it_is_is_told_again_before(client, buyer, path):
    assert client.get(path).url == f"/vi/account/login/?next={path}"
    client.force_login(buyer)
    doors.pass_stage(client, buyer, ago=SECONDS + 1)
    assert client.get(path).url.startswith("/vi/account/reauthenticate/")
    assert client.post(path).status_code == 405


def test_who_asks_too_often_waits(client, buyer, monkeypatch):
    rates = [(n, m, p, 2) for n, m, p, _most in middleware.RATES_PER_MINUTE if n == "own data"]
    monkeypatch.setattr(middleware, "RATES_PER_MINUTE", rates)
    client.force_login(buyer)
    assert [client.get(path).status_code for path in (PAGE, FILE, FILE)] == [200, 200, 429]
