"""A review is written by who is signed in or has the mail, with pictures; others read why not."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.reviews.links import HOLDS, token_of
from marketplace.reviews.models import Review
from tests import factories
from tests.marketplace.reviews.said import bought, picture, write

pytestmark = pytest.mark.django_db
SAID = {"score": "4", "text": "Gói kỹ.", "aspect_packing": "5"}


def address_of(product) -> str:
    return f"/vi/products/{product.slug}_{product.pk}/reviews/add/"


def linked(line, language: str = "vi") -> str:
    return f"/{language}/reviews/{token_of(line.pk)}/"


def file(name: str = "IMG_1.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(40).read(), content_type="image/jpeg")


def test_a_buyer_writes_with_stars_aspects_and_pictures(client, product, owner, buyer):
    bought(product, owner, buyer)
    client.force_login(buyer)
    form = client.get(f"{address_of(product)}?stars=4").content.decode()
    assert form.count('type="radio"') == 25 and form.count(" checked") == 1
    assert 'name="score" value="4" required checked>' in form
    assert 'enctype="multipart/form-data"' in form and "form_key" in form
    assert 'name="name"' not in form and 'name="as_it_is"' not in form
    answer = client.post(address_of(product), SAID | {"pictures": [file(), file()]})
    assert answer["Location"] == f"{product.get_absolute_url()}#reviews"
    review = Review.objects.get()
    assert (review.user, review.score, review.pictures.count()) == (buyer, 4, 2)
    told = client.get(product.get_absolute_url()).content.decode()
    assert "Mọi người đọc được đánh giá của bạn rồi" in told and "Gói kỹ." in told


def test_what_is_missing_is_said_at_the_field(client, product, owner, buyer):
    bought(product, owner, buyer)
    client.force_login(buyer)
    answer = client.post(address_of(product), {"text": "Được"})
    page = answer.content.decode()
    assert (answer.status_code, page.count("field--bad")) == (422, 1)
    assert "Xin chọn từ một đến năm sao." in page and "Được</textarea>" in page


def test_who_may_not_write_is_told_why_in_words(client, product, owner, buyer, stranger):
    assert client.get(address_of(product))["Location"].startswith("/vi/account/login/")
    client.force_login(stranger)
    for answer in (client.get(address_of(product)), client.post(address_of(product), SAID)):
        page = answer.content.decode()
        assert "Chỉ người mua đã nhận sản phẩm này" in page and "<textarea" not in page
    bought(product, owner, owner)
    client.force_login(owner)
    assert "Bạn làm việc cho nhà sản xuất này" in client.get(address_of(product)).content.decode()
    assert not Review.objects.exists()


def test_what_a_rule_finds_is_asked_about_once_more(client, product, owner, buyer):
    bought(product, owner, buyer)
    client.force_login(buyer)
    said = SAID | {"text": "Gọi 0912345678."}
    answer = client.post(address_of(product), said)
    page = answer.content.decode()
    assert answer.status_code == 422 and "“0912345678” không hiện ngay" in page
    assert 'name="as_it_is"' in page
    sent = client.post(address_of(product), said | {"as_it_is": "on"}, follow=True)
    assert "sẽ hiện khi chúng tôi đọc xong" in sent.content.decode()
    assert Review.objects.get().is_waiting
    assert "Chờ chợ đọc" in client.get(address_of(product)).content.decode()


def test_pictures_are_taken_away_and_seen_by_their_author_alone(
    client, product, owner, buyer, stranger
):
    line = bought(product, owner, buyer)
    review = write(line, pictures=[picture(), picture()])
    Review.objects.update(state="waiting")
    first, second = review.pictures.all()
    own = f"/vi/products/{product.slug}_{product.pk}/reviews/{review.pk}/pictures/{first.pk}/"
    assert client.get(own)["Location"].startswith("/vi/account/login/")
    client.force_login(stranger)
    assert client.get(own).status_code == 404
    client.force_login(buyer)
    assert own in client.get(address_of(product)).content.decode()
    assert client.get(own, follow=True)["Content-Type"] == "image/jpeg"
    client.post(address_of(product), SAID | {"dropped": [first.pk]})
    assert review.pictures.get() == second
    assert client.post(address_of(product), SAID | {"pictures": [file()] * 4}).status_code == 422


def test_a_guest_writes_by_the_mail_s_link_and_changes_it_there(client, product, owner):
    line = bought(product, owner)
    link = linked(line)  # signed with its second: a second later it is another text
    page = client.get(f"{link}?stars=2").content.decode()
    assert 'value="2"' in page and 'name="name"' in page
    for private in (line.order.number, line.order.purchase.email, "Hàng Bông", "0912345678"):
        assert private not in page
    client.post(link, SAID | {"name": "Mai", "pictures": [file()]})
    review = Review.objects.get()
    assert (review.line, review.user, review.name, review.state) == (line, None, "Mai", "public")
    again = client.get(link).content.decode()
    assert "Gói kỹ.</textarea>" in again and "Sửa đánh giá" in again
    own = f"{link}pictures/{review.pictures.get().pk}/"
    assert own in again and client.get(own, follow=True)["Content-Type"] == "image/jpeg"
    other = bought(product, owner, email="cuc@example.vn")
    picture_pk = review.pictures.get().pk
    assert client.get(f"{linked(other)}pictures/{picture_pk}/").status_code == 404


def test_an_account_s_mail_opens_its_form_but_not_to_another(
    client, product, owner, buyer, stranger
):
    line = bought(product, owner, buyer)
    assert 'name="name"' not in client.get(linked(line)).content.decode()
    client.force_login(stranger)
    assert client.get(linked(line)).status_code == 404
    assert client.post(linked(line), SAID).status_code == 404
    client.force_login(buyer)
    client.post(linked(line), SAID)
    assert Review.objects.get().user == buyer


def test_a_link_opens_by_get_and_writes_by_post_only(client, product, owner):
    line = bought(product, owner)
    client.get(f"{linked(line)}?stars=5&score=5&text=x")
    assert not Review.objects.exists()


def test_a_link_that_is_over_says_so_and_another_is_not_found(client, product, owner, monkeypatch):
    line = bought(product, owner)
    path = linked(line, "en")
    assert client.get("/vi/reviews/abc:def:ghi/").status_code == 404
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + HOLDS.total_seconds() + 60)
    answer = client.get(path)
    assert answer.status_code == 410 and "This link is over" in answer.content.decode()
    assert client.get(f"{path}pictures/1/").status_code == 404


def test_by_the_link_who_works_for_the_maker_reads_why_not(client, product, owner):
    line = bought(product, owner, email=owner.email)
    assert "Bạn làm việc cho nhà sản xuất này" in client.get(linked(line)).content.decode()
    type(product).objects.update(is_public=False)
    assert client.get(linked(line)).status_code == 404


def test_food_is_asked_for_taste(client, owner, producer, buyer):
    tea = factories.make_product(producer, set_number=4)
    bought(tea, owner, buyer)
    client.force_login(buyer)
    page = client.get(address_of(tea)).content.decode()
    assert "Hương vị" in page and "Độ tinh xảo" not in page
