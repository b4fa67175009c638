"""What editors put together a page of: every kind of block is shown."""

import io
import json
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from PIL import Image as Picture
from wagtail.blocks import BoundBlock
from wagtail.blocks.struct_block import StructBlockValidationError
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
        is_kept = isinstance(blocks[0], dict)  # as the database keeps it
        given = json.dumps(blocks) if is_kept else list(blocks)
        locale, _ = Locale.objects.get_or_create(language_code="en")
        home = Page.get_first_root_node().add_child(
            instance=HomePage(title="Home", slug="home-en", locale=locale)
        )
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        page = home.add_child(
            instance=PlainPage(title="About", slug="about", locale=locale, body=given)
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
    assert 'width="900"' in text and re.search(r"<figcaption>\s*Open at night\s*</fig", text)
    assert 'width="480"' in text and 'loading="lazy"' in text
    assert re.search(r"<figcaption>\s*By day\s*</figcaption>\s*</figure>\s*</div>", text)
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


def test_alt_text_is_of_each_use_and_a_credit_stands_below(shown, picture):
    raw = [
        {
            "type": "picture",
            "value": {
                "picture": {
                    "image": picture.pk,
                    "decorative": False,
                    "alt_text": "Bricks, glowing",
                },
                "caption": "",
                "credit": "Lan, CC BY 4.0",
            },
        }
    ]
    text = shown(*raw)
    assert 'alt="Bricks, glowing"' in text and "Lan, CC BY 4.0" in text


def test_what_is_known_is_shown_with_where_it_is_from(shown):
    text = shown(
        (
            "timeline",
            {"heading": "Since when", "rows": [moment("1684", "A gate.", "https://a.example/")]},
        ),
        ("timeline", {"heading": "", "rows": [moment("2025", "A title.", "")]}),
        ("steps", {"heading": "How", "rows": [{"name": "Clay", "text": "It is <washed>."}]}),
        (
            "sources",
            {
                "rows": [
                    {"title": "A book", "publisher": "A press", "year": "2024", "url": ""},
                    {"title": "A page", "publisher": "", "year": "", "url": "https://b.example/"},
                ]
            },
        ),
    )
    assert "<h2>Since when</h2>" in text and '<b class="years__when">1684</b>' in text
    assert text.count(">source</a>") == 1 and "2025" in text
    assert "<h3>Clay</h3> <p>It is &lt;washed&gt;.</p>" in text.replace("><p", "> <p")
    assert re.search(r'<li id="source-1">\s*A book, A press, 2024\s*</li>', text)
    assert re.search(
        r'<li id="source-2">\s*<a href="https://b.example/" rel="noopener">A page</a>\s*</li>', text
    )


def moment(when: str, what: str, source: str) -> dict:
    return {"when": when, "what": what, "source": source}


def test_table_names_its_columns_in_every_cell(shown):
    raw = {
        "caption": "Of bamboo",
        "columns": [{"type": "text", "heading": "Step"}, {"type": "text", "heading": "Days"}],
        "rows": [{"values": ["Splitting", "2"]}],
    }
    text = shown({"type": "table", "value": raw})
    assert "<caption>Of bamboo</caption>" in text
    assert '<td data-label="Days">2</td>' in text


def test_way_says_what_is_known_and_no_more(shown):
    text = shown(
        (
            "route",
            {
                "heading": "By bus",
                "legs": [
                    leg(by="bus", line="47A", start="Long Biên", end="Bát Tràng", minutes=40),
                    leg(by="walk", km=Decimal("1.5"), source="https://a.example/"),
                    leg(by="boat", start="The quay"),
                ],
            },
        )
    )
    assert "<b>Bus 47A</b> Long Biên → Bát Tràng" in text.replace("<b> ", "<b>").replace(
        " </b>", "</b>"
    )
    assert "40 min" in text and "1.5 km" in text
    assert text.count('class="route__more"') == 2


def leg(**known) -> dict:
    empty = {
        "line": "",
        "start": "",
        "end": "",
        "minutes": None,
        "km": None,
        "text": "",
        "source": "",
    }
    return empty | known


def test_call_leads_to_a_page_or_a_village_s_products_or_is_left_out(shown):
    village = factories.make_village()
    home = Page.get_first_root_node()
    call = {"text": "See the bowls", "button": "Go", "page": None, "village": None}
    text = shown(
        ("call", call | {"village": village}), ("call", call | {"page": home}), ("call", call)
    )
    assert f'<a class="btn" href="/en/products/?village={village.slug}">Go</a>' in text
    assert text.count("See the bowls") == 2
    with pytest.raises(StructBlockValidationError):
        BodyBlock().child_blocks["call"].clean(call)


@pytest.mark.parametrize(
    "name",
    [name for name, each in BodyBlock.base_blocks.items() if hasattr(each.meta, "preview_value")],
)
def test_block_has_a_picture_of_itself_a_word_and_a_sign(rf, name):
    block = BodyBlock.base_blocks[name]
    value = block.normalize(block.get_preview_value())
    shown = render_to_string(
        block.get_preview_template(value),
        {"bound_block": BoundBlock(block, value), "page_title": name},
        request=rf.get("/"),
    )
    assert "css/written" in shown and len(re.sub(r"<[^>]+>|\s", "", shown)) > 30
    assert block.meta.description and block.meta.icon != "placeholder"


def test_body_of_an_older_page_is_read_as_it_was_kept(shown, picture):
    """Pictures were a bare key, facts a list without ids."""
    raw = [
        {"type": "picture", "value": {"picture": picture.pk, "caption": "Then"}},
        {"type": "facts", "value": [{"name": "Kilns", "value": "7", "source": ""}]},
    ]
    text = shown(*raw)
    assert 'alt="The kiln"' in text and "Then" in text and "<dt>Kilns</dt>" in text
