"""What the templates that are still Django's ask for; it goes with the last of them."""

from django import template
from django.template.backends.utils import csrf_input_lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalogue.places.models import Village
from catalogue.places.pages import village_url
from catalogue.products.pictures import variant_url
from cms.maps import small_map
from marketplace.frame.jinja import grouped, money
from marketplace.frame.jinja import template as template_of

register = template.Library()
register.filter("grouped", grouped)
register.filter("money", money)
register.simple_tag(village_url)


def component(name: str):
    """The macros of a component."""
    return template_of(f"components/{name}.html").module


@register.simple_tag
def grid(cards, eager: int = 0) -> str:
    """Show cards; the first `eager` load their pictures at once."""
    return component("card").grid(cards, eager)


@register.simple_tag
def card(card) -> str:
    return component("card").card(card)


@register.simple_tag
def seal(stars: int, until: str, big: bool = False) -> str:
    """The seal of a certificate that is valid today."""
    return component("seal").seal(stars, until, big)


@register.simple_tag
def rating(text: str) -> str:
    """What buyers' reviews say, in words, beside an outlined star."""
    return component("rating").rating(text)


@register.simple_tag(takes_context=True)
def compiled(context, name: str) -> str:
    """Render a template of Jinja's with this page's values."""
    request = context.get("request")
    values = context.flatten() | {"LANGUAGE_CODE": get_language() or "vi"}
    if request is not None:
        values["csrf_input"] = csrf_input_lazy(request)
    return mark_safe(template_of(name).render(values))


@register.simple_tag
def minimap(village: Village) -> SafeString:
    """Draw where the village lies, with its coordinates as a link."""
    return small_map(village)


@register.simple_tag
def first_picture(product) -> str:
    """Address of a product's first picture, small."""
    return variant_url(product.cover, 320)
