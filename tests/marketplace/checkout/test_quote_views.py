"""To ask a maker for a quote, and the page on which who asked reads, accepts and withdraws."""

import re

import pytest
from oscar.core.loading import get_model

from marketplace.purchases.models import MailMessage, Purchase
from marketplace.quotes.asking import Wishes
from marketplace.quotes.models import Quote
from marketplace.quotes.tokens import token_of
from marketplace.shipping.places import Place
from tests import factories, visits
from tests.flows.sale import stock
from tests.marketplace.quotes.quoted import (
    HANOI,
    accepted,
    asked,
    lapsed_days,
    offered,
    record_of,
)

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "firm",
    "company": "Công ty Ánh Dương",
    "name": "Cô Hoa",
    "email": "hoa@example.com",
    "phone": "0912345678",
    "going_to": "VN-01",
    "wanted_on": "",
    "text": "In logo.",
    "tax_code": "0300588569",
    "company_address": "",
    "gift_sender": "",
    "gift_message": "",
    "website": "",
}
ADDRESS = {
    "email": "ke-toan@example.com",
    "name": "Cô Hoa",
    "phone": "0912345678",
    "commune": "Hoàn Kiếm",
    "street": "5 Tràng Thi",
    "payment_method": "vietqr",
    "note": "",
}


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, price=250_000, stock=40)


@pytest.fixture
def quote(producer, owner, buyer, vase):
    return offered(asked(producer, (vase, 30), user=buyer), owner)


def ask_path(producer, language="vi") -> str:
    return f"/{language}/quotes/makers/{producer.slug}/"


def page_path(quote) -> str:
    return f"/vi/quotes/{token_of(quote)}/"


def sent(quote, **changes) -> dict:
    shown = {"revision": quote.revision, "confirmed_total": quote.total}
    return ADDRESS | shown | changes


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "mở liên kết trong thư"),
        ("en", "follow the link in the mail"),
        ("id", "Ikuti tautan dalam surat"),
    ],
)
def test_a_guest_asks_proves_and_reads(client, producer, owner, vase, language, said):
    path = f"{ask_path(producer, language)}?product={vase.pk}"
    page = client.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    form = page.context["form"]
    assert [(row.record.product, row.quantity) for row in form.rows] == [(vase, 20)]
    answers = FORM | {f"n_{record_of(vase).pk}": "25"}
    assert said in client.post(path, answers, follow=True).content.decode()
    link = re.sub(r"^https?://[^/]+", "", MailMessage.objects.get().context["link"])
    assert client.get(link).status_code == 200
    assert Quote.objects.get().is_unproven  # looking is not proving
    client.post(link, {"prove": "1"})
    quote = Quote.objects.get()
    assert (quote.is_open, quote.language, quote.phone) == (True, language, "+84912345678")
    assert (quote.pieces, quote.tax_code, quote.text) == (25, "0300588569", "In logo.")
    page = client.get(link).content.decode()
    assert owner.email not in page and quote.email not in page and quote.phone not in page


def test_who_is_signed_in_gives_no_address(client, producer, vase, stranger):
    client.force_login(stranger)
    path = ask_path(producer)
    assert "email" not in client.get(path).context["form"].fields
    answers = FORM | {f"n_{record_of(vase).pk}": "20", "email": "khac@example.com"}
    client.post(path, answers)
    made = Quote.objects.get()
    assert (made.email, made.is_open) == (stranger.email, True)


def test_the_basket_s_goods_of_this_maker_stand_in_the_form(client, producer, vase):
    bowl, other = factories.make_product(producer), factories.make_product()
    for product, count in ((vase, 3), (other, 2)):
        client.post(f"/vi/basket/add/{product.pk}/", {"quantity": count})
    rows = client.get(f"{ask_path(producer)}?product={bowl.pk}").context["form"].rows
    assert [(row.record.product, row.quantity) for row in rows] == [(bowl, 0), (vase, 3)]
    page = client.get("/vi/basket/").content.decode()
    assert ask_path(producer) in page
    for nonsense in ("x", "9" * 30, "-1"):
        assert client.get(f"{ask_path(producer)}?product={nonsense}").status_code == 200


