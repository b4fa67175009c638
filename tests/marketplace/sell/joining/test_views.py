"""Joining in the browser: from the button to the mail, and nobody else's application."""

from html import unescape

import pytest

from marketplace.files.models import FileAccess
from marketplace.joining.mail import readers_of_application
from marketplace.joining.models import Application, Paper, Requirement
from marketplace.joining.services import refuse
from tests import factories
from tests.doors import pass_stage
from tests.marketplace.joining.applicants import (
    accept_all,
    make_application,
    make_moderator,
    make_sent,
    make_verified,
    photo,
)

pytestmark = pytest.mark.django_db
HOME = "/en/sell/joining/"
WHO = {
    "kind": "household",
    "name": "Gốm Cô Lan",
    "representative": "Nguyễn Thị Lan",
    "phone": "0912 345 678",
    "email": "lan@example.vn",
    "groups": ["4"],
}
WHERE = {"province": "01", "commune": "Bát Tràng", "village": "", "address": "Xóm 3"}
NUMBERS = {"tax_code": "", "citizen_number": "001 099 012 345"}
BANK = {"bank_bin": "970436", "number": "19036789012345", "holder": "nguyen thi lan"}


@pytest.fixture
def person(client):
    """Somebody who signed in just now and works for nobody."""
    person = factories.make_user("lan@example.vn")
    client.force_login(person)
    pass_stage(client, person)
    return person


def words_of(response) -> str:
    return unescape(response.content.decode())


def test_from_the_button_to_staff_in_steps(client, person):
    assert "Register as a producer" in words_of(client.get("/en/sell/"))
    begun = client.post(f"{HOME}begin/")
    made = Application.objects.get(applicant=person)
    page = f"{HOME}{made.pk}/"
    assert begun["Location"] == f"{page}who/"
    assert client.post(f"{page}who/", WHO)["Location"] == f"{page}where/"
    assert client.post(f"{page}where/", WHERE)["Location"] == f"{page}numbers/"
    assert client.post(f"{page}numbers/", NUMBERS)["Location"] == f"{page}bank/"
    assert client.post(f"{page}bank/", BANK)["Location"] == page
    told = words_of(client.get(page))
    assert "4 of 5 done" in told
    assert "Still missing: Business registration" in told
    licence = Requirement.objects.get(place=10)
    sheet = {"number": "01A8", "issuer": "UBND xã Bát Tràng", "file": photo()}
    assert client.post(f"{page}papers/{licence.pk}/", sheet)["Location"] == page
    client.post(f"{page}send/")
    made.refresh_from_db()
    assert (made.state, made.producer.name) == ("sent", "Gốm Cô Lan")
    assert (made.phone, made.commune.name) == ("+84912345678", "Bát Tràng")
    assert "Staff are looking at it" in words_of(client.get(page))
    assert client.get("/en/sell/joining/")["Location"] == page


def test_errors_stand_at_their_fields(client, person):
    made = make_application(person)
    page = f"{HOME}{made.pk}/"
    answer = client.post(f"{page}numbers/", {"tax_code": "0300588560", "citizen_number": "12"})
    told = words_of(answer)
    assert answer.status_code == 422
    assert "This is no tax code" in told
    assert "A citizen number has 12 digits." in told
    assert "We do not know this ward" in words_of(
        client.post(f"{page}where/", WHERE | {"commune": "Không Có"})
    )


def test_the_citizen_number_is_never_shown_to_who_gave_it(client, person):
    made = make_application(person)
    for part in ("", "numbers/", "bank/"):
        told = words_of(client.get(f"{HOME}{made.pk}/{part}"))
        assert "001099012345" not in told
        assert "10451000234567" not in told


def test_what_was_asked_back_stands_there_with_its_words(client, person):
    made = make_sent(person)
    moderator = make_moderator()
    paper = made.papers.get()
    client.force_login(moderator)
    pass_stage(client, moderator)
    desk = f"/en/sell/review/producers/{made.pk}/"
    client.post(f"{desk}papers/{paper.requirement_id}/ask/", {"words": "Ảnh mờ"})
    client.post(f"{desk}ask/", {"words": "Chụp lại nhé"})
    client.force_login(person)
    pass_stage(client, person)
    told = words_of(client.get(f"{HOME}{made.pk}/"))
    assert "Ảnh mờ" in told
    assert "Chụp lại nhé" in told
    assert "moderator@example.vn" not in told  # staff are only called so


