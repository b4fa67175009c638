"""Problem details for machines, and who is one."""

import json

import pytest
from django.test import RequestFactory

from marketplace.frame.problems import is_for_a_machine, problem


@pytest.mark.parametrize(
    ("path", "accept", "is_one"),
    [
        ("/epcis/capture", "", True),
        ("/origin/status/P/R1", "text/html", True),
        ("/.well-known/gs1resolver", "", True),
        ("/webhooks/stripe/", "", True),
        ("/vi/origin/P/R1", "", False),
        ("/P/R1", "application/linkset+json", True),
        ("/P/R1", "application/json;q=0.9", True),
        ("/P/R1", "application/ld+json", True),
        ("/P/R1", "text/html, application/json", False),
        ("/P/R1", "*/*", False),
        ("/P/R1", "image/png", False),
    ],
)
def test_a_machine_is_told_by_its_address_or_by_what_it_wants(path, accept, is_one):
    request = RequestFactory().get(path, headers={"Accept": accept} if accept else {})
    assert is_for_a_machine(request) is is_one


def test_a_problem_says_its_kind_title_and_status():
    answer = problem(404, "No such capture.", kind="epcisException:NoSuchResourceException")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(answer.content) == {
        "type": "epcisException:NoSuchResourceException",
        "title": "No such capture.",
        "status": 404,
    }
    assert json.loads(problem(429, "x", detail="ô").content)["detail"] == "ô"
