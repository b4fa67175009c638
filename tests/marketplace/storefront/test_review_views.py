"""A product's reviews: read by all, chosen, found helpful, reported by who is signed in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.files.models import WaitingPicture
from marketplace.reviews.models import AspectScore, Review, ReviewReport
from marketplace.reviews.pictures import set_pictures, show_pictures
from tests import factories
from tests.marketplace.reviews.said import bought, picture, reviewed

pytestmark = pytest.mark.django_db


def address_of(product, language: str = "vi") -> str:
    return f"/{language}/products/{product.slug}_{product.pk}/reviews/"


def test_bars_means_and_reviews_are_read_by_everybody(client, product):
    first = reviewed(product, 5, "Đẹp <lắm>.")
    reviewed(product, 4, "Được.")
    AspectScore.objects.create(review=first, aspect="packing", score=3)
    page = client.get(address_of(product)).content.decode()
    assert "4,5" in page and "trên 5, 2 đánh giá" in page
    assert "?stars=5" in page and "?stars=3" not in page
    assert "Đẹp &lt;lắm&gt;." in page and 'aria-label="3 trên 5"' in page
    assert "reviews/add/" not in page and first.user.email not in page
    assert 'lang="vi"><p>Được.' in client.get(address_of(product, "en")).content.decode()


def test_what_is_chosen_is_shown_and_the_pager_keeps_it(client, product):
    for at in range(11):
        reviewed(product, 3, f"Ba sao số {at}.", language="en")
    five = reviewed(product, 5, "Năm sao.")
    set_pictures(five, [picture()], [])
    show_pictures(five)
    WaitingPicture.objects.all().delete()
    list_page = address_of(product)
    page = client.get(f"{list_page}?stars=3&language=en&sort=newest").content.decode()
    assert "Năm sao." not in page and "Ba sao số 10." in page and "Ba sao số 0." not in page
    assert "?stars=3&amp;language=en&amp;sort=newest&amp;page=2" in page
    page = client.get(f"{list_page}?pictures=on").content.decode()
    assert "Năm sao." in page and "Ba sao" not in page and "data-zoom" in page
    assert five.pictures.get().shown.name.removesuffix(".jpg") in page
    empty = client.get(f"{list_page}?stars=1").content.decode()
    assert "Không có đánh giá nào như vậy." in empty
    assert client.get(f"{list_page}?stars=x&page=999999999999&sort=\x00").status_code == 200


def test_a_product_s_reviews_have_one_address(client, product):
    answer = client.get(f"/vi/products/khac_{product.pk}/reviews/")
    assert (answer.status_code, answer["Location"]) == (301, address_of(product))


def test_a_product_without_reviews_says_so(client, product):
    page = client.get(address_of(product, "en")).content.decode()
    assert "This product does not have any reviews yet." in page and "<svg viewBox" not in page


def test_only_who_may_write_is_offered_to_here_and_on_the_product_s_page(
    client, product, owner, buyer, stranger
):
    bought(product, owner, buyer)
    pages = (address_of(product), product.get_absolute_url())

    def offered(person) -> list[bool]:
        client.force_login(person)
        return ["reviews/add/" in client.get(path).content.decode() for path in pages]

    assert offered(buyer) == [True, True]
    assert offered(stranger) == offered(owner) == [False, False]


def test_the_product_s_page_has_the_sums_the_best_and_the_way_to_all(client, product, owner, buyer):
    for at in range(4):
        reviewed(product, 5, f"Khen số {at}.", helpful=at)
    page = client.get(product.get_absolute_url()).content.decode()
    assert "5,0" in page and "trên 5, 4 đánh giá" in page
    assert [f"Khen số {at}." in page for at in range(4)] == [False, True, True, True]
    assert f'href="{address_of(product)}"' in page
    assert '"ratingValue": 5.0, "reviewCount": 4' in page


def spent(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_many_reviews_cost_no_more_queries_than_few(client, product, owner, buyer, settings):
    settings.PAGE_CACHE = False
    bought(product, owner, buyer)

    def costs() -> list[int]:
        client.force_login(buyer)
        known = spent(client, address_of(product))
        on_page = spent(client, product.get_absolute_url())
        client.logout()
        return [
            known,
            on_page,
            spent(client, address_of(product)),
            spent(client, product.get_absolute_url()),
        ]

    def one(at: int) -> None:
        review = reviewed(product, text=f"Khen {at}", helpful=at)
        AspectScore.objects.create(review=review, aspect="packing", score=3)
        set_pictures(review, [picture()], [])
        show_pictures(review)
        WaitingPicture.objects.all().delete()

    one(0)
    few = costs()
    for at in range(5):
        one(at)
    assert costs() == few


def test_one_review_has_its_own_address(client, product):
    review = reviewed(product, 4, "Gọn.")
    assert "Gọn." in client.get(f"{address_of(product)}{review.pk}/").content.decode()
    assert client.get(f"{address_of(factories.make_product())}{review.pk}/").status_code == 404
    for state in ("waiting", "refused"):
        Review.objects.update(state=state)
        assert client.get(f"{address_of(product)}{review.pk}/").status_code == 404


def test_a_reader_finds_a_review_helpful_and_takes_it_back(client, product, buyer, stranger):
    review = reviewed(product, user=buyer)
    page = f"{address_of(product, 'en')}{review.pk}/"
    assert client.post(f"{page}helpful/").url.startswith("/en/account/login/?next=")
    client.force_login(stranger)
    for _twice in range(2):
        shown = client.post(f"{page}helpful/", follow=True)
        assert shown.redirect_chain == [(page, 302)]
    assert "1 reader found this helpful" in shown.content.decode()
    assert 'name="undo"' in shown.content.decode()
    shown = client.post(f"{page}helpful/", {"undo": ""}, follow=True).content.decode()
    assert "found this helpful" not in shown
    assert client.get(f"{page}helpful/").url == page  # who had to sign in first
    client.force_login(buyer)
    assert "helpful/" not in client.get(page).content.decode()
    told = client.post(f"{page}helpful/", follow=True).content.decode()
    assert "Nobody votes on a review of their own." in told


def test_a_review_is_reported_with_a_reason(client, product, buyer, stranger):
    review = reviewed(product, text="Mua ở <chỗ khác>.", user=buyer)
    page = f"{address_of(product)}{review.pk}/report/"
    assert client.get(page)["Location"].startswith("/vi/account/login/")
    client.force_login(stranger)
    assert "form_key" in client.get(page).content.decode()
    assert client.post(page, {"note": "Quảng cáo"}).status_code == 422
    sent = client.post(page, {"reason": "spam", "note": "Quảng cáo"}, follow=True)
    assert sent.redirect_chain == [(address_of(product), 302)]
    assert "Chúng tôi xem và viết lại cho bạn" in sent.content.decode()
    report = ReviewReport.objects.get()
    assert (report.by, report.reason, report.note) == (stranger, "spam", "Quảng cáo")
    client.force_login(buyer)
    assert client.post(page, {"reason": "spam"}).status_code == 422
    Review.objects.update(state="refused")
    assert client.get(page).status_code == 404


def test_a_product_that_is_gone_has_no_reviews(client, product):
    review = reviewed(product)
    type(product).objects.update(is_public=False)
    for path in ("", "add/", f"{review.pk}/"):
        client.force_login(review.user)
        assert client.get(address_of(product) + path).status_code == 404
