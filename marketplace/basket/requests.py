"""What Oscar's middleware puts on a request."""

from typing import Any

from django.http import HttpRequest


class ShopRequest(HttpRequest):
    """A visitor's request with the basket and the strategy that prices it."""

    basket: Any
    strategy: Any
