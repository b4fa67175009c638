"""A page as search engines and shared links read it."""

import extruct
from django.test import Client


def told(client: Client, address: str) -> tuple[dict[str, dict], dict[str, str]]:
    """What a page says in JSON-LD, by type, and in Open Graph."""
    text = client.get(address).content.decode()
    found = extruct.extract(text, syntaxes=["json-ld", "opengraph"], uniform=False)
    things = {thing["@type"]: thing for thing in found["json-ld"]}
    return things, dict(found["opengraph"][0]["properties"])


def names(trail: dict) -> list[str]:
    """The steps of a BreadcrumbList in their order."""
    steps = trail["itemListElement"]
    assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
    return [step["name"] for step in steps]
