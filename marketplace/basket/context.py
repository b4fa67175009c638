"""What every template knows of the basket without loading it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from marketplace.basket.queries import count_items


def basket(request: HttpRequest) -> dict[str, object]:
    """Give `basket_count`, counted only when shown."""
    return {"basket_count": SimpleLazyObject(lambda: count_items(request))}
