"""The attack in parts asks what it asks in one piece."""

import json
from pathlib import Path

import pytest

from tests.security import attack, conftest


def test_parts_together_are_the_whole(monkeypatch):
    whole = list(range(31))
    monkeypatch.setattr(conftest, "PARTS", 4)
    parts = []
    for part in range(1, 5):
        monkeypatch.setattr(conftest, "PART", part)
        parts.append(conftest.Draw(seed=1).part(whole))
    assert sorted(each for part in parts for each in part) == whole
    assert {len(part) for part in parts} == {7, 8}


def report(**more) -> dict:
    facts = {"passed": True, "requests": 3, "by role": {"owner": 3}, "answers": {"2xx": 3}}
    return facts | {"addresses": 9, "seconds": 60} | more


def test_reports_are_summed():
    told = attack.total([report(), report(passed=False, requests=5), {"passed": False}])
    assert told == {
        "parts": 3,
        "parts that found something": 2,
        "addresses": 9,
        "requests": 8,
        "by role": {"owner": 6},
        "answers": {"2xx": 6},
        "minutes of one core": 2,
    }


@pytest.mark.parametrize(("passed", "runs"), [(True, 0), (False, 1)])
def test_only_a_part_that_found_nothing_is_done(tmp_path: Path, monkeypatch, passed, runs):
    (tmp_path / "3.json").write_text(json.dumps(report(passed=passed)))
    ran = []
    monkeypatch.setattr(attack.subprocess, "run", lambda *args, **named: ran.append(named["env"]))
    attack.attack(3, tmp_path, tmp_path / "db")
    assert len(ran) == runs
    assert [each["ATTACK_PART"] for each in ran] == [f"3/{attack.PARTS}"] * runs
