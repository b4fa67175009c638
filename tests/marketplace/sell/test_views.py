"""The portal: an owner stops selling a product; nobody else does; a waiting proposal goes back."""

import pytest
from django.urls import reverse

from catalogue.models import Publication
from catalogue.products.services import NotPublished, withdraw_product
from marketplace.listings.models import Revision
from marketplace.listings.services import propose, publish_revision, stop_selling, texts_of
from tests import factories

pytestmark = pytest.mark.django_db


def page_of(product) -> str:
    return reverse("sell:withdraw", args=[product.pk])


def publication_of(product) -> int:
    product.refresh_from_db()
    return product.publication


def test_owner_is_asked_first_and_then_it_is_off_the_shelves(client, product, owner):
    client.force_login(owner)
    listed = client.get("/en/sell/products/").content.decode()
    assert f'href="/en/sell/products/{product.pk}/withdraw/"' in listed
    asked = client.get(f"/en/sell/products/{product.pk}/withdraw/")
    assert asked.status_code == 200
    assert f"Stop selling “{product.title}”" in asked.content.decode()
    assert publication_of(product) == Publication.PUBLISHED  # a look changes nothing
    answer = client.post(f"/en/sell/products/{product.pk}/withdraw/", follow=True)
    assert answer.redirect_chain == [("/en/sell/products/", 302)]
    page = answer.content.decode()
    assert f"“{product.title}” is no longer sold." in page
    assert "No longer sold" in page
    assert f"/{product.pk}/withdraw/" not in page
    assert publication_of(product) == Publication.WITHDRAWN
    assert client.get(product.get_absolute_url()).status_code == 410


def test_doing_it_twice_changes_nothing(client, product, owner):
    client.force_login(owner)
    for _twice in range(2):
        assert client.post(page_of(product)).status_code == 302
    assert publication_of(product) == Publication.WITHDRAWN
    assert (
        "It is no longer sold."
        in client.get(f"/en/sell/products/{product.pk}/withdraw/").content.decode()
    )


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_stops_it(client, product, owner, stranger, method):
    ask = getattr(client, method)
    assert ask(page_of(product)).status_code == 302  # to the sign-in page
    client.force_login(stranger)
    assert ask(page_of(product)).status_code == 403
    helper = factories.make_member(product.producer, "helper@example.com", role="seller")
    client.force_login(helper)
    assert ask(page_of(product)).status_code == 403
    foreign = factories.make_product()
    other = factories.make_member(foreign.producer, "other@example.com", role="owner")
    client.force_login(other)
    assert ask(page_of(product)).status_code == 404
    assert publication_of(product) == Publication.PUBLISHED


def test_helper_is_shown_no_link(client, product):
    client.force_login(factories.make_member(product.producer, "h@example.com", role="seller"))
    assert "/withdraw/" not in client.get("/en/sell/products/").content.decode()


def test_draft_is_not_withdrawn(client, product, owner):
    type(product).objects.filter(pk=product.pk).update(publication=Publication.DRAFT)
    with pytest.raises(NotPublished):
        withdraw_product(product)
    client.force_login(owner)
    assert client.post(page_of(product)).status_code == 404
    assert publication_of(product) == Publication.DRAFT


def test_waiting_proposal_goes_back_and_another_brings_the_product_back(product, owner, staff):
    def proposed() -> Revision:
        content = texts_of(product)
        return propose(producer=product.producer, product=product, content=content, by=owner)

    waiting = proposed()
    foreign = factories.make_product()
    elsewhere = propose(
        producer=foreign.producer, product=foreign, content=texts_of(foreign), by=staff
    )
    stop_selling(product=product, by=owner)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reviewed_by) == (Revision.State.RETURNED, owner)
    assert waiting.note
    elsewhere.refresh_from_db()
    assert elsewhere.state == Revision.State.SUBMITTED
    publish_revision(revision=proposed(), by=staff)
    assert publication_of(product) == Publication.PUBLISHED


def test_waiting_proposal_stays_when_there_is_nothing_to_withdraw(product, owner):
    content = texts_of(product)
    waiting = propose(producer=product.producer, product=product, content=content, by=owner)
    type(product).objects.filter(pk=product.pk).update(publication=Publication.DRAFT)
    with pytest.raises(NotPublished):
        stop_selling(product=product, by=owner)
    waiting.refresh_from_db()
    assert waiting.state == Revision.State.SUBMITTED
