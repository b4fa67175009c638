"""Searches find what people type, in back offices of libraries, too."""

import pytest
from django.urls import reverse

from catalogue.places.models import Village
from marketplace.aftersale.models import Return
from marketplace.listings.models import Revision
from marketplace.producers.models import Producer
from tests import factories

pytestmark = pytest.mark.django_db
NAME = "Xưởng ĐẶNG Thị Hoà 50%"


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("đặng thị hoà", True),
        ("DANG THI", True),
        ("Đặng\u200b Thị", True),
        ("xuong đ", True),
        ("Thi\u0323 Hòa", True),
        ("50%", True),
        ("5%", False),
        ("D_NG", False),
        ("dang hoa", False),
        ("Đặng Văn", False),
    ],
)
def test_a_name_is_found_without_marks_and_capitals_and_no_sign_is_a_pattern(typed, is_found):
    village = factories.make_village(NAME)
    assert list(Village.objects.filter(name__icontains=typed)) == [village] * is_found


def test_a_name_within_a_related_row_and_within_json_is_found(product):
    Producer.objects.filter(pk=product.producer_id).update(name=NAME)
    row = Revision.objects.create(producer=product.producer, content={"title_vi": "Chén Lửa ĐỎ"})
    found = Revision.objects.filter(producer__name__icontains="dang thi")
    assert list(found) == [row]
    assert list(Revision.objects.filter(content__title_vi__icontains="lua do")) == [row]
    assert list(Revision.objects.filter(content__title_vi__icontains="lửa xanh")) == []


def test_what_is_empty_holds_no_text():
    assert list(Return.objects.filter(number__icontains="đ")) == []


def test_the_back_office_finds_goods_without_marks(client, staff):
    product = factories.make_product()
    type(product).objects.filter(pk=product.pk).update(title="Bình HOA Lam Đỏ")
    client.force_login(staff)
    page = client.get(reverse("dashboard:catalogue-product-list"), {"title": "bình hoa lam do"})
    assert "Bình HOA Lam Đỏ" in page.content.decode()