def test_the_product_s_page_leads_there(client, producer, vase):
    page = client.get(vase.get_absolute_url()).content.decode()
    assert f"{ask_path(producer)}?product={vase.pk}" in page


def test_a_visit_s_page_leads_to_its_host_instead(client):
    product = visits.make_session().visit.product
    page = client.get(product.get_absolute_url()).content.decode()
    path = f"/vi/enquiries/makers/{product.producer.slug}/?kind=school"
    assert (path in page, "/quotes/makers/" in page) == (True, False)
    assert client.get(path).context["form"]["kind"].value() == "school"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"n": "19"}, "__all__"),
        ({"n": ""}, "__all__"),
        ({"n": "10001"}, "n"),
        ({"n": "9" * 30}, "n"),
        ({"text": "Gọi 0912 345 678"}, "text"),
        ({"name": ""}, "name"),
        ({"company": ""}, "company"),
        ({"kind": "other", "company": ""}, "company"),  # with a tax code
        ({"phone": "12"}, "phone"),
        ({"email": "x"}, "email"),
        ({"going_to": "VN-99"}, "going_to"),
        ({"wanted_on": "2020-01-01"}, "wanted_on"),
        ({"wanted_on": "0001-01-01"}, "wanted_on"),
        ({"tax_code": "0300588560"}, "tax_code"),
    ],
)
def test_what_is_not_taken_is_said_at_its_field_and_nothing_is_lost(
    client, producer, vase, wrong, field
):
    name = f"n_{record_of(vase).pk}"
    answers = FORM | {"n": "25"} | wrong
    answers[name] = answers.pop("n")
    answer = client.post(ask_path(producer), answers)
    form = answer.context["form"]
    assert (answer.status_code, set(form.errors)) == (422, {name if field == "n" else field})
    assert form["company_address"].value() == answers["company_address"]
    assert form[name].value() == answers[name]
    assert not Quote.objects.exists()


def test_a_machine_is_told_the_same_and_nothing_is_kept(client, producer, vase):
    answers = FORM | {f"n_{record_of(vase).pk}": "20"}
    said = [
        client.post(ask_path(producer), answers | {"website": trap}, follow=True).content.decode()
        for trap in ("http://x", "")
    ]
    assert ["mở liên kết trong thư" in each for each in said] == [True, True]
    assert Quote.objects.count() == 1


def test_goods_of_others_are_not_asked_for(client, producer, vase):
    other = factories.make_product()
    answer = client.post(ask_path(producer), FORM | {f"n_{record_of(other).pk}": "30"})
    assert (answer.status_code, Quote.objects.count()) == (422, 0)


def test_what_is_sold_no_more_is_not_left_out_unsaid(client, producer, vase):
    bowl = factories.make_product(producer, stock=100)
    answers = FORM | {f"n_{record_of(each).pk}": "30" for each in (vase, bowl)}
    bowl.stockrecords.update(price=None)
    answer = client.post(ask_path(producer), answers)
    assert (answer.status_code, Quote.objects.count()) == (422, 0)
    assert "Có món hiện không còn bán ở đây" in answer.content.decode()
    answers.pop(f"n_{record_of(bowl).pk}")  # the page has it no more
    client.post(ask_path(producer), answers)
    assert Quote.objects.get().pieces == 30


def test_a_maker_that_sells_nothing_is_not_asked(client, quote):
    gone = factories.make_producer(verified_at=None)
    for path in (ask_path(gone), "/vi/quotes/makers/khong-co/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("change", ["tampered", "nonsense"])
def test_a_tampered_link_is_not_found(client, quote, change):
    token = token_of(quote)
    wrong = token[:-2] + ("aa" if token[-2:] != "aa" else "bb") if change == "tampered" else "1:2"
    for path in (f"/vi/quotes/{wrong}/", f"/vi/quotes/{wrong}/accept/"):
        assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)


def test_who_is_signed_in_as_another_finds_nothing(client, quote, stranger, owner):
    for who in (stranger, owner):
        client.force_login(who)
        for path in (page_path(quote), f"{page_path(quote)}accept/"):
            assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    quote.refresh_from_db()
    assert quote.is_quoted


