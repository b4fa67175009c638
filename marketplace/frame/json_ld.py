"""Facts for machines inside a page: JSON-LD in schema.org's words."""

import json
from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString, mark_safe


def in_script(thing: Mapping[str, object] | list[Mapping[str, object]]) -> SafeString:
    """Write a thing so that nothing in it ends the <script> around it, without what is empty."""
    text = json.dumps(without_empty(thing), ensure_ascii=False)
    for char, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(char, escape)
    return mark_safe(text)


def trail(places: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Write where a page stands as a BreadcrumbList: (title, whole address), the widest first."""
    steps = [
        {"@type": "ListItem", "position": number, "name": title, "item": address}
        for number, (title, address) in enumerate(places, 1)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": steps,
    }


def without_empty(value: object) -> object:
    if isinstance(value, Mapping):
        kept = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value
