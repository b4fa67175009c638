"""Oscar's product query set with the questions of this market."""

import datetime

from django.db.models import Q
from django.utils import timezone
from oscar.apps.catalogue.managers import ProductQuerySet


def stars_valid(day: datetime.date | None = None, prefix: str = "") -> Q:
    """Build the condition that a product's copied stars are true on `day` (today)."""
    return Q(**{f"{prefix}ocop_valid_until__gte": day or timezone.localdate()})


class OcopProductQuerySet(ProductQuerySet):
    def published(self) -> "OcopProductQuerySet":
        """Keep what a stranger may see."""
        return self.filter(publication=1, is_public=True)
