"""Words around score sheets that are no text of a sheet: parts, variants, facts, remarks."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marketplace.programme.sheets.sheet import Words

PARTS: dict[str, Any] = {
    "A": _("Product and community"),
    "B": _("Marketing"),
    "C": _("Quality"),
}
VARIANTS: dict[str, Any] = {
    "community": _("Several providers of a community together"),
    "site": _("One site of one operator"),
}
FACTS_ASKED: dict[str, Any] = {
    "declaration_due": _("The law asks for a declared quality of this product"),
}
# Where the data departs from the transcript that it was read from, and why.
CORRECTIONS: dict[str, Any] = {
    "run_together": _("Two options had run together: taken as in the other sheets."),
    "over_maximum": _("A figure above the line's maximum: read as misprinted."),
    "unlike_others": _("Two options had the same points: taken as in the other 25 sheets."),
    "line_lost": _("The last option was missing: taken as in the sheets beside it."),
    "several_in_one": _("Several lines stood in one list: taken apart, so that they add up."),
    "footnote": _("A footnote stood as a line: it says that 0 points end the assessment."),
    "two_lists": _("Two lists stood in one: one holds for communities, one for a single site."),
    "same_points": _("The two lowest options had 1 point each: the first is taken as 0."),
}
DOUBTS: dict[str, Any] = {
    "exactly_75": _("Exactly 75 percent stands in no option: taken as the lower one."),
    "twice_75": _("Exactly 75 percent stands in two options: taken as the higher one."),
    "mark_missing": _("A mark that nearly all other sheets have is missing."),
    "no_marks": _("No option has a mark, unlike in other sheets."),
    "mark_on_top": _("The mark for three stars stands on the highest option."),
    "mark_on_lowest": _("The mark for four stars stands on the lowest option with points."),
    "food_of_crafts": _("A certificate of food safety is asked of craft goods."),
    "infringement": _("A note shuts out products that infringe rights of others."),
}


def said(words: Words) -> str:
    """Give a text of a sheet in the reader's language."""
    return words.get((get_language() or "vi")[:2]) or words["vi"]
