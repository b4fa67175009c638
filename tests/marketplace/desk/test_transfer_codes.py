"""Codes that pay a transfer: kept by nobody, and none for an account that no code can carry."""

import pytest
from django.http import Http404

from marketplace.desk.transfer_codes import code_to_pay

FACTS = {"bank_bin": "970436", "account": "0011002233", "amount": 1_000, "purpose": "HOAN TIEN 7"}


def test_code_is_a_picture_for_one_reader():
    answer = code_to_pay(**FACTS)
    assert answer.content.lstrip().startswith((b"<svg", b"<?xml"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("account", ["", '=1+1">', "1" * 20])
def test_account_that_no_code_can_carry_has_no_code(account):
    with pytest.raises(Http404):
        code_to_pay(**FACTS | {"account": account})
