"""Set one document: a program of its own, so that a web process stays small.

python typesetting.py TEMPLATE ROOT FONTS, the values as JSON on the standard input, the
PDF/A-2b on the standard output. Imports nothing of the site but what lies beside it.

PDF/A takes no sign that its fonts do not have, and no name may keep a paper from being made: what
Be Vietnam Pro lacks is looked for in other fonts, and a sign of none becomes □ (glyphs.py).
"""

import json
import re
import sys
import unicodedata
from functools import partial
from pathlib import Path
from typing import Any

import typst

sys.path.append(str(Path(__file__).parent))  # behind all else: `numbers` is Python's own
import glyphs

UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
MOST_TRIES = 40
TRIES_ONE_BY_ONE = 4
OF_NO_SCRIPT = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def main() -> None:
    template, root, fonts = sys.argv[1:4]
    values = glyphs.in_texts(json.load(sys.stdin), glyphs.cleaned)
    sys.stdout.buffer.write(set_whatever_it_says(Path(template), Path(root), Path(fonts), values))


def set_whatever_it_says(template: Path, root: Path, fonts: Path, values: Any) -> bytes:
    """Set a document, with other fonts and without signs of none as far as its texts need it."""
    own = frozenset.intersection(*map(glyphs.covered_by, sorted(fonts.glob("*.ttf"))))
    values = glyphs.in_texts(values, partial(glyphs.writable, own=own))
    needed = {sign for sign in glyphs.signs_of(values) if ord(sign) not in own} - {"\n"}
    folders = [fonts, *folders_of(needed)]
    compile_with = partial(compiled, template, root, folders)
    for number in range(MOST_TRIES):
        try:
            return compile_with(values)
        except RuntimeError as error:
            shown = unshown_of(str(error))
        changed = glyphs.in_texts(values, partial(without_marks, shown=shown))
        if number >= TRIES_ONE_BY_ONE:  # somebody plays with marks: no more of any that is strange
            changed = glyphs.in_texts(changed, partial(without_strange_marks, own=own))
        if changed == values:
            changed = glyphs.in_texts(values, partial(boxed, shown=shown, own=own))
        if changed == values:
            break
        values = changed
    # Signs that stand in one cluster and in no one font: only what is sure is left.
    return compile_with(glyphs.in_texts(values, partial(only_of, own)))


def folders_of(signs: set[str]) -> list[Path]:
    """The folders of the fonts that a document needs; the large one only for signs of its own."""
    if not signs:
        return []
    chosen = {path for sign in signs if (path := glyphs.font_of(sign))}
    chosen |= {path for path in glyphs.fallback_files() if path.name in glyphs.FIRST}
    return sorted({path.parent for path in chosen})


def compiled(template: Path, root: Path, folders: list[Path], values: Any) -> bytes:
    return typst.compile(
        str(template),
        root=str(root),
        font_paths=[str(folder) for folder in folders],
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        format="pdf",
    )


def unshown_of(error: str) -> str:
    """Read which text could not be shown. Raises RuntimeError when it is another error."""
    found = UNSHOWN.search(error)
    if not found:
        raise RuntimeError(error)
    escaped = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), found[1])
    return escaped.replace('\\"', '"').replace("\\\\", "\\")


def without_marks(text: str, shown: str) -> str:
    """Take off the marks that one font has not beside a sign.

    Typst names the first sign of a cluster, as the page has it: "A" of "a⃣" in capitals.
    """
    named = {shown, shown.lower(), shown.upper()}
    kept: list[str] = []
    for sign in text:
        if not (kept and kept[-1] in named and is_mark(sign)):
            kept.append(sign)
    return "".join(kept)


def without_strange_marks(text: str, own: frozenset[int]) -> str:
    """Take off marks that belong to no script, those aside that our own font has."""
    return "".join(sign for sign in text if ord(sign) in own or not OF_NO_SCRIPT.match(sign))


def boxed(text: str, shown: str, own: frozenset[int]) -> str:
    """Put □ in the place of a sign, but never of one that our own font has."""
    return text if any(ord(sign) in own for sign in shown) else text.replace(shown, glyphs.MISSING)


def is_mark(sign: str) -> bool:
    return sign in glyphs.JOINERS or unicodedata.category(sign) in ("Mn", "Mc", "Me", "Sk")


def only_of(own: frozenset[int], text: str) -> str:
    return "".join(sign if ord(sign) in own or sign == "\n" else "?" for sign in text)


if __name__ == "__main__":
    main()