def test_who_has_the_link_of_an_account_s_quote_reads_it_and_signs_in_to_accept(client, quote):
    assert client.get(page_path(quote)).status_code == 200
    answer = client.post(f"{page_path(quote)}accept/", sent(quote))
    assert (answer.status_code, "/account/login/" in answer.url) == (302, True)
    assert not Purchase.objects.exists()


def test_it_is_accepted_and_paid_as_any_purchase(client, quote, buyer, vase, settings):
    client.force_login(buyer)
    path = f"{page_path(quote)}accept/"
    page = client.get(path)
    codes = [method.code for method in page.context["methods"]]
    assert (page.status_code, "vietqr" in codes, "cash" in codes) == (200, True, False)
    assert page.context["form"]["tax_code"].value() == "0300588569"
    answers = sent(
        quote,
        company="Công ty Ánh Dương",
        tax_code="0300588569",
        is_gift="on",
        gift_sender="Ánh Dương",
        gift_message="Gọi 0912 345 678 nhé.",  # to its recipient, now that it is an order
    )
    answer = client.post(path, answers)
    purchase = Purchase.objects.get()
    assert answer.url == f"/vi/checkout/{purchase.token}/pay/"
    assert (purchase.total, purchase.user, purchase.email) == (
        30 * 80_000 + 60_000,
        buyer,
        "ke-toan@example.com",
    )
    assert (purchase.company, purchase.gift_sender, stock(vase)) == (
        "Công ty Ánh Dương",
        "Ánh Dương",
        (40, 30),
    )
    address = purchase.orders.get().shipping_address
    assert (address.line1, address.state) == ("5 Tràng Thi", "01")
    assert client.post(path, answers).url == answer.url  # once more is the same
    assert Purchase.objects.count() == 1
    told = client.get(page_path(quote)).content.decode()
    assert purchase.get_absolute_url() in told


def test_where_it_goes_stands_in_the_offer_whatever_is_sent(client, quote, buyer):
    client.force_login(buyer)
    client.post(f"{page_path(quote)}accept/", sent(quote, province="79", country="AU"))
    address = Purchase.objects.get().orders.get().shipping_address
    assert (address.state, address.country_id) == ("01", "VN")


def test_abroad_asks_for_an_address_there(client, producer, owner, buyer, vase):
    made = asked(producer, (vase, 20), user=buyer, wishes=Wishes(place=Place("AU", "")))
    offered(made, owner)
    made.refresh_from_db()
    client.force_login(buyer)
    path = f"{page_path(made)}accept/"
    page = client.get(path)
    assert [method.code for method in page.context["methods"] if method.code == "vietqr"] == []
    answer = client.post(path, sent(made, payment_method="stripe"))
    wrong = set(answer.context["address_form"].errors)
    assert {"line1", "city", "postcode"} <= wrong


