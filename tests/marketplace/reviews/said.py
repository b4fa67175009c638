"""What the tests of reviews stand on: sales that arrived, and what was said of them."""

from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from catalogue.models import Product
from marketplace.accounts.models import User
from marketplace.files.pictures import Picture
from marketplace.order.models import Line
from marketplace.reviews.models import Review
from marketplace.reviews.rights import arrived_lines
from marketplace.reviews.sums import count_reviews
from marketplace.reviews.writing import Said, write_review
from tests import factories
from tests.flows.sale import arrived


def bought(product: Product, by: User, user: User | None = None, email: str = "") -> Line:
    """A sale of a product that arrived, of an account or of a guest; `by` sends it."""
    purchase = arrived([(product, 1)], by, user=user)
    if email:
        type(purchase).objects.filter(pk=purchase.pk).update(email=email)
    return arrived_lines().get(order__purchase=purchase)


def write(line: Line, score: int = 5, text: str = "Gói kỹ.", **more: Any) -> Review:
    return write_review(line=line, said=Said(score, text, **more), language="vi")


def reviewed(product: Product, score: int = 5, text: str = "Đẹp lắm.", **fields: Any) -> Review:
    """A row as from before sales were noted: no line, of an account of its own."""
    user = fields.pop("user", None) or factories.make_user(first_name="Lan")
    fields = {"language": "vi", "at": timezone.now(), **fields}
    review = Review.objects.create(product=product, user=user, score=score, text=text, **fields)
    count_reviews(product.pk)
    product.refresh_from_db()
    return review


def picture(width: int = 8) -> Picture:
    drawn = BytesIO()
    Image.new("RGB", (width, 8), "white").save(drawn, "JPEG")
    return Picture(drawn.getvalue(), name="3f.jpg")