def test_a_refused_one_is_taken_up_again_by_a_button(client, person):
    made = make_sent(person)
    refuse(application=made, by=make_moderator(), words="Không có thật")
    assert "Không có thật" in words_of(client.get(f"{HOME}{made.pk}/"))
    client.post(f"{HOME}{made.pk}/again/")
    made.refresh_from_db()
    assert made.state == "draft"


def test_the_file_is_for_its_people_alone(client, person):
    made = make_sent(person)
    path = f"{HOME}{made.pk}/files/{made.papers.get().pk}/"
    assert client.get(path).status_code == 302
    assert FileAccess.objects.get().user == person
    other = make_sent()
    client.force_login(other.applicant)
    assert client.get(path).status_code == 404
    assert client.get(f"{HOME}{other.pk}/files/{made.papers.get().pk}/").status_code == 404


def test_an_owner_who_was_taken_out_sees_no_more(client, person):
    made = make_verified(person)
    factories.make_member(made.producer, "moi@example.vn")
    made.producer.memberships.get(user=person).delete()
    assert client.get(f"{HOME}{made.pk}/").status_code == 404
    assert readers_of_application(made) == {"moi@example.vn": "vi", "lan@example.vn": "vi"}


def test_strangers_find_nothing_and_change_nothing(client, person):
    made = make_application(factories.make_user())
    licence = Requirement.objects.get(place=10)
    for path in ("", "who/", "bank/", f"papers/{licence.pk}/", "send/", "again/"):
        assert client.post(f"{HOME}{made.pk}/{path}").status_code in (404, 405)
        assert client.get(f"{HOME}{made.pk}/{path}").status_code in (404, 405)
    client.logout()
    assert "/login/" in client.get(f"{HOME}{made.pk}/")["Location"]


def test_a_paper_that_is_not_asked_for_is_not_taken(client, person):
    made = make_application(person)
    food = Requirement.objects.get(place=30)
    assert client.post(f"{HOME}{made.pk}/papers/{food.pk}/").status_code == 404


def test_a_verified_one_hands_in_a_newer_paper(client, person):
    moderator = make_moderator()
    made = make_verified(person, by=moderator)
    licence = Requirement.objects.get(place=10)
    sheet = {"number": "02B9", "issuer": "UBND", "file": photo()}
    client.post(f"{HOME}{made.pk}/papers/{licence.pk}/", sheet)
    rows = Paper.objects.filter(application=made).order_by("pk")
    assert [(row.number, row.state, row.replaced_at is None) for row in rows] == [
        ("01A8", "accepted", False),
        ("02B9", "waiting", True),
    ]
    client.post(f"{HOME}{made.pk}/who/", WHO | {"name": "Khác"})
    made.refresh_from_db()
    assert made.name == "Gốm Cô Lan"
    accept_all(made, moderator)


def test_queries_do_not_grow_with_papers(client, person, django_assert_max_num_queries):
    made = make_sent(person)
    for number in range(8):
        Requirement.objects.create(name=f"Giấy {number}", name_vi=f"Giấy {number}")
    with django_assert_max_num_queries(15):
        assert client.get(f"{HOME}{made.pk}/").status_code == 200


@pytest.mark.parametrize("role", ["seller", "packer", "accountant"])
def test_who_only_works_there_sees_neither_application_nor_papers(client, person, role):
    made = make_verified()
    made.producer.memberships.create(user=person, role=role)
    paper = made.papers.get()
    for path in (f"{made.pk}/", f"{made.pk}/numbers/", f"{made.pk}/files/{paper.pk}/"):
        assert client.get(f"{HOME}{path}").status_code == 404
    assert client.post(f"{HOME}{made.pk}/send/").status_code == 404
    assert made.name not in words_of(client.get(HOME))
