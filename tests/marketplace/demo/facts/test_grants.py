"""Grants: fixed by the code, shown on a pack only while they are in force."""

from collections import Counter

from marketplace.demo.facts import all_facts
from marketplace.demo.facts.grants import grant_of, stars_of


def test_a_products_grant_is_the_same_each_time():
    assert [grant_of(f.code) for f in all_facts()] == [grant_of(f.code) for f in all_facts()]


def test_a_pack_shows_stars_of_valid_grants_only():
    grants = {facts.code: grant_of(facts.code) for facts in all_facts()}
    states = Counter(grant.how if grant else None for grant in grants.values())
    assert set(states) == {None, "runs", "ends soon", "ended", "taken back"}
    for code, grant in grants.items():
        holds = grant is not None and grant.how in {"runs", "ends soon"}
        assert stars_of(code) == (grant.stars if grant and holds else 0)
        assert not (grant and grant.how == "ended" and grant.days_left >= 0)
