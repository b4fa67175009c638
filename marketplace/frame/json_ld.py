"""Facts for machines inside a page: JSON-LD in schema.org's words."""

import json
from collections.abc import Mapping

from django.utils.safestring import SafeString, mark_safe


def in_script(thing: Mapping[str, object] | list[Mapping[str, object]]) -> SafeString:
    """Write a thing so that nothing in it ends the <script> around it, without what is empty."""
    text = json.dumps(without_empty(thing), ensure_ascii=False)
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return mark_safe(text)


def without_empty(value: object) -> object:
    if isinstance(value, Mapping):
        kept = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value
