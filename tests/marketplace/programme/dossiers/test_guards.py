"""Lost triggers are told by the nightly check."""

import pytest

from marketplace.finance.services import find_all_faults
from marketplace.programme.dossiers import guards

pytestmark = pytest.mark.django_db


def test_lost_guard_is_told_by_the_nightly_check():
    assert guards.missing() == []
    guards.remove()
    assert [fault.values["name"] for fault in find_all_faults()] == guards.missing()
    assert len(guards.missing()) == 4
    guards.install()
    assert find_all_faults() == []
