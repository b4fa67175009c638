"""What editors put together a page of: every kind of block is shown."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Locale, Page, Site
from wagtail.rich_text import RichText

from cms.blocks import BodyBlock
from cms.models import HomePage, PlainPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    out = io.BytesIO()
    Picture.new("RGB", (1000, 800), "red").save(out, "PNG")
    file = SimpleUploadedFile("kiln.png", out.getvalue(), "image/png")
    return Image.objects.create(title="The kiln", file=file)


@pytest.fixture
def shown(client, settings, tmp_path):
    """Show a page of the given blocks."""
    settings.MEDIA_ROOT = tmp_path

    def show(*blocks, after=None) -> str:
        locale, _ = Locale.objects.get_or_create(language_code="en")
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="Home", slug="home-en", locale=locale)
        )
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        page = home.add_child(
            instance=PlainPage(title="About", slug="about", locale=locale, body=list(blocks))
        )
        if after:
            after()
        answer = client.get(page.get_url())
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return show


def test_words(shown):
    text = shown(
        ("text", "<h2>Clay</h2><p>From <b>here</b>.</p>"),
        ("quote", {"text": "Fire & patience.", "by": "Lan"}),
        ("quote", {"text": "Nobody said this.", "by": ""}),
        (
            "facts",
            [
                {"name": "Kilns", "value": "7", "source": "https://example.org/kilns"},
                {"name": "Since", "value": "1352", "source": ""},
            ],
        ),
    )
    assert "<h2>Clay</h2><p>From <b>here</b>.</p>" in text
    assert '<p>Fire &amp; patience.</p><footer class="small">Lan</footer>' in text
    assert "<p>Nobody said this.</p></blockquote>" in text
    source = '<a class="small" href="https://example.org/kilns" rel="noopener">source</a>'
    assert f"<dt>Kilns</dt><dd>7 {source}" in text
    assert "<dt>Since</dt><dd>1352" in text and text.count(">source<") == 1


def test_pictures(shown, picture):
    text = shown(
        ("picture", {"picture": picture, "caption": "Open at night"}),
        ("gallery", [{"picture": picture, "caption": "By day"}]),
    )
    assert 'width="900"' in text and "<figcaption>Open at night</figcaption>" in text
    assert 'width="480"' in text and 'loading="lazy"' in text
    assert "<figcaption>By day</figcaption></figure></div>" in text
    assert 'alt="The kiln"' in text


def test_what_is_read_live(shown):
    village = factories.make_village()
    village.latitude, village.longitude = "20.97500", "105.91300"
    village.save()
    maker = factories.make_producer(village=village)
    vase = factories.make_product(maker, village=village)
    text = shown(
        ("map_point", {"village": village}),
        ("village_products", {"title": "Made there", "village": village}),
        ("chosen_products", {"title": "Chosen by hand", "codes": [vase.code, "gone"]}),
        ("chosen_products", {"title": "Of things gone", "codes": ["gone"]}),
    )
    assert 'href="geo:20.97500,105.91300"' in text
    assert "<h2>Made there</h2>" in text and "<h2>Chosen by hand</h2>" in text
    assert text.count(f">{vase.title_en}</a></h3>") == 2
    assert "Of things gone" not in text


def test_a_table_stacks_its_rows_on_a_phone_with_the_names_of_its_columns(shown):
    table = {
        "caption": "As counted in 2024",
        "columns": [{"type": "text", "heading": "Year"}, {"type": "text", "heading": "Kilns"}],
        "rows": [{"values": ["1990", "1,200 & more"]}, {"values": ["2024", ""]}],
    }
    text = shown(("table", BodyBlock().child_blocks["table"].to_python(table)))
    assert "table--stack" in text and "As counted in 2024" in text
    assert 'data-label="Year">1990<' in text and 'data-label="Kilns">1,200 &amp; more<' in text


def test_a_card_stands_beside_words_as_long_as_it_is_on_sale(shown):
    vase = factories.make_product(factories.make_producer())
    text = shown(
        ("beside", {"text": RichText("<p>Of this one.</p>"), "code": vase.code}),
        ("beside", {"text": RichText("<p>Of one gone.</p>"), "code": "gone"}),
    )
    assert text.count(f">{vase.title_en}</a></h3>") == 1
    assert "Of this one." in text and "Of one gone." in text and "beside--alone" in text


def test_a_wide_picture_is_wider_than_the_text(shown, picture):
    wide = {"picture": picture, "caption": "", "width": "wide"}
    text = shown(("picture", wide), ("picture", wide | {"width": "text"}))
    assert text.count('class="tale__wide"') == 1 and text.count('class="tale__part"') == 1


@pytest.mark.parametrize("case", ["no coordinates", "half of them", "not chosen", "deleted"])
def test_a_village_that_is_not_to_be_found_leaves_its_blocks_out(shown, case):
    village = factories.make_village()
    village.latitude, village.longitude = ("20.97500" if case == "half of them" else None), None
    village.save()
    chosen = None if case == "not chosen" else village
    text = shown(
        ("text", "<p>Before.</p>"),
        ("map_point", {"village": chosen}),
        ("village_products", {"title": "Made there", "village": chosen}),
        ("text", "<p>After.</p>"),
        after=village.delete if case == "deleted" else None,
    )
    assert "Before." in text and "After." in text
    assert "geo:" not in text and "Made there" not in text and '<svg class="minimap' not in text


def test_a_picture_that_is_no_more_leaves_its_words(shown):
    text = shown(
        ("picture", {"picture": None, "caption": "The old kiln"}),
        ("gallery", [{"picture": None, "caption": "By day"}]),
        ("chosen_products", {"title": "None", "codes": ["", "\u00b2", "x" * 5000]}),
    )
    assert "The old kiln" in text and "By day" in text and "<h2>None</h2>" not in text
