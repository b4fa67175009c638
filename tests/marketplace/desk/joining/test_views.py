"""The desk of producers: who waits, one application, verified, suspended and closed by a form."""

import datetime
from html import unescape

import pytest
from django.utils import timezone

from marketplace.files.models import FileAccess
from marketplace.joining.models import Application, Change, Paper, Requirement
from marketplace.joining.papers import decide
from marketplace.producers.models import Producer
from tests import factories
from tests.doors import pass_stage
from tests.marketplace.joining.applicants import (
    CITIZEN,
    make_application,
    make_moderator,
    make_sent,
    make_verified,
    photo,
)

pytestmark = pytest.mark.django_db
QUEUE = "/en/sell/review/producers/"


@pytest.fixture
def moderator(client):
    person = make_moderator()
    client.force_login(person)
    pass_stage(client, person)
    return person


def words_of(response) -> str:
    return unescape(response.content.decode())


def test_desk_is_closed_to_others_finance_too(client):
    made = make_sent()
    paper = made.papers.get()
    for person in (made.applicant, factories.make_user(), factories.make_accountant()):
        client.force_login(person)
        pass_stage(client, person)
        for path in ("", "checklist/", "ending/", f"{made.pk}/", f"{made.pk}/files/{paper.pk}/"):
            assert "/login/" in client.get(QUEUE + path)["Location"]
        for path in (
            "verify/",
            "refuse/",
            "standing/suspend/",
            f"papers/{paper.requirement_id}/accept/",
        ):
            client.post(f"{QUEUE}{made.pk}/{path}", {"words": "x"})
    made.refresh_from_db()
    assert (made.state, made.papers.get().state) == ("sent", "waiting")
    assert not FileAccess.objects.exists()


def test_from_the_queue_to_verified(client, moderator):
    made = make_sent()
    assert "Gốm Cô Lan" in words_of(client.get(QUEUE))
    page = f"{QUEUE}{made.pk}/"
    assert "Decide on each paper first." in words_of(client.get(page))
    licence = Requirement.objects.get(place=10)
    client.post(f"{page}papers/{licence.pk}/accept/")
    assert "Verify: it may sell" in words_of(client.get(page))
    client.post(f"{page}verify/")
    client.post(f"{page}verify/")
    producer = Producer.objects.get()
    assert producer.may_sell
    assert "Nothing waits here." in words_of(client.get(QUEUE))
    assert "Gốm Cô Lan" in words_of(client.get(f"{QUEUE}?show=selling"))
    assert client.get(f"/en/producers/{producer.slug}/").status_code == 200


def test_each_look_at_a_paper_or_number_is_written_down_and_listed(client, moderator):
    made = make_sent()
    page = f"{QUEUE}{made.pk}/"
    assert CITIZEN not in words_of(client.get(page))
    assert "Nobody of the staff yet." in words_of(client.get(page))
    client.get(f"{page}files/{made.papers.get().pk}/")
    assert CITIZEN in words_of(client.post(f"{page}citizen/"))
    assert FileAccess.objects.filter(user=moderator).count() == 2
    told = words_of(client.get(page))
    assert "citizen number of application" in told
    assert "Nobody of the staff yet." not in told


def test_ask_waive_and_refuse_want_words(client, moderator):
    made = make_sent()
    licence = Requirement.objects.get(place=10)
    page = f"{QUEUE}{made.pk}/"
    for path in (f"papers/{licence.pk}/ask/", f"papers/{licence.pk}/waive/", "refuse/"):
        answer = client.post(page + path, follow=True)
        assert "the applicant reads it" in words_of(answer)
    made.refresh_from_db()
    assert (made.state, made.papers.get().state) == ("sent", "waiting")
    client.post(f"{page}papers/{licence.pk}/waive/", {"words": "Xã xác nhận"})
    assert made.papers.get().state == "waived"
    client.post(f"{page}refuse/", {"words": "Không có thật"})
    made.refresh_from_db()
    assert made.state == "refused"
    assert "Gốm Cô Lan" in words_of(client.get(f"{QUEUE}?show=no"))


def test_suspended_lifted_and_closed_after_a_page_that_says_what_follows(client, moderator):
    made = make_verified(by=moderator)
    producer = made.producer
    factories.make_product(producer, stock=7)
    page = f"{QUEUE}{made.pk}/standing/"
    told = words_of(client.get(f"{page}suspend/"))
    assert "Nothing of it can be bought any more" in told
    assert ">7<" in told  # pieces in stock
    client.post(f"{page}suspend/", {"words": "Giấy phép hết hạn"})
    producer.refresh_from_db()
    assert producer.state == "suspended"
    client.post(f"{page}lift/", {"words": ""})
    producer.refresh_from_db()
    assert producer.may_sell
    client.post(f"{page}close/", {"words": "Chủ hộ nghỉ bán"})
    producer.refresh_from_db()
    assert producer.state == "closed"
    told = words_of(client.get(f"{QUEUE}{made.pk}/"))
    for kind in ("Suspension lifted", "Chủ hộ nghỉ bán", "Giấy phép hết hạn"):
        assert kind in told


