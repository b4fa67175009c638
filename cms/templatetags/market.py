"""What templates ask for: money in the reader's form, a village's page, a small map."""

from functools import cache

from django import template
from django.template.backends.utils import csrf_input_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from oscar.core.loading import get_model

from catalogue.places.models import Village
from catalogue.products.pictures import variant_url
from cms.maps import small_map
from marketplace.frame.jinja import grouped, money
from marketplace.frame.jinja import template as template_of

register = template.Library()


@cache
def parts_in(language: str | None):
    return template_of("parts.jinja").module


def parts():
    """The macros of templates/compiled/parts.jinja."""
    return parts_in(get_language())


@register.simple_tag
def grid(cards, eager: int = 0) -> str:
    """Show cards; the first `eager` load their pictures at once."""
    return parts().grid(cards, eager)


@register.simple_tag
def card(card) -> str:
    return parts().card(card)


@register.simple_tag
def seal(stars: int, until: str, big: bool = False) -> str:
    """The seal of a certificate that is valid today."""
    return parts().seal(stars, until, big)


@register.simple_tag
def rating(text: str) -> str:
    """What buyers' reviews say, in words, beside an outlined star."""
    return parts().rating(text)


@register.simple_tag(takes_context=True)
def compiled(context, name: str) -> str:
    """Render a template of templates/compiled with this page's values."""
    request = context.get("request")
    user = getattr(request, "user", None)
    values = context.flatten() | {
        "is_signed_in": user is not None and user.is_authenticated,
        "LANGUAGE_CODE": get_language() or "vi",
    }
    if request is not None:
        values["csrf_input"] = csrf_input_lazy(request)
    return mark_safe(template_of(name).render(values))


register.filter("grouped", grouped)
register.filter("money", money)


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
    """Address of a product's first picture, small."""
    return variant_url(product.cover, 320)


@register.filter
def order_status(code: str) -> str:
    """Say an order's status in words."""
    statuses = get_model("order", "Order").Status
    return statuses(code).label if code in statuses.values else code
