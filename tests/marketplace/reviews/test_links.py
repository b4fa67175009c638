"""The link of a mail opens the form of one sale for ninety days, and nothing else."""

import pytest
from django.core import signing
from django.utils.translation import override

from marketplace.listings import wanted
from marketplace.reviews.links import HOLDS, LinkIsOver, line_of, link_of, token_of
from tests.flows.sale import paid
from tests.marketplace.reviews.said import bought

pytestmark = pytest.mark.django_db


def test_a_link_leads_to_its_sale_in_the_reader_s_language(product, owner):
    line = bought(product, owner)
    token = token_of(line.pk)
    assert line_of(token) == line
    with override("en"):
        assert link_of(line.pk).startswith("http") and "/en/reviews/" in link_of(line.pk)


def test_another_s_signature_a_changed_one_and_what_has_not_arrived_open_nothing(product, owner):
    line = bought(product, owner)
    token = token_of(line.pk)
    on_its_way = paid([(product, 1)]).orders.get().lines.get()
    for other in (
        f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}",
        signing.dumps(line.pk, salt=wanted.SALT),
        str(line.pk),
        token_of(on_its_way.pk),
        token_of(0),
    ):
        assert line_of(other) is None


@pytest.mark.parametrize(("seconds", "is_over"), [(-60, False), (60, True)])
def test_a_link_holds_for_ninety_days(product, owner, monkeypatch, seconds, is_over):
    line = bought(product, owner)
    token = token_of(line.pk)
    now = signing.time.time()
    then = now + HOLDS.total_seconds() + seconds
    monkeypatch.setattr("django.core.signing.time.time", lambda: then)
    assert HOLDS.days == 90
    if is_over:
        with pytest.raises(LinkIsOver):
            line_of(token)
    else:
        assert line_of(token) == line
