"""A proposal is decided once: by whoever of the editors comes first."""

import pytest
from django.urls import reverse

from marketplace.listings.models import Revision
from marketplace.listings.services import (
    RevisionRefused,
    propose,
    publish_revision,
    send_back,
    texts_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(product, owner):
    return propose_title(product, owner, "Lọ mới")


def propose_title(product, owner, title: str) -> Revision:
    content = texts_of(product) | {"title_vi": title}
    return propose(producer=product.producer, product=product, content=content, by=owner)


def title_of(product) -> str:
    product.refresh_from_db()
    return product.title_vi


def publish(proposal, staff):
    publish_revision(revision=proposal, by=staff)


def refuse(proposal, staff):
    send_back(revision=proposal, note="Viết rõ hơn.", by=staff)


@pytest.mark.parametrize("first", [publish, refuse])
@pytest.mark.parametrize("second", [publish, refuse])
def test_decided_proposal_is_not_decided_again(product, proposal, staff, first, second):
    first(proposal, staff)
    before = (title_of(product), Revision.objects.values().get())
    with pytest.raises(RevisionRefused, match=before[1]["state"]):
        second(proposal, staff)
    assert (title_of(product), Revision.objects.values().get()) == before


@pytest.mark.parametrize("answer", [{"publish": "1"}, {"note": "Viết rõ hơn."}])
def test_second_editor_reads_that_it_is_decided(client, proposal, staff, answer):
    publish(proposal, staff)
    client.force_login(staff)
    response = client.post(reverse("moderation:review", args=[proposal.pk]), answer, follow=True)
    assert [str(one) for one in response.context["messages"]] == [
        "Đã có người quyết định việc này."
    ]
    proposal.refresh_from_db()
    assert proposal.is_published


def test_what_was_sent_back_is_proposed_anew_in_the_same_row(product, owner, proposal, staff):
    refuse(proposal, staff)
    again = propose_title(product, owner, "Lọ mới hơn")
    assert (again.pk, again.state) == (proposal.pk, "submitted")
    assert title_of(product) != "Lọ mới hơn"
    publish(again, staff)
    assert title_of(product) == "Lọ mới hơn"


def test_new_words_take_the_place_of_those_that_wait(product, owner, proposal):
    again = propose_title(product, owner, "Lọ mới hơn")
    assert (again.pk, again.state) == (proposal.pk, "submitted")
    assert Revision.objects.get().content["title_vi"] == "Lọ mới hơn"


def test_after_a_decision_new_words_are_a_new_proposal(product, owner, proposal, staff):
    publish(proposal, staff)
    assert propose_title(product, owner, "Lọ khác").pk != proposal.pk
    assert sorted(Revision.objects.values_list("state", flat=True)) == ["published", "submitted"]
