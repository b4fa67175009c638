"""Which signs the papers' fonts have, and what a sign that none has becomes.

Be Vietnam Pro sets what is Vietnamese, English and Indonesian. Names come from everywhere: for
other signs there are fonts of two packages, looked at only when a text needs them:

    王小明 さくら 김철수      WenQuanYi Micro Hei (paperang-p2-fonts-cjk)
    สมชาย Привет नमस्ते 😀    Noto (manimgx-fonts)
    䶮 㐂 𠮷 ㍿ ᄒ             Noto Sans CJK (manimgx-fonts-cjk), 32 MB for rare signs
    𝓛𝓪𝓷                      what they stand for, where no font has them: Lan
    not assigned, of no font (cuneiform, most Han beyond extension A)  □

Imports nothing of the site: the program that sets documents runs alone (typesetting.py).
"""

import struct
import unicodedata
from collections.abc import Callable, Container, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MISSING = "□"
JOINERS = "\u200c\u200d"  # they shape letters of some scripts, and join emoji
PACKAGES = ("paperang_p2_fonts_cjk", "manimgx_fonts", "manimgx_fonts_cjk")
FIRST = ("wqy-microhei.ttc", "NotoSansThai[wght].ttf", "NotoSans[wght].ttf")


@cache
def fallback_files() -> tuple[Path, ...]:
    """List the fonts to fall back on, in the order in which they are asked."""
    files = [
        path
        for package in PACKAGES
        if (spec := find_spec(package)) and spec.origin
        for path in sorted(Path(spec.origin).parent.rglob("*.tt[cf]"))
        if "Italic" not in path.name
    ]
    return tuple(sorted(files, key=lambda path: (path.name not in FIRST, files.index(path))))


def cleaned(text: str) -> str:
    """Compose a text and take out what is no sign: controls, halves of pairs, marks of direction.

    What is not assigned, or privately, becomes □.
    """
    return "".join(map(clean_sign, unicodedata.normalize("NFC", text)))


def clean_sign(sign: str) -> str:
    if (sign.isascii() and sign.isprintable()) or sign in JOINERS:
        return sign
    category = unicodedata.category(sign)
    if category in ("Zl", "Zp") or sign == "\n":
        return "\n"
    if category == "Zs" or sign in "\t\r\v\f\x85":
        return " " if sign != "\u00a0" else sign
    if category in ("Cc", "Cf", "Cs") or "VARIATION SELECTOR" in unicodedata.name(sign, ""):
        return ""  # a selector chooses a form of the sign before it
    return MISSING if category in ("Cn", "Co") else sign


def in_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text of a document's values (JSON types); names of fields stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: in_texts(each, change) for name, each in value.items()}
    return [in_texts(each, change) for each in value] if isinstance(value, list) else value


def signs_of(value: Any) -> set[str]:
    """The signs of all texts of a document's values."""
    found: set[str] = set()

    def look(text: str) -> str:
        found.update(text)
        return text

    in_texts(value, look)
    return found


@cache
def covered_by(path: Path) -> frozenset[int]:
    """Read which code points a font has: tables 4 and 12 of its cmap (OpenType 1.9.1, cmap)."""
    content = path.read_bytes()
    start = int.from_bytes(content[12:16]) if content[:4] == b"ttcf" else 0
    tables = int.from_bytes(content[start + 4 : start + 6])
    records = (start + 12 + 16 * at for at in range(tables))
    cmap = next(
        int.from_bytes(content[at + 8 : at + 12])
        for at in records
        if content[at : at + 4] == b"cmap"
    )
    found: set[int] = set()
    for at in range(int.from_bytes(content[cmap + 2 : cmap + 4])):
        platform, _encoding, offset = struct.unpack_from(">HHI", content, cmap + 4 + 8 * at)
        if platform in (0, 3):
            found.update(code_points(content, cmap + offset))
    return frozenset(found)


def code_points(content: bytes, at: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", content, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", content, at + 12)
        for group in range(groups):
            first, last, glyph = struct.unpack_from(">III", content, at + 16 + 12 * group)
            yield from range(first + (glyph == 0), min(last, 0x10FFFF) + 1)
    elif form == 4:
        (twice,) = struct.unpack_from(">H", content, at + 6)
        ends = struct.unpack_from(f">{twice // 2}H", content, at + 14)
        starts = struct.unpack_from(f">{twice // 2}H", content, at + 16 + twice)
        for first, last in zip(starts, ends, strict=True):
            if first != 0xFFFF:
                yield from range(first, last + 1)


def font_of(sign: str) -> Path | None:
    """Give the font to fall back on for a sign, None when none has it."""
    return next((path for path in fallback_files() if ord(sign) in covered_by(path)), None)


def writable(text: str, own: Container[int]) -> str:
    """Write a text in signs that `own` or a font to fall back on has.

    A sign that none has is written as what it stands for (𝓛 as L), else as □.
    """

    def is_shown(sign: str) -> bool:
        return ord(sign) in own or sign in JOINERS + "\n" or font_of(sign) is not None

    def written(sign: str) -> str:
        if is_shown(sign):
            return sign
        plain = unicodedata.normalize("NFKC", sign)
        return plain if plain != sign and all(map(is_shown, plain)) else MISSING

    return "".join(map(written, text))
