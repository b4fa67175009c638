"""Whether a picture holds nothing but itself: no place, phone, time, profile, nor a tail."""

import struct
from typing import IO

from marketplace.files.kinds import AVIF, JPEG, PNG, WEBP, kind_of

# JPEG: start, tables, frames, scans, restarts and JFIF's own segment (ITU-T T.81 table B.1).
JPEG_PLAIN = {0xC4, 0xDB, 0xDD, 0xE0, *range(0xC0, 0xC4), *range(0xC5, 0xC8)}
# PNG: what draws the picture (W3C PNG, 11.2 and 11.3); texts, EXIF and times do not.
PNG_PLAIN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"}
WEBP_PLAIN = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}


def is_bare(file: IO[bytes]) -> bool:
    """Tell whether a picture carries nothing beside its pixels; its file is left at its start.

    What cannot be taken apart is not bare. AVIF counts by the words its boxes would have.
    """
    kind = kind_of(file)
    content = file.read()
    file.seek(0)
    try:
        if kind is JPEG:
            return is_bare_jpeg(content)
        if kind is PNG:
            return is_bare_png(content)
        if kind is WEBP:
            return is_bare_webp(content)
    except (struct.error, IndexError):
        return False
    return kind is AVIF and not any(word in content for word in (b"Exif", b"xmp", b"prof"))


def is_bare_jpeg(content: bytes) -> bool:
    at = 2
    while True:
        if content[at] != 0xFF:
            return False
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if marker == 0xD9:
            return at + 2 == len(content)
        if marker == 0xDA:
            at = end_of_scan(content, at + 2 + length_at(content, at + 2))
            continue
        if marker not in JPEG_PLAIN:
            return False
        at += 2 + length_at(content, at + 2)


def length_at(content: bytes, at: int) -> int:
    return struct.unpack_from(">H", content, at)[0]


def end_of_scan(content: bytes, at: int) -> int:
    """Find the marker that ends a scan: neither a stuffed 0xFF nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2


def is_bare_png(content: bytes) -> bool:
    at = 8
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        if name not in PNG_PLAIN:
            return False
        at += 12 + length
        if name == b"IEND":
            return at == len(content)


def is_bare_webp(content: bytes) -> bool:
    at, end = 12, 8 + struct.unpack_from("<I", content, 4)[0]
    if end != len(content):
        return False
    while at < end:
        name, length = struct.unpack_from("<4sI", content, at)
        if name not in WEBP_PLAIN:
            return False
        at += 8 + length + length % 2
    return True
