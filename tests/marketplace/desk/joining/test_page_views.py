"""Public pages at the desk: compared, published, sent back."""

import pytest

from marketplace.joining.pages import propose_page
from tests.doors import pass_stage
from tests.marketplace.joining.applicants import make_moderator

pytestmark = pytest.mark.django_db
PAGES = "/en/sell/review/producers/pages/"


@pytest.fixture
def proposal(producer, owner):
    content = {"story_vi": "Ba đời bên lò.", "since": 1985}
    return propose_page(producer=producer, by=owner, content=content)


@pytest.fixture(autouse=True)
def _moderator(client):
    moderator = make_moderator()
    client.force_login(moderator)
    pass_stage(client, moderator)


def test_compared_and_published(client, proposal, producer):
    assert producer.name in client.get(PAGES).content.decode()
    told = client.get(f"{PAGES}{proposal.pk}/").content.decode()
    assert "Ba đời bên lò." in told
    assert "Một tổ nghề." in told  # what is there now
    assert client.post(f"{PAGES}{proposal.pk}/", {"publish": "1"})["Location"] == PAGES
    producer.refresh_from_db()
    assert producer.since == 1985
    assert "Nothing is waiting." in client.get(PAGES).content.decode()
    assert client.get(f"{PAGES}{proposal.pk}/picture/").status_code == 404


def test_sent_back_with_words_alone(client, proposal):
    told = client.post(f"{PAGES}{proposal.pk}/", follow=True).content.decode()
    assert "Please say what has to change." in told
    client.post(f"{PAGES}{proposal.pk}/", {"words": "Thêm ảnh"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("returned", "Thêm ảnh")
