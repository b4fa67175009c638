"""The order of products by their names."""

from django.db.models.functions import Collate
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from marketplace.frame.alphabet import in_order


def by_title() -> Collate:
    """Order products by their names in the reader's language, as the Vietnamese alphabet goes."""
    return in_order(build_localized_fieldname("title", get_language() or "vi"))
