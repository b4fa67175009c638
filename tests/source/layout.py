"""Put each block element of a template on a line of its own; `make fmt` runs it first.

djangofmt, which runs afterwards, indents and wraps, yet keeps `{% if a %}<p>…</p>{% endif %}`
and `</div>{% block b %}<div>` together as it finds them. Line breaks are put only where white
space is not seen: beside the start or the end of a block element. What stands in `<pre>`,
`<textarea>`, `<script>` or between the tags of a translation stays as it is.

    {% if rows %}<ul>{% for row in rows %}<li>{{ row }}</li>{% endfor %}</ul>{% endif %}

becomes (before djangofmt indents it)

    {% if rows %}
    <ul>
    {% for row in rows %}
    <li>{{ row }}</li>
    {% endfor %}
    </ul>
    {% endif %}
"""

import re
from typing import NamedTuple


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCK = words(
    "html head body title meta link style script div section article main header footer nav aside "
    "h1 h2 h3 h4 h5 h6 p ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td "
    "form fieldset legend details summary figure figcaption blockquote address hr pre option "
    "optgroup datalist svg"
)
VOID = words("meta link col hr img input br source")
# Between these pairs nothing is touched.
KEPT = words("pre textarea script style")
KEPT_TAGS = words("raw trans")
# Template tags that hold other lines; every other one prints something, as text does.
PAIRED = words("if for with block macro call")
BRANCHES = words("elif else")
ALONE = words("extends import from")
HOLDS = PAIRED | BRANCHES | ALONE | {f"end{name}" for name in PAIRED}
TAG = re.compile(r"\{%[-+]?\s*(\w+)")
TEMPLATE_PART = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
PART = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|</?[A-Za-z!]", re.S)
# djangofmt ends the line between these two; the minus keeps Jinja from writing that white space.
GLUED = re.compile(r"(\{% end(?:if|for) %\})\{% ((?:if|for) [^%]*%\}[^\s<{])")


class Token(NamedTuple):
    kind: str  # open, close or void of a block element; tag; output
    name: str
    text: str

    @property
    def is_block(self) -> bool:
        return self.kind in {"open", "close", "void"}

    @property
    def opens(self) -> bool:
        return self.kind == "tag" and self.name in PAIRED

    @property
    def branches(self) -> bool:
        return self.kind == "tag" and self.name in BRANCHES

    @property
    def closes(self) -> bool:
        return self.kind == "tag" and self.name.startswith("end")


def element_end(text: str, start: int) -> int:
    """Find where the tag of an element ends, past quoted values and template parts in it."""
    at, quote = start, ""
    while at < len(text):
        inner = TEMPLATE_PART.match(text, at)
        if inner:
            at = inner.end()
        elif text[at] == quote:
            at, quote = at + 1, ""
        elif not quote and text[at] in "\"'":
            quote, at = text[at], at + 1
        elif not quote and text[at] == ">":
            return at + 1
        else:
            at += 1
    return at


def kept_end(text: str, start: int, end_of_it: str) -> int:
    found = re.compile(end_of_it, re.S).search(text, start)
    return found.end() if found else len(text)


def tokens(text: str) -> list[Token]:
    """Cut a template at the tags of block elements and at the template tags that hold lines."""
    out: list[Token] = []
    at = 0

    def put(token: Token) -> None:
        if token.kind == "output" and out and out[-1].kind == "output":
            out[-1] = Token("output", "", out[-1].text + token.text)
        else:
            out.append(token)

    while at < len(text):
        found = PART.search(text, at)
        if not found:
            put(Token("output", "", text[at:]))
            break
        if found.start() > at:
            put(Token("output", "", text[at : found.start()]))
        part, at = found.group(), found.end()
        if part.startswith("{%"):
            name = TAG.match(part)
            word = name.group(1) if name else ""
            if word in KEPT_TAGS:
                at = kept_end(text, at, rf"\{{%[-+]?\s*end{word}\b.*?%\}}")
                put(Token("output", "", text[found.start() : at]))
            else:
                put(Token("tag" if word in HOLDS else "output", word, part))
        elif part.startswith(("{{", "{#", "<!--", "<!")):
            if part.startswith("<!") and not part.startswith("<!--"):
                at = element_end(text, at)
            put(Token("output", "", text[found.start() : at]))
        else:
            at = element_end(text, at)
            part = text[found.start() : at]
            word = re.match(r"</?([\w-]+)", part).group(1).lower()  # type: ignore[union-attr]
            if word in KEPT and part[1] != "/":
                at = kept_end(text, at, rf"</{word}\s*>")
                kind = "void" if word in BLOCK else "output"
                put(Token(kind, word, text[found.start() : at]))
            elif word not in BLOCK:
                put(Token("output", word, part))
            elif part[1] == "/":
                put(Token("close", word, part))
            elif word in VOID or part.endswith("/>"):
                put(Token("void", word, part))
            else:
                put(Token("open", word, part))
    return out


def holders(row: list[Token]) -> set[int]:
    """Name what holds block elements: the elements' tags, and the template tags, all branches."""
    out: set[int] = set()
    opened: list[list[int]] = []  # of each the start and the branches until now
    for at, token in enumerate(row):
        if token.is_block and token.kind != "close":
            out.update(place for places in opened for place in places)
        if token.kind == "open" or token.opens:
            opened.append([at])
        elif token.kind == "close" or token.closes:
            kind = "open" if token.kind == "close" else "tag"
            if (
                opened
                and row[opened[-1][0]].kind == kind
                and (token.kind == "tag" or row[opened[-1][0]].name == token.name)
            ):
                places = opened.pop()
                if places[0] in out:
                    out.update([*places, at])
            else:  # opened under another condition
                out.add(at)
        elif token.branches and opened:
            opened[-1].append(at)
            if opened[-1][0] in out:
                out.add(at)
    return out


def is_broken(before: str, after: str) -> bool:
    """Tell whether a line ends between the two already."""
    gap = before[len(before.rstrip()) :] + after[: len(after) - len(after.lstrip())]
    return "\n" in gap


def laid_out(text: str) -> str:
    """Break the lines of a template beside its block elements."""
    row = tokens(GLUED.sub(r"\1{%- \2", text))
    holding = holders(row)
    is_child = text.lstrip().startswith("{% extends")
    depth = 0
    out = [row[0].text] if row else []
    depth += row[0].opens if row else 0

    def breaks(at: int) -> bool:
        """Tell whether a line ends before a token: white space there must not be seen."""
        before, here = row[at - 1], row[at]
        if before.kind == "open" and here.kind == "close":
            return False
        if before.is_block and here.is_block:
            return True
        if before.kind == "open" or here.kind == "close":  # a leaf keeps its text beside it
            return (at - 1 if before.kind == "open" else at) in holding
        if before.is_block or here.is_block:
            return True
        return (before.kind == "tag" and at - 1 in holding) or (
            here.kind == "tag" and at in holding
        )

    for at in range(1, len(row)):
        token = row[at]
        depth -= token.closes
        is_top = is_child and depth == 0 and token.kind == "tag" and not token.closes
        if is_top and token.name == "block":
            out.append("\n\n")
        elif (breaks(at) or is_top) and not is_broken(out[-1], token.text):
            out.append("\n")
        depth += token.opens
        out.append(token.text)
    return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", "".join(out))
