"""What templates ask for: money in the reader's form, a village's page, a small map."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from oscar.core.loading import get_model

from catalogue.pictures import variant_url
from catalogue.places.models import Village
from cms.maps import small_map
from marketplace.money import format_dong

register = template.Library()


@register.filter
def money(amount) -> str:
    """Write whole dong as the reader's language does."""
    return format_dong(int(amount), get_language() or "vi") if amount is not None else ""


@register.simple_tag
def village_url(village: Village) -> str:
    """Address of a village's page; the page may still be unwritten, the address stands."""
    return f"/{get_language() or 'vi'}/villages/{village.slug}/"


@register.simple_tag
def minimap(village: Village) -> SafeString:
    """Draw where the village lies, with its coordinates as a link."""
    return format_html("{}", small_map(village))


@register.simple_tag
def first_picture(product) -> str:
    """Address of a product's first picture, small; reads prefetched images only."""
    images = sorted(product.images.all(), key=lambda image: (image.display_order, image.pk))
    return variant_url(images[0].original.name, 320) if images else ""


@register.filter
def order_status(code: str) -> str:
    """Say an order's status in words."""
    statuses = get_model("order", "Order").Status
    return statuses(code).label if code in statuses.values else code
