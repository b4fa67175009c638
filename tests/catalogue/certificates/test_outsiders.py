"""An officer who works for a maker confirms nothing of its goods, by whichever way it is asked."""

import pytest

from catalogue.certificates.confirming import decide_proposal
from catalogue.certificates.corrections import ask_correction, decide_correction
from catalogue.certificates.linking import ask_link, decide_link
from catalogue.certificates.models import Certificate
from catalogue.certificates.proposals import propose_grant
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.tables.services import hand_over, read_decisions
from tests import factories
from tests.catalogue.certificates.certificates import draft, shown
from tests.catalogue.certificates.tables.tables import of, table
from tests.catalogue.certificates.test_replacements import ask_decision, ask_rated

pytestmark = pytest.mark.django_db
WAYS = ["certificate", "table", "decision", "rated", "correction", "tie", "untie"]


@pytest.fixture
def maker(product):
    """An officer who packs for the maker of the product."""
    found = factories.make_officer("maker@example.com")
    product.producer.memberships.create(user=found, role="packer")
    return found


def confirmed(way, product, officer):
    """Ask for something of a product; give what confirms it."""
    if way == "certificate":
        asked = propose_grant(certificate=draft(product), by=officer)
    elif way == "table":
        read = read_decisions(name="x", content=table(of(product)), by=officer)
        asked = hand_over(proposal=read, by=officer)
    elif way == "tie":
        rated = factories.make_rated(code="X-1")
        link = ask_link(rated=rated, product=product, reason="Cùng một hàng", by=officer)
        return lambda by: decide_link(link=link, agrees=True, by=by)
    else:
        held = factories.make_certificate(product, stars=3)
        if way == "untie":
            link = ask_link(rated=held.rated, product=None, reason="Hàng khác", by=officer)
            return lambda by: decide_link(link=link, agrees=True, by=by)
        if way == "correction":
            values = {"stars": 4, "score": "78.50"}
            wanted = ask_correction(certificate=held, values=values, reason="Nhầm", by=officer)
            return lambda by: decide_correction(correction=wanted, agrees=True, by=by)
        if way == "decision":
            asked = ask_decision(held.decision, officer, number="99/QĐ-UBND")
        else:
            asked = ask_rated(held.rated, officer, name="Khác")
    return lambda by: decide_proposal(proposal=asked, agrees=True, by=by)


@pytest.mark.parametrize("way", WAYS)
def test_the_maker_of_it_confirms_nothing(product, officer, maker, way):
    confirm = confirmed(way, product, officer)
    before = shown(product), Certificate.objects.count()
    with pytest.raises(CertificateRefused, match="works_there"):
        confirm(maker)
    assert (shown(product), Certificate.objects.count()) == before
    assert confirm(factories.make_officer("third@example.com")).decided_by is not None


def test_of_other_goods_that_officer_confirms_like_any(officer, maker):
    confirmed("certificate", factories.make_product(), officer)(maker)
    assert Certificate.objects.count() == 1
