"""A maker fills in a dossier on a phone, files it and answers; nobody else sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.files.models import FileAccess
from marketplace.programme.dossiers import handing
from marketplace.programme.dossiers.drafting import begin
from marketplace.programme.dossiers.models import Citation, Dossier
from tests import factories
from tests.marketplace.programme.dossiers import cast

pytestmark = pytest.mark.django_db
LIST = "/en/sell/dossiers/"


@pytest.fixture
def desk(client, owner):
    client.force_login(owner)
    return client


def page_of(dossier, rest=""):
    return f"{LIST}{dossier.pk}/{rest}"


def text_of(response):
    return " ".join(response.content.decode().split())


def test_a_list_offers_what_was_assessed_and_finds(desk, vase, owner, producer):
    other = factories.make_product(producer, title="Bát")
    cast.assess(other, owner)
    dossier = cast.make_draft(vase, owner)
    page = desk.get(LIST)
    assert list(page.context["page"]) == [dossier]
    assert list(page.context["free"]) == [other]
    assert list(desk.get(LIST, {"q": vase.code}).context["page"]) == [dossier]
    assert "Nothing found." in text_of(desk.get(LIST, {"q": "x\x00y"}))


def test_from_the_score_sheet_to_the_commune(desk, vase, owner):
    """Begin, fill in three parts, upload one paper for all lines, file."""
    cast.assess(vase, owner)
    assert f"{LIST}begin/{vase.pk}/" in text_of(desk.get(f"/en/sell/ocop/{vase.pk}/"))
    begun = desk.post(f"{LIST}begin/{vase.pk}/")
    dossier = Dossier.objects.get()
    assert begun["Location"] == page_of(dossier)
    page = text_of(desk.get(page_of(dossier)))
    assert "Form 01: Who files" in page
    assert "1.4 Contracts along the chain: a document that proves it" in page
    assert "File to the commune" not in page
    who = {"holder": "Hộ Hồng", "representative": "Hồng", "phone": "0912", "address": "Xóm 3"}
    done = desk.post(page_of(dossier, "form/who/"), who | {"on": "1"})
    assert done["Location"] == page_of(dossier, "form/product/")
    product = {"product_name": "Lọ", "description": "…", "materials": "Đất", "capacity": "9"}
    desk.post(page_of(dossier, "form/product/"), product)
    plan = {"people": "9", "plan": "Thêm lò", "round_on": dossier.round_on.isoformat()}
    assert desk.post(page_of(dossier, "form/plan/"), plan)["Location"] == page_of(dossier)
    missing = desk.get(page_of(dossier)).context["complete"].missing
    codes = [each.key for each in missing if each.place == "line"]
    paper = {"file": cast.pdf(), "kind": "licence", "codes": ["0", *codes]}
    assert desk.post(page_of(dossier, "documents/"), paper).status_code == 302
    page = text_of(desk.get(page_of(dossier)))
    assert "100 %" in page
    assert "File to the commune" in page
    desk.post(page_of(dossier, "file/"))
    assert Dossier.objects.get().is_at_commune
    after = text_of(desk.get(page_of(dossier)))
    assert "gives its opinion by" in after
    assert 'documents/"' not in after
    assert Citation.objects.filter(code="").count() == 1


def test_what_is_asked_is_answered_and_sent(desk, vase, owner, commune):
    dossier = cast.ask(cast.make_filed(vase, owner), commune, code="1.4", words="Trang 2 đâu?")
    item = handing.open_items(dossier).get()
    page = text_of(desk.get(page_of(dossier)))
    assert "Trang 2 đâu?" in page
    assert "Send the answers" not in page
    asked = text_of(desk.get(page_of(dossier, f"asked/{item.pk}/")))
    assert f"{page_of(dossier)}documents/?line=1.4" in asked
    empty = desk.post(page_of(dossier, f"asked/{item.pk}/"), {"answer": " "})
    assert empty.status_code == 422
    desk.post(page_of(dossier, f"asked/{item.pk}/"), {"answer": "Đã thêm"})
    assert "Send the answers" in text_of(desk.get(page_of(dossier)))
    desk.post(page_of(dossier, "send/"))
    assert Dossier.objects.get().is_at_commune
    assert desk.get(page_of(dossier, f"asked/{item.pk}/")).status_code == 404


def test_a_line_is_proven_and_told_about(desk, vase, owner):
    dossier = cast.make_draft(vase, owner)
    cast.complete(dossier, owner)
    version = dossier.citations.first().version
    assert "checked" in text_of(desk.get(page_of(dossier, "lines/1.4/")))
    desk.post(page_of(dossier, "lines/1.4/"), {"note": "Ký 2025", "versions": []})
    assert not dossier.citations.filter(code="1.4").exists()
    assert dossier.claims.get(code="1.4").note == "Ký 2025"
    desk.post(page_of(dossier, "lines/1.4/"), {"versions": [version.pk]})
    assert dossier.citations.filter(code="1.4").count() == 1
    for code in ("1", "9.9"):
        assert desk.get(page_of(dossier, f"lines/{code}/")).status_code == 404
    wrong = desk.post(page_of(dossier, "lines/1.4/"), {"versions": [10**19]})
    assert wrong.status_code == 422


def test_a_line_without_points_asks_for_no_word_about_it(desk, vase, owner):
    dossier = begin(product=vase, by=owner)
    assert 'name="note"' not in text_of(desk.get(page_of(dossier, "lines/1.4/")))
    cast.assess(vase, owner)
    desk.post(page_of(dossier, "answers/"))
    assert 'name="note"' in text_of(desk.get(page_of(dossier, "lines/1.4/")))


def test_a_link_of_a_mail_turns_to_the_producer_it_is_of(desk, vase, owner):
    theirs = factories.make_product(factories.make_producer("Hộ khác"), title="Bát khác")
    dossier = begin(product=theirs, by=owner)
    assert desk.get(page_of(dossier)).status_code == 404
    theirs.producer.memberships.create(user=owner, role="owner")
    cast.make_draft(vase, owner)
    assert desk.get(page_of(dossier), follow=True).context["dossier"] == dossier


def test_nothing_is_written_while_an_office_has_it(desk, vase, owner):
    dossier = cast.make_filed(vase, owner)
    before = (dossier.facts, dossier.citations.count())
    for rest, data in (
        ("form/who/", {"holder": "Khác"}),
        ("lines/1.4/", {"versions": []}),
        ("documents/", {"file": cast.pdf("x"), "kind": "other", "codes": ["0"]}),
        ("answers/", {}),
        ("evidence/certificate/", {}),
    ):
        assert desk.post(page_of(dossier, rest), data).status_code == 302
    dossier.refresh_from_db()
    assert (dossier.facts, dossier.citations.count()) == before
    assert "nothing can be changed" in text_of(desk.get(page_of(dossier, "form/who/")))


def test_who_looked_is_told_to_the_maker(desk, vase, owner, commune):
    dossier = cast.make_filed(vase, owner)
    assert "Nobody yet." in text_of(desk.get(page_of(dossier)))
    FileAccess.objects.create(
        user=commune, name=f"dossier {dossier.pk}", page=f"programme:dossier {dossier.pk}"
    )
    assert f"{commune.email} · the dossier" in text_of(desk.get(page_of(dossier)))


def test_why_it_was_not_rated_stands_on_top(desk, vase, owner, commune, province):
    dossier = cast.make_handed_on(vase, owner, commune)
    handing.note_result(dossier=dossier, is_rated=False, words="Thiếu phiếu thử", by=province)
    page = text_of(desk.get(page_of(dossier)))
    assert "Not rated: Thiếu phiếu thử" in page
    assert "Begin a new one with what stands here" in page


@pytest.mark.parametrize("who", ["other", "stranger", "packer"])
def test_nobody_else_sees_or_changes_it(client, vase, owner, producer, stranger, who):
    dossier = cast.make_filed(vase, owner)
    version = dossier.citations.first().version
    other = factories.make_member(factories.make_producer("Hộ khác"), "khac@example.vn")
    packer = factories.make_member(producer, "dong-goi@example.vn", "packer")
    person = {"other": other, "stranger": stranger, "packer": packer}[who]
    client.force_login(person)
    expected = 404 if who == "other" else 403
    looks = ("", "form/who/", "lines/1.4/", "documents/", "form-01.pdf")
    for rest in (*looks, f"documents/{version.pk}/", f"documents/{version.pk}/file/"):
        assert client.get(page_of(dossier, rest)).status_code == expected, rest
    for rest in ("withdraw/", "file/", "evidence/certificate/", f"documents/{version.pk}/"):
        assert client.post(page_of(dossier, rest)).status_code == expected, rest
    assert client.post(f"{LIST}begin/{vase.pk}/").status_code == expected
    assert Dossier.objects.get().is_at_commune
    assert not FileAccess.objects.exists()


def test_pages_cost_the_same_however_much_there_is(desk, vase, owner, producer, commune):
    def asked(path):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert desk.get(path).status_code == 200
        return len(caught)

    dossier = cast.make_filed(vase, owner)
    cast.ask(dossier, commune)
    desk.get(LIST)
    few = asked(LIST), asked(page_of(dossier))
    for n in range(3):
        other = cast.make_filed(factories.make_product(producer), owner)
        version = other.citations.last().version
        Citation.objects.get_or_create(dossier=dossier, version=version, code="2.1")
        cast.assess(factories.make_product(producer, title=f"Bát {n}"), owner)
    assert (asked(LIST), asked(page_of(dossier))) == few
    assert begin(product=vase, by=owner) == dossier
