"""What a person or a program gets from an answer: words, links, forms; not how it is written.

White space is collapsed and every block stands on a line of its own. Where two inline
elements touch without white space the line has GLUE, so that words can be compared apart
from the spaces between them. Addresses of static files are kept apart: they may change.
"""

import json
import re
from html.parser import HTMLParser
from typing import NamedTuple

from tests.audit import documents

GLUE = "¦"


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


INLINE = frozenset(
    words(
        "a abbr b bdi bdo cite code data del dfn em i ins kbd label mark q s samp small span"
        " strong sub sup time u var wbr tspan"
    )
)
VOID = frozenset(words("area base br col embed hr img input link meta source track wbr"))
HELD = {  # what is recorded of an element, beside COMMON
    "a": ("href", "rel", "target", "download", "hreflang"),
    "area": ("href",),
    "form": ("action", "method", "enctype", "novalidate"),
    "input": words(
        "name type value checked required min max step minlength maxlength pattern placeholder"
        " autocomplete readonly form accept multiple list inputmode autofocus"
    ),
    "button": ("name", "type", "value", "form", "formaction"),
    "select": ("name", "required", "multiple", "form"),
    "option": ("value", "selected"),
    "optgroup": ("label",),
    "textarea": ("name", "required", "maxlength", "placeholder"),
    "label": ("for",),
    "img": ("src", "srcset", "sizes", "width", "height", "loading", "fetchpriority"),
    "source": ("srcset", "type", "media", "src"),
    "iframe": ("src",),
    "link": ("rel", "href", "hreflang"),
    "meta": ("name", "property", "content", "http-equiv"),
    "html": (),
    "use": ("href",),
    "details": ("open", "name"),
    "dialog": ("open",),
    "time": ("datetime",),
    "th": ("scope", "colspan"),
    "td": ("colspan",),
    "progress": ("value", "max"),
    "meter": ("value", "max"),
    **{f"h{n}": () for n in range(1, 7)},
}
COMMON = ("title", "alt", "aria-label", "aria-current", "aria-live", "role", "lang", "hidden", "disabled")  # fmt: skip
FORM_PARTS = frozenset(words("input select textarea button form"))
FLAGS = frozenset(
    words("checked required readonly multiple selected open hidden disabled novalidate autofocus")
)
STATIC_LINKS = frozenset(words("stylesheet preload modulepreload icon apple-touch-icon"))
SECRET_FIELDS = frozenset(["csrfmiddlewaretoken"])
UUID = re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b")
STRIPE_ID = re.compile(r"\b(pi|seti|cus|pm|ch|re|secret)_[0-9a-f]{12,}")
NUMBER = re.compile(r"\b(\d{6})-?[A-Z0-9]{6}\b(?:-\d+)?")
HEADERS = ("Cache-Control", "Content-Disposition", "Content-Language", "Link", "Vary", "X-Robots-Tag", "Content-Security-Policy", "Allow", "Retry-After", "Refresh")  # fmt: skip


class Form(NamedTuple):
    action: str
    method: str
    fields: list[tuple[str, str, str]]  # name, value, type


class Facts(NamedTuple):
    """What an answer says: lines of words, elements with what they hold, static files, forms."""

    lines: list[str]
    items: list[str]
    static: list[str]
    forms: list[Form]
    links: list[str]


def flat(text: str) -> str:
    return " ".join(text.split())


def without_chance(text: str, fresh: bool) -> str:
    """Take random ids out; where things were just made, their numbers too."""
    if fresh:
        text = STRIPE_ID.sub(r"\1_<id>", UUID.sub("<uuid>", text))
        return NUMBER.sub(r"\1-<number>", text)
    return text


