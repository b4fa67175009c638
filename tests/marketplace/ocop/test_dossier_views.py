"""An office looks at what was handed over, asks, writes form 03, hands on, notes the result."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from marketplace.files.models import FileAccess
from marketplace.programme.dossiers import guards, handing
from marketplace.programme.dossiers.models import Dossier, Opinion
from marketplace.programme.offices.services import end_post, office_of_commune
from tests import factories
from tests.doors import pass_stage
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db
QUEUE = "/en/programme/dossiers/"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, title="Lọ men rạn")


@pytest.fixture
def commune(producer):
    return cast.commune_person(producer)


@pytest.fixture
def filed(vase, owner):
    return cast.make_filed(vase, owner)


@pytest.fixture
def desk(client, commune):
    """The browser of somebody with a post at the commune."""
    client.force_login(commune)
    return client


def page_of(dossier, rest=""):
    return f"{QUEUE}{dossier.pk}/{rest}"


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_queue_has_parts_search_and_the_day(desk, filed, vase):
    page = desk.get(QUEUE)
    assert [each for each, _late in page.context["rows"]] == [filed]
    assert [count for _title, _link, _shown, count in page.context["parts"]] == [1, 0, 0, 0]
    Dossier.objects.update(due_on=cast.in_days(-1))
    assert "Late" in text_of(desk.get(QUEUE))
    assert [each for each, _late in desk.get(QUEUE, {"q": vase.code}).context["rows"]] == [filed]
    assert "Nothing found." in text_of(desk.get(QUEUE, {"q": "khong\x00co"}))
    assert "Nothing waits here." in text_of(desk.get(QUEUE, {"show": "over"}))


def test_what_was_handed_over_is_shown_and_the_look_written_down(desk, filed, commune):
    filed.claims.update(note="Sửa sau khi nộp")
    page = text_of(desk.get(page_of(filed)))
    assert "Checked now: everything is as it was signed" in page
    assert "plan …" in page
    assert "Giấy licence" in page
    assert "Sửa sau khi nộp" not in page  # only what was handed over
    assert [(each.user, each.name) for each in FileAccess.objects.all()] == [
        (commune, f"dossier {filed.pk}")
    ]


def test_what_was_changed_behind_its_back_is_told(desk, filed):
    guards.remove()
    body = filed.snapshots.get().body
    filed.snapshots.update(body=body.replace("plan …", "plan !!"))
    guards.install()
    assert "is not as it was signed: 1" in text_of(desk.get(page_of(filed)))


def test_documents_open_while_the_office_has_to_act(desk, filed, commune, vase, owner):
    version = filed.citations.first().version
    answer = desk.get(page_of(filed, f"documents/{version.pk}/"))
    assert answer.status_code == 302
    assert b"".join(desk.get(answer["Location"]).streaming_content).startswith(b"%PDF-1.4")
    look = FileAccess.objects.get()
    assert (look.user, look.name) == (commune, version.file.name)
    other = cast.make_filed(factories.make_product(factories.make_producer("Khác")), owner)
    theirs = other.citations.first().version
    assert desk.get(page_of(filed, f"documents/{theirs.pk}/")).status_code == 404
    cast.ask(filed, commune)
    assert desk.get(page_of(filed, f"documents/{version.pk}/")).status_code == 404
    assert desk.get(page_of(filed, "form-01.pdf")).status_code == 404
    assert "They open while the dossier is with your office." in text_of(desk.get(page_of(filed)))


def test_it_is_printed_and_that_is_written_down(desk, filed):
    answer = desk.get(page_of(filed, "form-01.pdf"))
    assert answer.content.startswith(b"%PDF-")
    assert FileAccess.objects.get().name == f"OCOP-{filed.pk}-form-01.pdf"


def test_each_thing_is_asked_by_its_day(desk, filed):
    empty = desk.post(page_of(filed, "ask/"), {})
    assert (empty.status_code, "Say what you ask for." in text_of(empty)) == (422, True)
    asked = {
        "words_1": "Trang 2 đâu?",
        "code_1": "1.4",
        "due_1": cast.in_days(0).isoformat(),
        "words_3": "Ghi rõ sản lượng",
        "due_3": cast.in_days(9).isoformat(),
    }
    early = desk.post(page_of(filed, "ask/"), asked)
    assert (early.status_code, "Trang 2 đâu?" in text_of(early)) == (422, True)
    assert "Give the maker time: a day after today." in text_of(early)
    desk.post(page_of(filed, "ask/"), asked | {"due_1": cast.in_days(4).isoformat()})
    items = [(each.code, each.words, each.due_on) for each in handing.open_items(filed)]
    assert items == [
        ("1.4", "Trang 2 đâu?", cast.in_days(4)),
        ("", "Ghi rõ sản lượng", cast.in_days(9)),
    ]
    assert desk.get(page_of(filed, "ask/")).status_code == 404  # asked once
    assert "Trang 2 đâu?" in text_of(desk.get(page_of(filed)))


def test_an_answer_is_shown_with_what_it_changed(desk, filed, commune, owner):
    cast.ask(filed, commune)
    filed.claims.filter(code="1.4").update(note="Ký lại")
    handing.answer_item(dossier=filed, item=handing.open_items(filed).get(), answer="Đã chụp lại")
    assert "Đã chụp lại" not in text_of(desk.get(page_of(filed)))  # not sent yet
    handing.send_answer(dossier=filed, by=owner)
    page = text_of(desk.get(page_of(filed)))
    assert "Đã chụp lại" in page
    assert "Changed since it was handed over before" in page
    assert "4 points · Ký lại" in page


def test_form_03_then_the_province_then_the_result(desk, client, filed, vase, producer):
    assert "Hand over to the province" not in text_of(desk.get(page_of(filed)))
    refused = desk.post(page_of(filed, "hand-on/"), follow=True)
    assert "Write form 03 first." in text_of(refused)
    partial = desk.post(page_of(filed, "opinion/"), {"materials": "yes", "words": "Tốt"})
    assert (partial.status_code, Opinion.objects.exists()) == (422, False)
    desk.post(page_of(filed, "opinion/"), cast.findings())
    assert "Hand over to the province" in text_of(desk.get(page_of(filed)))
    desk.post(page_of(filed, "hand-on/"))
    assert Dossier.objects.get().is_at_province
    assert desk.get(page_of(filed)).status_code == 200  # it came through this office
    assert desk.get(page_of(filed, "opinion/")).status_code == 404
    assert json.loads(filed.snapshots.get(n=2).body)["form03"]["idea"] == "partly"

    client.force_login(cast.province_person(producer))
    assert [each for each, _late in client.get(QUEUE).context["rows"]] == [filed]
    early = client.post(page_of(filed, "result/"), {"is_rated": "1"})
    assert "Enter the product&#39;s new certificate in the register first." in text_of(early)
    factories.make_certificate(vase, issued_on=timezone.localdate())
    client.post(page_of(filed, "result/"), {"is_rated": "1"})
    assert Dossier.objects.get().is_rated
    assert "Rated" in text_of(client.get(QUEUE, {"show": "over"}))


@pytest.mark.parametrize("who", ["elsewhere", "ended", "officer", "owner", "stranger", "staff"])
def test_nobody_without_a_post_there_sees_anything(
    client, filed, commune, officer, owner, stranger, staff, who
):
    other = factories.make_village("Vạn Phúc", slug="van-phuc", code="09886")
    elsewhere = cast.make_post(office_of_commune(other.commune), "khac@example.vn")
    ended = cast.commune_person(filed.producer, "cu@example.vn")
    for post in filed.office.posts.filter(user=ended):
        end_post(post=post)
    people = {"elsewhere": elsewhere, "ended": ended, "officer": officer}
    people |= {"owner": owner, "stranger": stranger, "staff": staff}
    client.force_login(people[who])
    expected = 404 if who == "elsewhere" else 403
    version = filed.citations.first().version
    for rest in ("", "ask/", "opinion/", "result/", "form-01.pdf", f"documents/{version.pk}/"):
        assert client.get(page_of(filed, rest)).status_code == expected, rest
    assert client.post(page_of(filed, "hand-on/")).status_code == expected
    assert client.post(page_of(filed, "opinion/"), cast.findings()).status_code == expected
    seen = client.get(QUEUE)
    assert seen.status_code == (200 if who == "elsewhere" else 403)
    assert "Lọ men rạn" not in seen.content.decode()
    assert not FileAccess.objects.exists()
    assert not Opinion.objects.exists()


def test_a_draft_is_nobody_s_but_its_maker_s(desk, vase, owner):
    draft = cast.make_draft(vase, owner)
    assert desk.get(page_of(draft)).status_code == 404


def test_who_works_for_the_maker_opens_no_papers_of_it(client, filed, owner):
    cast.give_post(user=owner, office=filed.office, by=None)
    client.force_login(owner)
    version = filed.citations.first().version
    assert client.get(page_of(filed)).status_code == 200
    for rest in ("ask/", "opinion/", f"documents/{version.pk}/"):
        assert client.get(page_of(filed, rest)).status_code == 404
    refused = client.post(page_of(filed, "hand-on/"), follow=True)
    assert "You work for this maker" in text_of(refused)


def test_an_office_asks_for_a_second_factor(desk, commune, filed, settings):
    settings.SECOND_FACTOR = True
    assert desk.get(page_of(filed)).status_code == 200
    pass_stage(desk, commune, factor=False)
    assert "/account/2fa/" in desk.get(page_of(filed))["Location"]


def test_queue_and_dossier_cost_the_same_however_many_there_are(desk, filed, producer, owner):
    def asked(path):
        with CaptureQueriesContext(connection) as caught:
            assert desk.get(path).status_code == 200
        return len(caught)

    desk.get(QUEUE)
    few = asked(QUEUE), asked(page_of(filed))
    for _n in range(2):
        cast.make_filed(factories.make_product(producer), owner)
    assert (asked(QUEUE), asked(page_of(filed))) == few


def test_what_belongs_to_the_other_level_is_said_and_not_taken(desk, filed):
    page = text_of(desk.get(page_of(filed, "result/")))
    assert "The result is noted while the dossier is at the province." in page
    assert "is_rated" not in page
    refused = desk.post(page_of(filed, "result/"), {"is_rated": "0", "words": "…"})
    assert refused.status_code == 422
    assert Dossier.objects.get().is_at_commune


def test_an_answer_that_was_never_sent_is_not_shown(desk, filed, commune, owner):
    cast.ask(filed, commune)
    handing.answer_item(dossier=filed, item=handing.open_items(filed).get(), answer="Nháp thôi")
    handing.withdraw(dossier=filed, words="", by=owner)
    assert "Nháp thôi" not in text_of(desk.get(page_of(filed)))
