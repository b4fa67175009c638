"""A producer reads and answers what it is asked, and nothing that another is."""

import pytest

from marketplace.enquiries.services import ask
from tests import factories
from tests.marketplace.enquiries.conftest import ASKED

pytestmark = pytest.mark.django_db
LIST = "/en/sell/enquiries/"


@pytest.fixture
def enquiry(producer, owner, stranger):
    return ask(producer=producer, user=stranger, **ASKED)


def test_the_producer_s_people_list_answer_and_close(client, owner, enquiry):
    client.force_login(owner)
    page = client.get(f"{LIST}?q=Hoa").content.decode()
    assert f"{LIST}{enquiry.pk}/" in page and enquiry.email not in page
    path = f"{LIST}{enquiry.pk}/"
    assert ASKED["text"] in client.get(path).content.decode()
    assert client.post(path, {"text": "Call 0912 345 678"}).status_code == 422
    assert client.post(path, {"text": "You are welcome."}).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.is_answered
    client.post(f"{path}close/")
    enquiry.refresh_from_db()
    assert (enquiry.is_closed, enquiry.closed_by) == (True, owner)
    assert "Nobody writes in it any more" in client.get(path).content.decode()


def test_another_s_and_an_unproven_one_are_not_found(client, producer, owner, enquiry):
    guest = ask(producer=producer, **ASKED)
    other = factories.make_member(factories.make_producer(), "khac@example.vn")
    packer = factories.make_member(producer, "goi@example.vn", role="packer")
    for who, pk, status in (
        (other, enquiry.pk, 404),
        (owner, guest.pk, 404),
        (packer, enquiry.pk, 403),
    ):
        client.force_login(who)
        for path in (f"{LIST}{pk}/", f"{LIST}{pk}/close/"):
            assert client.post(path, {"text": "Mine"}).status_code == status
    enquiry.refresh_from_db()
    assert enquiry.is_open


def test_rows_cost_no_query_each(
    client, producer, owner, enquiry, stranger, django_assert_max_num_queries
):
    client.force_login(owner)
    client.get(LIST)
    with django_assert_max_num_queries(40) as one:
        client.get(LIST)
    for number in range(3):
        ask(producer=producer, user=stranger, **ASKED | {"text": f"Lần {number}"})
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)
