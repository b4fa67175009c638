"""Every refusal of the lots, events and labels is one sentence with all its facts in it."""

import re

import pytest
from django.utils import translation

from catalogue.origin import refusals

REFUSALS = [
    one
    for one in vars(refusals).values()
    if isinstance(one, type) and one.__module__ == refusals.__name__
]


@pytest.mark.parametrize("language", ["vi", "en", "id"])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.__name__)
def test_refusal_says_its_facts_in_each_language(refusal, language):
    with translation.override("en"):
        names = re.findall(r"%\((\w+)\)s", str(refusal.text))
    with translation.override(language):
        said = str(refusal(**{name: f"<{name}>" for name in names}))
    assert all(f"<{name}>" in said for name in names)
    assert "%" not in said
    assert issubclass(refusal, refusals.Refused)


def test_refusals_say_different_things():
    raised = [one for one in REFUSALS if not one.__subclasses__()]  # the others are their kinds
    assert len({str(one.text) for one in raised}) == len(raised)
