"""Facts have names, units and bounds that a form, a page and a search engine can say."""

from catalogue.facts.kinds import BY_CODE, EITHER, FACETS, FACTS, SHELF_LIFE, WORDED, Type
from catalogue.facts.measures import UNITS


def test_each_fact_is_called_once_and_those_named_are_there():
    assert len(BY_CODE) == len(FACTS)
    assert {*EITHER, *FACETS, SHELF_LIFE} <= set(BY_CODE)
    assert set(FACETS) <= set(WORDED)


def test_a_measure_has_a_unit_that_is_read_and_a_bound_and_a_text_a_length():
    for fact in FACTS:
        if fact.type is Type.MEASURE:
            assert fact.unit in UNITS and fact.unece and fact.most > 0, fact.code
        elif fact.type in (Type.TEXT, Type.CODE):
            assert fact.most > 0 and not fact.unit, fact.code
