"""Forms of an office: what is asked, form 03, results, posts by the code of a place."""

import pytest
from django.utils import timezone

from marketplace.ocop.dossier_forms import AdditionsForm, OpinionForm, PostForm, ResultForm
from marketplace.programme.dossiers.handing import Ask
from marketplace.programme.dossiers.models import Opinion
from marketplace.programme.sheets.reading import sheet_of
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db


def test_boxes_that_are_empty_ask_nothing():
    day = cast.in_days(3)
    given = {"words_2": "Trang 2", "code_2": "1.4", "due_2": day.isoformat(), "due_1": ""}
    form = AdditionsForm(given, sheet=sheet_of(21))
    assert form.is_valid()
    assert form.asks == [Ask("1.4", "Trang 2", day)]
    assert len(form.rows) == 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "words_1"),
        ({"words_1": "x"}, "due_1"),
        ({"words_1": "x", "due_1": "0001-01-01"}, "due_1"),
        ({"words_1": "x", "due_1": "2999-13-01"}, "due_1"),
        ({"words_1": "x", "due_1": "2300-01-01", "code_1": "77"}, "code_1"),
        ({"words_1": "x" * 501, "due_1": "2300-01-01"}, "words_1"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(given, field):
    form = AdditionsForm(given, sheet=sheet_of(21))
    assert field in form.errors


def test_form_03_begins_with_what_was_written():
    assert list(OpinionForm().fields) == [*Opinion.POINTS, "words"]
    before = Opinion(**cast.findings())
    assert OpinionForm(opinion=before).initial == cast.findings()
    assert not OpinionForm(cast.findings(idea="perhaps")).is_valid()


@pytest.mark.parametrize(("chosen", "is_rated"), [("1", True), ("0", False)])
def test_a_result_is_one_of_two(chosen, is_rated):
    form = ResultForm({"is_rated": chosen, "words": "…"})
    assert form.is_valid()
    assert form.answers() == {"is_rated": is_rated, "words": "…"}
    assert not ResultForm({"words": "…"}).is_valid()


def test_a_post_is_at_a_commune_or_a_province_of_today(producer, stranger):
    commune = producer.commune
    for code, place in ((commune.code, commune), (commune.province.code, commune.province)):
        form = PostForm({"user": stranger.email.upper(), "office": code})
        assert form.is_valid(), form.errors
        assert str(form.cleaned_data["office"]) == place.name
        assert form.cleaned_data["user"] == stranger
    for wrong in ("99999", "99", "9", "x" * 5, "\u0661\u0661"):
        assert set(PostForm({"user": stranger.email, "office": wrong}).errors) == {"office"}
    nobody = PostForm({"user": "khong@example.vn", "office": commune.code})
    assert set(nobody.errors) == {"user"}
    type(commune).objects.filter(pk=commune.pk).update(valid_to=timezone.localdate())
    assert set(PostForm({"user": stranger.email, "office": commune.code}).errors) == {"office"}
