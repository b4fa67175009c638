"""Templates of libraries as they are, but a few words that Oscar wrote without a translation."""

from django.template.base import Origin
from django.template.loaders import app_directories

UNSPOKEN = {
    "<label>Filters:</label>": '<label>{% translate "Filters:" %}</label>',
    'aria-label="Close"': "aria-label=\"{% translate 'Close' %}\"",
    'aria-label="Toggle navigation"': "aria-label=\"{% translate 'Toggle navigation' %}\"",
}


class Loader(app_directories.Loader):
    """Find what apps bring along; in Oscar's dashboard put each word of UNSPOKEN into our care."""

    def get_contents(self, origin: Origin) -> str:
        source = super().get_contents(origin)
        if not str(origin.template_name).startswith("oscar/dashboard/"):
            return source
        spoken = source
        for text, translated in UNSPOKEN.items():
            spoken = spoken.replace(text, translated)
        if spoken == source or source.lstrip().startswith("{% extends"):
            return spoken  # the latter load i18n themselves
        return "{% load i18n %}" + spoken