def test_a_search_looks_in_all_and_lists_have_pages(
    client, moderator, django_assert_max_num_queries
):
    make_application(name="Lụa Bà Đặng")
    rows = [Application(name=f"Hộ {n}", state="sent", sent_at=timezone.now()) for n in range(60)]
    Application.objects.bulk_create(rows)
    assert "Lụa Bà Đặng" in words_of(client.get(f"{QUEUE}?q=lua+dang"))
    assert "No producer fits" in words_of(client.get(f"{QUEUE}?q=zzz"))
    with django_assert_max_num_queries(12):
        answer = client.get(QUEUE)
    assert "1 / 2" in words_of(answer)
    assert len(answer.content) < 60_000
    assert "Hộ 59" in words_of(client.get(f"{QUEUE}?page=2"))


def test_staff_found_a_producer_and_invite_its_owner(client, moderator):
    begun = client.post(f"{QUEUE}begin/")
    made = Application.objects.get()
    page = f"{QUEUE}{made.pk}/"
    assert begun["Location"] == f"{page}who/"
    who = {
        "kind": "household",
        "name": "Tương Bà Tư",
        "representative": "Lê Thị Tư",
        "phone": "0912345678",
        "email": "xa@example.vn",
        "groups": ["1"],
    }
    client.post(f"{page}who/", who)
    where = {"province": "01", "commune": "Bát Tràng", "address": "Xóm 1"}
    client.post(f"{page}where/", where)
    client.post(f"{page}numbers/", {"citizen_number": CITIZEN})
    client.post(f"{page}send/")
    end = timezone.localdate() + datetime.timedelta(days=300)
    sheet = {"number": "1", "issuer": "x", "file": photo(), "expires_on": f"{end}"}
    food, licence = Requirement.objects.get(place=30), Requirement.objects.get(place=10)
    client.post(f"{page}papers/{food.pk}/", sheet)
    client.post(f"{page}papers/{food.pk}/accept/")
    client.post(f"{page}papers/{licence.pk}/waive/", {"words": "Xã xác nhận"})
    client.post(f"{page}verify/")
    producer = Producer.objects.get()
    assert (producer.name, producer.may_sell) == ("Tương Bà Tư", True)
    client.post(f"{page}who/", who | {"name": "Tương Bà Tư Nhỏ"})
    producer.refresh_from_db()
    assert producer.name == "Tương Bà Tư Nhỏ"
    assert "Data mended by staff" in words_of(client.get(page))


def test_the_account_of_a_verified_one_is_not_the_desk_s(client, moderator):
    made = make_verified(by=moderator)
    page = f"{QUEUE}{made.pk}/"
    assert f"{page}bank/" not in words_of(client.get(page))
    bank = {"bank_bin": "970436", "number": "10451000999999", "holder": "KE GIAN"}
    told = words_of(client.post(f"{page}bank/", bank, follow=True))
    assert "its owner or finance names the account" in told


def test_the_operator_composes_the_checklist(client, moderator):
    row = {
        "name_vi": "Giấy kiểm dịch",
        "name_en": "Quarantine paper",
        "groups": ["1"],
        "is_needed": "on",
        "is_asked": "on",
        "place": "35",
    }
    assert client.post(f"{QUEUE}checklist/new/", row)["Location"] == f"{QUEUE}checklist/"
    made = Requirement.objects.get(place=35)
    assert "Quarantine paper" in words_of(client.get(f"{QUEUE}checklist/"))
    food, craft = make_application(groups=[1]), make_application(groups=[4])
    assert (made.concerns(food), made.concerns(craft)) == (True, False)
    client.post(f"{QUEUE}checklist/{made.pk}/", row | {"is_asked": ""})
    made.refresh_from_db()
    assert made.concerns(food) is False


def test_papers_that_end_are_listed(client, moderator):
    made = make_verified(by=moderator)
    Paper.objects.filter(application=made).update(
        expires_on=timezone.localdate() + datetime.timedelta(days=5)
    )
    told = words_of(client.get(f"{QUEUE}ending/"))
    assert "Business registration" in told
    assert "1 paper ends soon" in words_of(client.get(QUEUE))


def test_a_paper_of_another_application_is_not_found(client, moderator):
    one, other = make_sent(), make_sent()
    path = f"{QUEUE}{one.pk}/files/{other.papers.get().pk}/"
    assert client.get(path).status_code == 404
    assert client.get(f"{QUEUE}of/{other.producer_id}/")["Location"] == f"{QUEUE}{other.pk}/"
    assert client.get(f"{QUEUE}999999/").status_code == 404
    decide(
        application=other,
        requirement=other.papers.get().requirement,
        to=Paper.State.ACCEPTED,
        by=moderator,
    )


def test_one_page_stays_small_with_a_long_history(client, moderator, django_assert_max_num_queries):
    made = make_sent(groups=[1, 4])
    name = made.papers.first().file.name
    Change.objects.bulk_create(
        [Change(application=made, kind=Change.Kind.MENDED, by=moderator) for _ in range(3000)]
    )
    FileAccess.objects.bulk_create(
        [FileAccess(name=name, page="verification:file 1", user=moderator) for _ in range(3000)]
    )
    with django_assert_max_num_queries(15):
        answer = client.get(f"{QUEUE}{made.pk}/")
    assert len(answer.content) < 60_000
    assert "1 / 150" in words_of(answer)
