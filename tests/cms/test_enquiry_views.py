"""A village's people read and answer what it is asked, and nothing of another village."""

import pytest

from cms.enquiry_views import hosts_of, open_enquiries, own_enquiries
from cms.models import ShopContact
from marketplace.enquiries.models import Enquiry
from marketplace.enquiries.services import ask
from tests.marketplace.enquiries.conftest import ASKED

pytestmark = pytest.mark.django_db
LIST = "/cms/enquiries/"


@pytest.fixture
def enquiries(mine, theirs, stranger, producer):
    """One to each village; one to a maker, and one whose address is not proven."""
    made = [ask(village=village, user=stranger, **ASKED) for village in (mine, theirs)]
    ask(producer=producer, user=stranger, **ASKED)
    ask(village=mine, **ASKED)
    return made


def test_a_promoter_answers_for_the_own_village(client, promoter, enquiries):
    own, other = enquiries
    client.force_login(promoter)
    page = client.get(LIST).content.decode()
    assert f"{LIST}{own.pk}/" in page and f"{LIST}{other.pk}/" not in page
    assert own.email not in page
    path = f"{LIST}{own.pk}/"
    assert ASKED["text"] in client.get(path).content.decode()
    assert client.post(path, {"text": ""}).status_code == 422
    assert client.post(path, {"text": "Mời đến."}).url == path
    own.refresh_from_db()
    assert own.is_answered
    client.post(f"{path}close/")
    own.refresh_from_db()
    assert (own.is_closed, own.closed_by) == (True, promoter)
    for forbidden in (f"{LIST}{other.pk}/", f"{LIST}{other.pk}/close/"):
        assert client.post(forbidden, {"text": "Của tôi"}).status_code == 404
    other.refresh_from_db()
    assert other.is_open


def test_who_is_taken_out_reads_nothing(client, promoter, editor, enquiries):
    from cms.promoters.services import remove

    client.force_login(promoter)
    remove(post=promoter.village_posts.get(), by=editor)
    assert client.get(f"{LIST}{enquiries[0].pk}/").status_code in (302, 403)
    assert list(own_enquiries(promoter)) == []


def test_an_editor_reads_those_of_all_villages(client, editor, enquiries):
    assert set(own_enquiries(editor)) == set(enquiries)
    client.force_login(editor)
    assert client.get(f"{LIST}{enquiries[1].pk}/").status_code == 200
    assert client.get(f"{LIST}{Enquiry.objects.get(state='unproven').pk}/").status_code == 404


def test_strangers_do_not_come_in(client, buyer, owner, officer, enquiries):
    for who in (buyer, owner, officer):
        client.force_login(who)
        for path in (LIST, f"{LIST}{enquiries[0].pk}/", f"{LIST}{enquiries[0].pk}/close/"):
            assert client.post(path, {"text": "Của tôi"}).status_code in (302, 403, 405)
    assert Enquiry.objects.get(pk=enquiries[0].pk).is_open


def test_the_panel_and_the_menu_lead_there(client, promoter, enquiries):
    assert open_enquiries(promoter) == 1
    client.force_login(promoter)
    page = client.get("/cms/").content.decode()
    assert "1 lời hỏi chờ bạn trả lời" in page
    assert page.count(LIST) >= 2


def test_people_of_a_village_read_else_the_shop(mine, theirs, promoter, approver, enquiries):
    own, other = enquiries
    assert [host.address for host in hosts_of(mine, own)] == [promoter.email, approver.email]
    assert hosts_of(theirs, other) == []
    ShopContact.objects.create(email="chao@example.vn")
    assert [host.address for host in hosts_of(theirs, other)] == ["chao@example.vn"]
    promoter.is_active = False
    promoter.save()
    assert [host.address for host in hosts_of(mine, own)] == [approver.email]


def test_the_village_s_page_leads_to_the_form(client, pages, mine):
    page = client.get(pages["bat-trang"].get_url()).content.decode()
    assert f"/vi/enquiries/villages/{mine.slug}/" in page


def test_rows_cost_no_query_each(
    client, promoter, mine, stranger, enquiries, django_assert_max_num_queries
):
    client.force_login(promoter)
    client.get(LIST)
    with django_assert_max_num_queries(40) as one:
        client.get(LIST)
    for number in range(2):
        ask(village=mine, user=stranger, **ASKED | {"text": f"Lần {number}"})
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)
