"""Whether a picture carries more than its pixels."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from marketplace.files.bare import is_bare
from tests.marketplace.files.test_pictures import case, file_of, phone_exif

KINDS = ["JPEG", "PNG", "WEBP", "AVIF"]
NOISE = Image.effect_noise((60, 40), 90).convert("RGB")


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_alone_are_bare(kind):
    assert is_bare(file_of(NOISE, kind))
    assert is_bare(file_of(NOISE.convert("RGBA" if kind in ("PNG", "WEBP") else "L"), kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beside", [{"exif": phone_exif()}, {"xmp": b"<x:xmpmeta/>"}])
def test_what_a_phone_writes_beside_is_seen(kind, beside):
    if kind == "PNG" and "xmp" in beside:
        texts = PngImagePlugin.PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
        beside = {"pnginfo": texts}
    assert not is_bare(file_of(NOISE, kind, **beside))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_tail_and_cut_are_seen(kind):
    whole = file_of(NOISE, kind).getvalue()
    assert not is_bare(BytesIO(whole + b"<script>"))
    for part in (whole[:-1], whole[: len(whole) // 2], whole[:20], b""):
        assert not is_bare(BytesIO(part))


def test_comment_and_second_picture_are_seen():
    assert not is_bare(file_of(NOISE, "JPEG", comment=b"Lan"))
    assert not is_bare(case("phone-mpo.jpg"))


def test_progressive_picture_with_restarts_is_bare():
    assert is_bare(file_of(NOISE, "JPEG", progressive=True, restart_marker_blocks=2))
