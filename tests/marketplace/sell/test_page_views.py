"""The public page in the portal: what was written stays, strangers see nothing of it before."""

import pytest

from catalogue.search.services import catch_up
from marketplace.files.models import WaitingPicture
from marketplace.files.sizes import draw_sizes
from marketplace.joining.models import PageProposal
from marketplace.joining.pages import publish_page
from tests import factories
from tests.marketplace.joining.applicants import make_moderator, photo

pytestmark = pytest.mark.django_db
PAGE = "/en/sell/page/"


@pytest.fixture
def shop(client, owner):
    client.force_login(owner)
    return client


def test_from_the_form_to_what_buyers_see(shop, client, producer):
    assert shop.get(f"{PAGE}picture/").status_code == 404
    story = {"story_vi": "Ba đời bên lò.", "story_en": "Three generations.", "since": "1985"}
    assert shop.post(PAGE, story | {"picture": photo()})["Location"] == PAGE
    told = shop.get(PAGE).content.decode()
    assert "Three generations." in told
    assert "Waiting for staff" in told
    assert shop.get(f"{PAGE}picture/").status_code == 302
    client.logout()
    public = f"/en/producers/{producer.slug}/"
    assert "Three generations." not in client.get(public).content.decode()
    publish_page(proposal=PageProposal.objects.get(), by=make_moderator())
    told = client.get(public).content.decode()
    assert "Three generations." in told
    assert "scene__pic" not in told  # its sizes are not drawn yet
    assert draw_sizes.func(WaitingPicture.objects.get().name)
    catch_up()
    assert "scene__pic" in client.get(public).content.decode()


def test_a_year_to_come_and_no_story_are_refused_at_their_fields(shop):
    answer = shop.post(PAGE, {"since": "2999"})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "This year is still to come." in told
    assert not PageProposal.objects.exists()
    assert "Please write a year" in shop.post(PAGE, {"since": "x"}).content.decode()


def test_packers_do_not_write_the_page(client, producer):
    client.force_login(factories.make_member(producer, "goi@example.vn", role="packer"))
    assert client.get(PAGE).status_code == 403
