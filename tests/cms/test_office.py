"""Our pages within the office: Wagtail's frame around them, and a door before them."""

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_page_of_ours_stands_in_wagtail_s_frame(client, pages, staff):
    client.force_login(staff)
    page = client.get("/cms/village-people/").content.decode()
    assert "data-wagtail-sidebar" in page
    assert page.count("<main") == 1
    assert "Người của làng" in page
    assert page.index("<main") < page.index("office-search") < page.index("</main>")


def test_strangers_are_asked_to_sign_in_and_others_are_sent_back(client, pages, promoter):
    path = "/cms/village-people/"
    assert "/account/login/" in client.get(path, follow=True).redirect_chain[-1][0]
    client.force_login(factories.make_user("ai-do@example.com"))
    assert client.get(path, follow=True).status_code == 403  # and is not led round and round
    client.force_login(promoter)
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == "/cms/"
