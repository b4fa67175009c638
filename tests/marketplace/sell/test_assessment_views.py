"""A maker assesses a product on a phone: line by line, what follows, what to do, on paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Product
from marketplace.programme.assessing import answer_line, answers_in, assessments_of
from marketplace.programme.checking import note_checked, put_in_force
from marketplace.programme.models import Assessment, AssessmentAnswer
from marketplace.programme.sheets.reading import sheet_of
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/en/sell/ocop/"


@pytest.fixture
def vase(producer, owner, client):
    client.force_login(owner)
    return factories.make_product(producer, title="Lọ men rạn")


def page_of(product, rest=""):
    return f"{LIST}{product.pk}/{rest}"


def answer_all(product, owner, **below):
    for line in sheet_of(product.ocop_set.number).choices:
        points = below.get("x" + line.code.replace(".", "_"), line.maximum)
        answer_line(product=product, code=line.code, points=points, by=owner)


def points_of(product):
    found = assessments_of([Product.objects.select_related("ocop_set").get(pk=product.pk)])
    return dict(answers_in(found.get(product.pk)).points)


def test_who_has_no_products_is_told_how_to_begin(client, owner):
    client.force_login(owner)
    page = client.get(LIST).content.decode()
    assert "You have no products yet." in page
    assert "/en/sell/products/begin/" in page
    assert "Nothing found." in client.get(LIST, {"q": "x"}).content.decode()


def test_a_list_says_of_each_product_how_far_it_is(client, vase, owner, producer):
    full, poor, begun, none = (factories.make_product(producer, title=f"Bát {n}") for n in range(4))
    answer_all(full, owner)
    answer_all(poor, owner, x3_5=0)
    answer_line(product=begun, code="1.1", points=4, by=owner)
    Product.objects.filter(pk=none.pk).update(ocop_set=None)
    page = " ".join(client.get(LIST).content.decode().split())
    assert "Enough for 5 stars" in page
    assert "Not enough for a certificate yet" in page
    assert "1 of 28 lines answered" in page
    assert "It belongs to no kind of goods yet" in page
    assert f'href="/en/sell/ocop/{none.pk}/"' not in page
    found = client.get(LIST, {"q": full.code}).context["rows"]
    assert [(each.product, each.told.outcome.stars) for each in found] == [(full, 5)]


def test_a_product_is_assessed_line_by_line_without_a_script(client, vase):
    """Begin, say what the sheet has to know, answer, skip, go back, see the result."""
    begin = client.get(page_of(vase))
    assert f"{page_of(vase)}basis/" in begin.content.decode()
    assert "What keeps you" not in begin.content.decode()
    assert not Assessment.objects.exists()  # looking writes nothing
    asked = client.get(page_of(vase, "basis/")).content.decode()
    assert "The law asks for a declared quality of this product" in asked
    done = client.post(page_of(vase, "basis/"), {"facts": []})
    assert done["Location"] == page_of(vase, "1.1/")
    assert Assessment.objects.get().not_so == ["declaration_due"]
    line = " ".join(client.get(page_of(vase, "1.1/")).content.decode().split())
    assert "Line 1 of 28 · How production is organised" in line
    assert "3 stars need this or better" in line
    assert 'name="points" value="4"' in line
    done = client.post(page_of(vase, "1.1/"), {"points": "2"})
    assert done["Location"] == page_of(vase, "1.2/")
    done = client.post(page_of(vase, "1.2/"), {"points": "3", "overview": "1"})
    assert done["Location"] == page_of(vase)
    assert points_of(vase) == {"1.1": 2, "1.2": 3}
    again = client.get(page_of(vase, "1.1/")).content.decode()
    assert again.count("checked") == 1
    last = client.post(page_of(vase, "9/"), {"points": "5"})
    assert last["Location"] == page_of(vase)
    seen = " ".join(client.get(page_of(vase)).content.decode().split())
    assert "10 of 100 points" in seen
    assert "3 of 28 lines answered" in seen
    assert f"{page_of(vase)}1.3/" in seen  # goes on where an answer lacks


def test_an_answer_that_lacks_or_is_none_is_asked_for_again(client, vase):
    for given in ({}, {"points": "3"}, {"points": "-1"}, {"points": "x\x00"}, {"points": "9" * 30}):
        answer = client.post(page_of(vase, "1.1/"), given)
        assert answer.status_code == 422
        assert "field__error" in answer.content.decode()
    assert "Choose what holds today." in client.post(page_of(vase, "1.1/")).content.decode()
    assert not AssessmentAnswer.objects.exists()


def test_none_of_the_options_can_be_said_where_all_have_points(client, vase):
    page = client.get(page_of(vase, "3.5/")).content.decode()
    assert "None of these" in page
    client.post(page_of(vase, "3.5/"), {"points": "0"})
    assert points_of(vase) == {"3.5": 0}
    assert "None of these" not in client.get(page_of(vase, "1.4/")).content.decode()


def test_what_keeps_from_more_stars_is_a_list_of_steps(client, vase, owner):
    answer_all(vase, owner, x2_2=3, x1_4=2)
    first = client.get(page_of(vase))
    assert (first.context["told"].outcome.stars, first.context["goal"]) == (3, 4)
    assert [(each.code, each.gain) for each in first.context["todos"]] == [("2.2", 1)]
    text = " ".join(first.content.decode().split())
    assert "Your answers would be enough for 3 stars." in text
    assert "What keeps you from 4 stars" in text
    assert "carries an electronic traceability code" in text
    more = client.get(page_of(vase), {"stars": "5"})
    assert [each.code for each in more.context["todos"]] == ["1.4", "2.2"]
    for odd in ("3", "6", "x", "٤"):
        assert client.get(page_of(vase), {"stars": odd}).context["goal"] == 4


def test_who_has_all_stars_is_asked_for_nothing(client, vase, owner):
    answer_all(vase, owner)
    page = client.get(page_of(vase))
    assert page.context["goal"] == 0
    assert "Your answers would be enough for 5 stars." in page.content.decode()
    assert "What keeps you" not in page.content.decode()


def test_a_knock_out_is_said(client, owner, producer):
    client.force_login(owner)
    water = factories.make_product(producer, set_number=16)
    answer_all(water, owner, x6_3=0)
    page = client.get(page_of(water)).content.decode()
    assert "A line is at 0 that ends the assessment: no certificate." in page
    assert "basis" not in page
    assert client.get(page_of(water, "basis/")).status_code == 404


def test_a_line_that_does_not_bind_names_no_stars(client, vase):
    said = "3 stars need this or better"
    assert said in client.get(page_of(vase, "7/")).content.decode()
    client.post(page_of(vase, "basis/"), {"facts": []})
    assert said not in client.get(page_of(vase, "7/")).content.decode()
    client.post(page_of(vase, "basis/"), {"facts": ["declaration_due"]})
    assert said in client.get(page_of(vase, "7/")).content.decode()


def test_a_service_says_first_who_offers_it(client, owner, producer):
    client.force_login(owner)
    tour = factories.make_product(producer, set_number=26)
    assert client.post(page_of(tour, "basis/"), {}).status_code == 422
    assert client.post(page_of(tour, "basis/"), {"variant": "none"}).status_code == 422
    client.post(page_of(tour, "basis/"), {"variant": "site"})
    assert "Duly registered and licensed" in client.get(page_of(tour, "8/")).content.decode()
    client.post(page_of(tour, "basis/"), {"variant": "community"})
    assert "All providers are duly" in client.get(page_of(tour, "8/")).content.decode()


def test_paper_has_every_line_with_its_answer(client, vase, owner):
    answer_all(vase, owner, x3_5=0)
    page = client.get(page_of(vase, "paper/"))
    rows = {each.code: (each.points, each.answer) for each in page.context["lines"]}
    assert len(rows) == len(sheet_of(21).criteria)
    assert rows["3.5"] == (0, "None of these")
    assert rows["3"] == (9, "")
    assert rows["2.3"] == (1, "Yes")
    assert "It is no certificate and binds nobody." in page.content.decode()


def test_a_sheet_that_nobody_checked_says_so(client, vase, owner):
    said = "Two people still have to compare this sheet with the gazette."
    for path in (page_of(vase), page_of(vase, "paper/"), page_of(vase, "1.1/")):
        assert said in client.get(path).content.decode()
    digest = sheet_of(21).digest
    note_checked(number=21, digest=digest, note="", by=owner)
    assert said in client.get(page_of(vase)).content.decode()
    put_in_force(number=21, digest=digest, note="", by=factories.make_user())
    for path in (page_of(vase), page_of(vase, "paper/"), page_of(vase, "1.1/")):
        assert said not in client.get(path).content.decode()


def test_what_the_shop_has_as_evidence_is_named_with_its_page(client, vase):
    for code, leads in (
        ("5.1", f"/en/sell/products/{vase.pk}/texts/"),
        ("2.2", "/en/sell/lots/"),
        ("4.3", "/en/sell/page/"),
    ):
        page = client.get(page_of(vase, f"{code}/")).content.decode()
        assert "Have a look" in page
        assert page.count(f'href="{leads}"') >= 1


@pytest.mark.parametrize("rest", ["1/", "6/", "9.9/", "x/", "0/", "1.1.1/"])
def test_a_line_that_is_none_is_not_found(client, vase, rest):
    assert client.get(page_of(vase, rest)).status_code == 404


def test_a_product_of_no_set_has_no_pages(client, vase):
    Product.objects.filter(pk=vase.pk).update(ocop_set=None)
    for rest in ("", "paper/", "basis/", "1.1/"):
        assert client.get(page_of(vase, rest)).status_code == 404


def test_strangers_find_nothing_and_change_nothing(client, vase, owner, stranger):
    answer_all(vase, owner)
    other = factories.make_producer()
    for person in (
        factories.make_member(other),
        factories.make_member(vase.producer, role="packer"),
    ):
        client.force_login(person)
        expected = 404 if other.memberships.filter(user=person).exists() else 403
        for rest in ("", "paper/", "basis/", "1.1/"):
            assert client.get(page_of(vase, rest)).status_code == expected
        for rest, given in (("basis/", {}), ("1.1/", {"points": "1"})):
            assert client.post(page_of(vase, rest), given).status_code == expected
    assert vase.title not in client.get(LIST).content.decode()
    client.force_login(stranger)
    assert client.get(page_of(vase)).status_code == 403
    assert points_of(vase)["1.1"] == 4
    assert Assessment.objects.get().not_so == []


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(path)
    return len(asked)


def test_queries_are_the_same_for_one_product_and_for_three(client, vase, owner, producer):
    answer_all(vase, owner)
    one = queries_of(client, LIST)
    for _each in range(2):
        answer_all(factories.make_product(producer), owner)
    assert queries_of(client, LIST) == one


def test_queries_of_a_page_do_not_grow_with_answers(client, vase, owner):
    answer_line(product=vase, code="1.1", points=4, by=owner)
    few = queries_of(client, page_of(vase))
    answer_all(vase, owner)
    assert queries_of(client, page_of(vase)) == few


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Đơn đăng ký nhãn hiệu đã được chấp nhận về hình thức"),
        ("en", "Trademark application accepted as to form"),
        ("id", "Permohonan merek diterima secara formal"),
    ],
)
def test_lines_are_asked_in_three_languages(client, vase, language, said):
    page = client.get(page_of(vase, "3.5/").replace("/en/", f"/{language}/")).content.decode()
    assert said in page