@pytest.mark.parametrize(
    ("wrong", "of"),
    [
        ({"commune": "Không Có"}, "address_form"),
        ({"payment_method": "cash"}, "form"),
        ({"payment_method": "x"}, "form"),
        ({"tax_code": "1"}, "form"),
        ({"company": "Một mình"}, "form"),
        ({"revision": "9" * 30}, "form"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_ordered(client, quote, buyer, wrong, of):
    client.force_login(buyer)
    answer = client.post(f"{page_path(quote)}accept/", sent(quote, **wrong))
    assert (answer.status_code, bool(answer.context[of].errors)) == (422, True)
    assert answer.context["address_form"]["street"].value() == "5 Tràng Thi"
    assert not Purchase.objects.exists()


def test_stock_that_is_gone_is_said_by_name(client, quote, buyer, vase, owner):
    vase.stockrecords.update(num_in_stock=29)
    client.force_login(buyer)
    answer = client.post(f"{page_path(quote)}accept/", sent(quote))
    said = answer.context["form"].non_field_errors()
    assert answer.status_code == 422
    assert f"“{vase.title}”: hiện có 29, cần 30." in said
    assert answer.context["address_form"]["street"].value() == "5 Tràng Thi"
    vase.stockrecords.update(price=None)
    answer = client.post(f"{page_path(quote)}accept/", sent(quote))
    assert f"Hiện không bán “{vase.title}”." in answer.context["form"].non_field_errors()
    assert MailMessage.objects.filter(to=owner.email, context__step="short").count() == 1


def test_a_quote_that_was_changed_or_has_lapsed_is_looked_at_again(client, quote, buyer, owner):
    client.force_login(buyer)
    seen = sent(quote)
    path = f"{page_path(quote)}accept/"
    offered(quote, owner, price=90_000)
    answer = client.post(path, seen)
    assert (answer.status_code, "Báo giá vừa được sửa" in answer.content.decode()) == (422, True)
    assert answer.context["address_form"]["street"].value() == "5 Tràng Thi"  # nothing is lost
    shown = answer.context["form"]
    assert (shown["revision"].value(), shown["confirmed_total"].value()) == ("2", "2760000")
    lapsed_days(quote, 1)
    quote.refresh_from_db()
    answer = client.post(path, sent(quote), follow=True)
    assert "Báo giá có hạn đến" in answer.content.decode()
    assert "Đã quá hạn" in client.get(page_path(quote)).content.decode()
    assert client.get(path).status_code == 302
    assert not Purchase.objects.exists()


def test_who_asked_withdraws_by_the_page(client, quote, buyer):
    client.force_login(buyer)
    for _twice in range(2):
        client.post(page_path(quote), {"withdraw": "1"})
    quote.refresh_from_db()
    assert quote.is_withdrawn
    Quote.objects.update(state="declined")
    said = client.post(page_path(quote), {"withdraw": "1"}, follow=True).content.decode()
    assert "Yêu cầu này không còn mở" in said


def test_an_address_of_the_book_that_is_there_is_filled_in(client, quote, buyer):
    country = factories.migrated(get_model("address", "Country"), pk="VN")
    for code, street in (("79", "1 Lê Lợi"), ("01", "12 Hàng Bông")):
        buyer.addresses.create(
            first_name="Lan",
            line1=street,
            line2="Hoàn Kiếm",
            line4="x",
            state=code,
            country=country,
            is_default_for_shipping=code == "79",
        )
    client.force_login(buyer)
    form = client.get(f"{page_path(quote)}accept/").context["address_form"]
    assert (form["street"].value(), form["email"].value()) == ("12 Hàng Bông", quote.email)


def test_products_cost_no_query_each(
    client, producer, buyer, owner, vase, django_assert_max_num_queries
):
    goods = [(vase, 20), *((factories.make_product(producer), 20) for _three in range(3))]
    quote = offered(asked(producer, *goods[:1], user=buyer), owner)
    client.force_login(buyer)
    client.get(page_path(quote))
    with django_assert_max_num_queries(30) as one:
        client.get(page_path(quote))
    quote = offered(asked(producer, *goods, user=buyer), owner)
    with django_assert_max_num_queries(len(one)):
        client.get(page_path(quote))


def test_many_posts_of_one_address_are_slowed_down():
    from marketplace.frame.middleware import RATES_PER_MINUTE

    limits = {
        name: (method, most)
        for name, method, pattern, most in RATES_PER_MINUTE
        if pattern.match("/vi/quotes/makers/x/")
    }
    assert limits == {"quotes": ("POST", 10)}


def test_wishes_may_name_a_card(client, producer, vase):
    answers = FORM | {
        f"n_{record_of(vase).pk}": "20",
        "gift_sender": "Ánh Dương",
        "gift_message": "Cảm ơn.",
    }
    client.post(ask_path(producer), answers)
    made = Quote.objects.get()
    assert (made.gift_sender, made.gift_message, made.place) == ("Ánh Dương", "Cảm ơn.", HANOI)


def test_who_has_the_link_of_an_account_s_quote_only_reads_it(client, quote, buyer):
    """The order it became has an address; and to end it is its person's alone."""
    answer = client.post(page_path(quote), {"withdraw": "1"})
    assert (answer.status_code, "/account/login/" in answer.url) == (302, True)
    quote.refresh_from_db()
    assert quote.is_quoted
    assert 'name="withdraw"' not in client.get(page_path(quote)).content.decode()
    accepted(quote)
    purchase = Purchase.objects.get()
    assert str(purchase.token) not in client.get(page_path(quote)).content.decode()
    client.force_login(buyer)
    assert str(purchase.token) in client.get(page_path(quote)).content.decode()
