"""Officers mend what a decision or a rated product says; everybody reads both values."""

import pytest

from catalogue.certificates.models import Decision, Proposal
from tests import factories
from tests.marketplace.ocop.desk import confirmed, messages_of, words_of

pytestmark = pytest.mark.django_db
REASON = "Đọc nhầm trong văn bản"


def of_rated(rated, **answers) -> dict:
    facts = {
        "name": rated.name,
        "holder_name": rated.holder_name,
        "holder_kind": rated.holder_kind,
        "commune": rated.commune.code,
        "ocop_set": rated.ocop_set_id,
        "reason": REASON,
    }
    return facts | answers


def of_decision(decision, **answers) -> dict:
    facts = {
        "decision_number": decision.number,
        "decision_date": decision.decided_on,
        "authority": decision.authority,
        "level": decision.level,
        "reason": REASON,
    }
    return facts | answers


def test_a_rated_product_is_mended_by_two_and_both_names_are_read(office, client):
    rated = factories.make_rated("Chè sen", code="X-1")
    page = f"/en/programme/rated/{rated.pk}/"
    assert f"{page}correct/" in words_of(office.get(page))
    form = office.get(f"{page}correct/").context["form"]
    assert list(form.fields) == [
        "name", "holder_name", "holder_kind", "commune", "ocop_set", "reason",
    ]  # fmt: skip
    assert (form["commune"].value(), form["ocop_set"].value()) == ("00577", rated.ocop_set_id)
    told = office.post(f"{page}correct/", of_rated(rated, name="Trà sen"), follow=True)
    assert messages_of(told) == ["Written down. A second person has to confirm it."]
    assert "<del>Chè sen</del>" in words_of(told)
    assert messages_of(confirmed()) == ["Corrected. The shop follows at once."]
    assert REASON in words_of(office.get(page))
    client.logout()
    public = words_of(client.get("/en/ocop/X-1/"))
    assert "<del>Chè sen</del>" in public and "Trà sen" in public
    assert REASON not in public and "officer@example.com" not in public
    (event,) = client.get("/ocop/X-1.json").json()["corrections"]
    assert event["changes"] == {"name": ["Chè sen", "Trà sen"]}


def test_a_decision_is_mended_by_two_and_each_code_tells_it(office, held, client):
    page = f"/en/programme/decisions/{held.decision_id}/"
    assert f"{page}correct/" in words_of(office.get(page))
    answer = of_decision(held.decision, decision_number="78/QĐ-UBND")
    office.post(f"{page}correct/", answer, follow=True)
    assert Decision.objects.get().number == "77/QĐ-UBND"
    confirmed()
    assert REASON in words_of(office.get(page))
    client.logout()
    public = words_of(client.get(f"/en/ocop/{held.product.code}/"))
    assert "<del>77/QĐ-UBND</del>" in public and "78/QĐ-UBND" in public
    assert REASON not in public


def test_what_is_refused_stands_beside_its_field(office, held):
    factories.make_certificate(factories.make_product(), decision_number="78/QĐ-UBND")
    page = f"/en/programme/decisions/{held.decision_id}/correct/"
    known = office.post(page, of_decision(held.decision, decision_number="78/QĐ-UBND"))
    assert known.context["form"].errors == {
        "decision_number": ["This decision is on file already."]
    }
    same = office.post(page, of_decision(held.decision))
    assert same.context["form"].non_field_errors() == ["Nothing differs from what is on file."]
    rated = held.rated
    same = office.post(f"/en/programme/rated/{rated.pk}/correct/", of_rated(rated))
    assert same.status_code == 422
    assert not Proposal.objects.exists()


def test_strangers_and_members_stay_outside(client, office, held, producer):
    paths = [
        f"/en/programme/decisions/{held.decision_id}/correct/",
        f"/en/programme/rated/{held.rated_id}/correct/",
    ]
    assert office.get("/en/programme/decisions/99999/correct/").status_code == 404
    assert office.get("/en/programme/rated/99999/correct/").status_code == 404
    client.logout()
    assert {client.post(path).status_code for path in paths} == {302}
    client.force_login(factories.make_member(producer))
    assert {client.post(path).status_code for path in paths} == {403}
