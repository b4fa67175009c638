"""What the form of an enquiry asks, and by what it knows a machine."""

import pytest

from marketplace.enquiries.forms import AskForm

GIVEN = {"kind": "visit", "name": "Hoa", "email": "a@b.vn", "text": "Mở cửa?"}


def test_who_is_known_is_asked_for_no_address():
    assert "email" in AskForm().fields
    assert AskForm(GIVEN | {"email": ""}, is_known=True).is_valid()
    assert not AskForm(GIVEN | {"email": ""}).is_valid()


@pytest.mark.parametrize(("filled", "is_machine"), [("", False), ("http://x", True)])
def test_who_fills_the_trap_is_a_machine(filled, is_machine):
    assert AskForm(GIVEN | {"website": filled}).is_from_a_machine() is is_machine


@pytest.mark.parametrize(("length", "fits"), [(1000, True), (1001, False)])
def test_a_thousand_signs(length, fits):
    assert AskForm(GIVEN | {"text": "a" * length}).is_valid() is fits
