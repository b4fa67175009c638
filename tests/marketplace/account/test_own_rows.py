"""Values of a person's data, written for people."""

from datetime import datetime

from django.utils import timezone

from marketplace.account.own_rows import Part, as_json, text_of


def test_values_are_written_for_people():
    assert text_of("total_dong", 1_250_000) == "1.250.000\xa0₫"
    assert (text_of("x", True), text_of("x", None), text_of("x", "")) == ("Có", "", "")
    assert text_of("x", timezone.make_aware(datetime(2026, 3, 9))).endswith("09/03/2026")
    assert text_of("x", [{"title": "Lọ", "quantity": 2}, "a"]) == "2 × Lọ; a"
    part = Part("k", "K", [{"name": "Lan", "phone": ""}])
    assert (len(part.shown[0]), as_json([part])) == (1, {"k": part.rows})
