"""Up to four products side by side."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_what_differs_is_marked_and_each_can_be_taken_away(client):
    one = factories.make_product(price=100_000, weight_g=500)
    two = factories.make_product(one.producer, price=200_000, weight_g=500)
    factories.make_certificate(two, stars=5)
    page = client.get(f"/en/products/compare/?p={one.pk}&p={two.pk}&p={one.pk}")
    rows = {what: (said, differs) for what, said, differs in page.context["rows"]}
    assert rows["Price"] == (["₫100,000", "₫200,000"], True)
    assert rows["Weight with packing"] == (["500 g", "500 g"], False)
    assert rows["OCOP certificate"][0][0] == "no certificate today"
    assert rows["OCOP certificate"][0][1].startswith("5 stars")
    assert [without for _card, without in page.context["columns"]] == [
        f"?p={two.pk}",
        f"?p={one.pk}",
    ]


def test_a_fifth_a_stranger_and_nonsense_are_left_out(client):
    made = [factories.make_product() for _ in range(5)]
    draft = factories.make_product(publication=0)
    query = "&".join(f"p={p.pk}" for p in (draft, *made[:3]))
    page = client.get(f"/vi/products/compare/?{query}&p=abc&p=-1&p=99999999999999")
    assert [card.pk for card, _ in page.context["columns"]] == [p.pk for p in made[:3]]
    query = "&".join(f"p={p.pk}" for p in made)
    assert len(client.get(f"/vi/products/compare/?{query}").context["columns"]) == 4
    assert client.get("/vi/products/compare/").status_code == 200


def test_facts_stand_side_by_side_where_one_of_them_tells_them(client):
    one, two = factories.make_product(shelf_life_days=77), factories.make_product()
    page = client.get(f"/en/products/compare/?p={one.pk}&p={two.pk}")
    told = [said for _what, said, _differs in page.context["rows"] if any("77" in t for t in said)]
    assert [(bool(first), second) for first, second in told] == [(True, "")]
