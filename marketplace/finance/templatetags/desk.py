"""The finance desk's tabs, for every template that stands on the desk."""

from django import template

from marketplace.finance.tabs import screen_name, tabs_for

register = template.Library()


@register.inclusion_tag("finance/tabs.html")
def desk_tabs(tab: str) -> dict:
    return tabs_for(tab)


@register.filter
def screen(page: str) -> str:
    return screen_name(page)