class Reader(HTMLParser):
    def __init__(self, static_url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.static_url = static_url
        self.lines: list[str] = []
        self.line: list[str] = []
        self.items: list[str] = []
        self.static: list[str] = []
        self.links: list[str] = []
        self.open_forms: list[dict] = []
        self.forms: list[dict] = []
        self.by_id: dict[str, dict] = {}
        self.strays: list[tuple[str, tuple[str, str, str]]] = []
        self.select: tuple[str, str] | None = None
        self.select_values: list[tuple[str, bool]] = []
        self.textarea: tuple[str, str] | None = None
        self.textarea_text = ""
        self.raw = ""
        self.raw_type = ""

    # --- words
    def end_line(self) -> None:
        line = re.sub(rf"[\s{GLUE}]*\s[\s{GLUE}]*", " ", "".join(self.line))
        line = re.sub(rf"{GLUE}+", GLUE, line).strip(GLUE + " ")
        if line:
            self.lines.append(line)
        self.line = []

    def boundary(self, tag: str) -> None:
        if tag in INLINE:
            self.line.append(GLUE)
        else:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if self.raw:
            if self.raw_type.endswith("json"):
                self.lines.append(f"<{self.raw_type}> {canonical_json(data)}")
        elif self.textarea is not None:
            self.textarea_text += data
        else:
            self.line.append(data)

    # --- elements
    def handle_starttag(self, tag: str, attrs) -> None:
        self.boundary(tag)
        known = {name: (value if value is not None else "") for name, value in attrs}
        if tag in ("script", "style"):
            self.raw, self.raw_type = tag, known.get("type", "")
            if "src" in known:
                self.static.append(f"script {known.get('type', '')} {known['src']}")
            return
        if tag == "link" and STATIC_LINKS & set(known.get("rel", "").split()):
            self.static.append(f"link {known.get('rel')} {known.get('href')}")
            return
        self.form_part(tag, known)
        if tag in HELD and known.get("name") not in SECRET_FIELDS:
            self.items.append(self.item(tag, known))
        elif held := [n for n in COMMON if n in known and n not in ("hidden", "disabled")]:
            self.items.append(self.described(tag, known, held))
        if tag in ("a", "area") and "href" in known:
            self.links.append(known["href"])

    def handle_startendtag(self, tag: str, attrs) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.raw = ""
        if tag == "form" and self.open_forms:
            self.open_forms.pop()
        if tag == "select" and self.select:
            self.end_select()
        if tag == "textarea" and self.textarea:
            name, owner = self.textarea
            self.keep(owner, (name, self.textarea_text.removeprefix("\n"), "textarea"))
            self.items.append(f"textarea's text {flat(self.textarea_text)!r}")
            self.textarea = None
        if tag not in VOID:
            self.boundary(tag)

    def item(self, tag: str, known: dict[str, str]) -> str:
        names = [*HELD[tag], *COMMON]
        if tag in FORM_PARTS or tag == "label":
            names.append("id")
        return self.described(tag, known, [n for n in names if n in known])

    def described(self, tag: str, known: dict[str, str], names) -> str:
        told = []
        for name in names:
            value = flat(known[name])
            if name in FLAGS:
                told.append(name)
                continue
            if self.static_url in value and name in ("src", "srcset", "href", "content"):
                self.static.append(f"{tag} {name} {value}")
                value = "<static>"
            if value.startswith("data:"):
                value = value.split(",")[0]
            if tag == "input" and name == "value":
                value = UUID.sub("<uuid>", value)
            told.append(f'{name}="{value}"')
        return " ".join([tag, *told])

    # --- forms
    def form_part(self, tag: str, known: dict[str, str]) -> None:
        owner = known.get("form", "")
        if tag == "form":
            form = {
                "action": known.get("action", ""),
                "method": known.get("method", "get").lower(),
                "fields": [],
            }
            self.open_forms.append(form)
            self.forms.append(form)
            if known.get("id"):
                self.by_id[known["id"]] = form
        elif tag == "input":
            kind = known.get("type", "text").lower()
            if kind in ("checkbox", "radio") and "checked" not in known:
                self.keep(owner, (known.get("name", ""), "", "unchecked"))
            elif kind not in ("button", "reset"):
                value = known.get("value", "on" if kind in ("checkbox", "radio") else "")
                self.keep(owner, (known.get("name", ""), value, kind))
        elif tag == "button" and known.get("type", "submit") == "submit":
            self.keep(owner, (known.get("name", ""), known.get("value", ""), "submit"))
        elif tag == "select":
            self.select, self.select_values = (known.get("name", ""), owner), []
        elif tag == "option" and self.select:
            self.select_values.append((known.get("value", ""), "selected" in known))
        elif tag == "textarea":
            self.textarea, self.textarea_text = (known.get("name", ""), owner), ""

    def end_select(self) -> None:
        name, owner = self.select or ("", "")
        chosen = [value for value, is_chosen in self.select_values if is_chosen]
        first = [value for value, _ in self.select_values[:1]]
        for value in chosen or first:
            self.keep(owner, (name, value, "select"))
        self.select = None

    def keep(self, owner: str, field: tuple[str, str, str]) -> None:
        if not field[0]:
            return
        if owner:
            self.strays.append((owner, field))
        elif self.open_forms:
            self.open_forms[-1]["fields"].append(field)

    def facts(self) -> Facts:
        self.close()
        self.end_line()
        for owner, field in self.strays:
            if owner in self.by_id:
                self.by_id[owner]["fields"].append(field)
        forms = [Form(**form) for form in self.forms]
        return Facts(self.lines, self.items, self.static, forms, self.links)


def canonical_json(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True)
    except ValueError:
        return flat(text)


def headers_of(response) -> list[str]:
    told = []
    for name in HEADERS:
        if name in response:
            value = response[name]
            if name in ("Vary", "Content-Security-Policy"):
                separator = ", " if name == "Vary" else "; "
                value = separator.join(sorted(part.strip() for part in value.split(separator[0])))
            told.append(f"{name}: {value}")
    return told


def read(response, content: bytes, static_url: str, fresh: bool = False) -> Facts:
    """Read an answer of whatever type it is."""
    kind = response.get("Content-Type", "").split(";")[0]
    if kind == "text/html":
        reader = Reader(static_url)
        reader.feed(content.decode(response.charset or "utf-8", "replace"))
        facts = reader.facts()
    elif kind.endswith("json"):
        facts = Facts([canonical_json(content.decode())], [], [], [], [])
    elif kind.startswith("text/") or kind.endswith("xml"):
        lines = [flat(line) for line in content.decode("utf-8", "replace").splitlines()]
        facts = Facts([line for line in lines if line], [], [], [], [])
    elif content:
        facts = Facts(documents.lines_of(kind, content), [], [], [], [])
    else:
        facts = Facts([], [], [], [], [])
    return facts._replace(
        lines=[without_chance(line, fresh) for line in facts.lines],
        items=headers_of(response) + [without_chance(item, fresh) for item in facts.items],
    )
