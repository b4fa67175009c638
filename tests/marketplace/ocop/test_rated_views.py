"""Officers enter what is not sold here, find it, tie it to the shop; everybody reads it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.certificates.linking import ask_link
from catalogue.certificates.models import Certificate, Proposal, RatedProduct
from tests import factories
from tests.marketplace.ocop.desk import (
    GRANT,
    answered,
    client_of,
    confirmed,
    entry,
    messages_of,
    words_of,
)

pytestmark = pytest.mark.django_db
LIST, NEW = "/en/programme/rated/", "/en/programme/rated/new/"
FACTS = {
    "name": "Chè Suối Giàng",
    "holder_name": "Hộ Lê Văn A",
    "holder_kind": "household",
    "commune": "00577",
    "year": "2026",
}


@pytest.fixture
def rated():
    return factories.make_rated()


def page_of(rated) -> str:
    return f"{LIST}{rated.pk}/"


def facts(**answers):
    return FACTS | {"ocop_set": factories.make_rated("Mẫu").ocop_set_id} | answers


def test_two_officers_enter_one_and_a_certificate_of_it(office, client):
    office.post(NEW, facts(year="2025"))
    assert not RatedProduct.objects.filter(name="Chè Suối Giàng").exists()
    answer = confirmed()

    made = RatedProduct.objects.get(code="01-00577-1-2025")
    assert messages_of(answer) == ["Entered as 01-00577-1-2025."]
    assert f"{GRANT}?product=01-00577-1-2025" in words_of(answer)
    form = office.get(GRANT, {"product": made.code}).context["form"]
    assert form.initial["product"] == made.code
    office.post(GRANT, entry(made))
    answered(Proposal.objects.get(kind=Proposal.Kind.GRANT), client_of("second@example.com"))
    held = Certificate.objects.get()
    assert (held.rated, held.product) == (made, None)
    text = words_of(client.get("/en/ocop/01-00577-1-2025/"))
    for part in ("Chè Suối Giàng", "Hộ Lê Văn A", "12/QĐ-UBND", "Not sold here", "Bát Tràng"):
        assert part in text
    for path in ("/en/ocop/", "/en/ocop/check/?q=suoi giang", "/en/programme/"):
        assert "Chè Suối Giàng" in words_of(client.get(path))
    told = client.get("/ocop/01-00577-1-2025.json").json()
    assert (told["product"], told["isSoldHere"], told["stars"]) == (None, False, 4)
    signed = client.get(f"/origin/certificates/{held.pk}.json").json()
    assert (signed["code"], signed["product"]) == (made.code, None)


@pytest.mark.parametrize(
    ("answers", "field", "sentence"),
    [
        ({"commune": "99999"}, "commune", "There is no commune with this code today."),
        ({"code": "a/b"}, "code", "A code has letters, digits and dashes, 40 at most."),
        ({"code": "TAKEN"}, "code", "There is a product with this code already."),
    ],
)
def test_what_is_refused_stands_beside_its_field(office, answers, field, sentence):
    factories.make_rated(code="TAKEN")

    answer = office.post(NEW, facts(**answers))

    assert answer.context["form"].errors == {field: [sentence]}


def test_they_are_listed_and_searched(office, rated):
    factories.make_certificate(factories.make_product())

    assert rated.code in words_of(office.get(LIST, {"q": "suoi"}))
    assert "Nothing found." in words_of(office.get(LIST, {"q": "zzz"}))


def test_the_list_asks_as_often_for_three_rows_as_for_one(office, rated):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get(LIST)
        return len(queries)

    office.get(LIST)
    before = asked()
    factories.make_rated("Hai")
    factories.make_certificate(factories.make_product())
    assert asked() == before


def test_two_officers_tie_it_to_the_shop(office, client, officer, rated, product):
    factories.make_certificate(None, rated=rated, stars=4)
    asked = {"product": product.code, "reason": "Cùng tên, cùng chủ thể"}
    told = office.post(page_of(rated), asked, follow=True)
    assert messages_of(told) == ["Written down. A second person has to confirm it."]
    link = rated.links.get()
    door = f"{LIST}links/{link.pk}/"
    assert messages_of(office.post(door, {"make": "1"}, follow=True)) == [
        "A second person has to confirm what you asked for."
    ]
    client.force_login(factories.make_officer("second@example.com"))
    assert rated.code in words_of(client.get("/en/programme/"))

    done = client.post(door, {"make": "1"}, follow=True)

    assert messages_of(done) == ["Done. The shop follows at once."]
    product.refresh_from_db()
    assert product.ocop_stars == 4
    assert "Cùng tên" in words_of(client.get(page_of(rated)))


def test_a_tie_is_left_undone(office, officer, rated, product):
    link = ask_link(rated=rated, product=product, reason="Cùng tên gọi", by=officer)

    told = office.post(f"{LIST}links/{link.pk}/", {"refuse": "1"}, follow=True)

    assert messages_of(told) == ["Left as it was."]
    rated.refresh_from_db()
    assert rated.product is None


def test_a_tie_that_is_refused_says_why(office, rated, product):
    factories.make_certificate(product)
    asked = {"product": product.code, "reason": "Cùng tên, cùng chủ thể"}

    answer = office.post(page_of(rated), asked)

    assert answer.context["form"].non_field_errors() == [
        "One of both is tied to another already: untie that first."
    ]
    unknown = office.post(page_of(rated), asked | {"product": "NOPE"})
    assert unknown.context["form"].errors == {"product": ["There is no product with this code."]}


@pytest.mark.parametrize("path", [LIST, NEW, f"{LIST}1/", f"{LIST}links/1/"])
def test_strangers_and_members_stay_outside(client, producer, path):
    assert client.post(path).status_code == 302
    client.force_login(factories.make_member(producer))
    assert client.post(path).status_code == 403


def test_what_is_not_there_is_not_found(office):
    assert office.get(f"{LIST}99999/").status_code == 404
    assert office.post(f"{LIST}links/99999/").status_code == 404


def test_one_that_is_tied_is_untied_by_saying_how_one_knows(office, product):
    held = factories.make_certificate(product)

    form = office.get(page_of(held.rated)).context["form"]
    office.post(page_of(held.rated), {"reason": "Không còn bán trên chợ", "product": product.code})

    assert list(form.fields) == ["reason"]
    assert (held.rated.links.get().product, held.rated.links.get().state) == (None, "asked")
