"""Who carries a parcel, under which code."""

import pytest

from marketplace.sell.parcel_form import CodeForm


def filled(**answers) -> CodeForm:
    return CodeForm(answers)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  giao hàng   tiết kiệm ", "GHTK"),
        ("bưu điện", "VNPost"),
        ("Xe khách  Hoàng Long", "Xe khách Hoàng Long"),
        ("", ""),
    ],
)
def test_a_carrier_is_kept_under_one_name(typed, kept):
    form = filled(carrier=typed)
    assert form.is_valid()
    assert form.cleaned_data["carrier"] == kept


@pytest.mark.parametrize("answers", [{}, {"carrier": "GHN"}, {"tracking_code": "anything"}])
def test_neither_is_needed(answers):
    assert filled(**answers).is_valid()


def test_an_unlikely_code_is_taken_only_when_it_is_said_to_be_right():
    answers = {"carrier": "VNPost", "tracking_code": "EE473124828VN"}
    form = filled(**answers)
    assert not form.is_valid()
    assert list(form.errors) == ["tracking_code"]
    assert not form.fields["code_is_right"].widget.is_hidden
    assert filled(**answers, code_is_right="on").is_valid()
    assert filled(carrier="VNPost", tracking_code="EE473124829VN").is_valid()
