"""Where a village's page stands; it may still be unwritten, the address stands."""

from django.utils.translation import get_language

from catalogue.places.models import Village


def village_url(village: Village) -> str:
    return f"/{get_language() or 'vi'}/villages/{village.slug}/"
