"""The demo's register has as many products of each star as were published, all of them invented."""

from collections import Counter

import pytest

from catalogue.certificates.models import Certificate, RatedProduct
from catalogue.certificates.rules import reason_of
from marketplace.demo import rated

pytestmark = pytest.mark.django_db


def test_counts_are_the_published_ones_and_the_rest_is_marked_as_invented(monkeypatch):
    assert Counter(stars for stars, _score in rated.grants()) == {3: 1718, 4: 1593, 5: 6}
    counts = tuple((stars, score, min(count, 30)) for stars, score, count in rated.COUNTS)
    monkeypatch.setattr(rated, "COUNTS", counts)
    assert (rated.build(), rated.build()) == (88, 0) == (sum(c[2] for c in counts), 0)
    held = Certificate.objects.select_related("law", "rated")
    assert {reason_of(each) for each in held} == {""}
    assert all(each.is_valid_on() and each.product is None for each in held)
    names = RatedProduct.objects.values_list("name", "holder_name")
    assert all(text.endswith("(mẫu)") for pair in names for text in pair)
