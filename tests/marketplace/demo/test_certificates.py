"""Certificates of the demo market: every state is on the shelf, the same each time it is loaded."""

import pytest
from django.utils import timezone

from catalogue.certificates.models import Certificate
from catalogue.managers import stars_valid
from catalogue.models import Product
from marketplace.demo.certificates import make_certificates
from marketplace.demo.facts.grants import stars_of
from tests import factories

pytestmark = pytest.mark.django_db
State = Certificate.State


def test_every_state_and_goods_without_one_are_on_the_shelf(officer):
    maker = factories.make_producer()
    products = [factories.make_product(maker) for _ in range(40)]
    for number, product in enumerate(products, 1):
        Product.objects.filter(pk=product.pk).update(code=f"D{number:05d}")
    products = list(Product.objects.order_by("code"))
    make_certificates(products, officer)
    today = timezone.localdate()
    states = {certificate.state_on(today) for certificate in Certificate.objects.all()}
    assert states == {State.VALID, State.RENEWAL, State.EXPIRED, State.REVOKED}
    assert 0 < Certificate.objects.count() < len(products)
    shown = set(Product.objects.filter(stars_valid()).values_list("pk", flat=True))
    assert shown == {
        certificate.product_id
        for certificate in Certificate.objects.all()
        if certificate.state_on(today) in {State.VALID, State.RENEWAL}
    }
    labels = {product.code: stars_of(product.code) for product in products}
    valid = Product.objects.filter(stars_valid()).values_list("code", "ocop_stars")
    assert dict(valid) == {code: stars for code, stars in labels.items() if stars}
