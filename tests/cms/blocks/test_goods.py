"""Goods as they are when the page is read, and where to go next."""

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from cms.blocks import BodyBlock
from cms.models import PlainPage
from tests import factories

pytestmark = pytest.mark.django_db


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


def test_a_card_stands_beside_words_as_long_as_it_is_on_sale(shown):
    vase = factories.make_product(factories.make_producer())
    text = shown(
        ("beside", {"text": RichText("<p>Of this one.</p>"), "code": vase.code}),
        ("beside", {"text": RichText("<p>Of one gone.</p>"), "code": "gone"}),
    )
    assert text.count(f">{vase.title_en}</a></h3>") == 1
    assert "Of this one." in text and "Of one gone." in text and "beside--alone" in text


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


def test_call_to_a_page_that_is_not_live_is_left_out_or_leads_to_the_village(shown):
    village = factories.make_village()
    locale = Locale.objects.get_or_create(language_code="en")[0]
    draft = PlainPage(title="Draft", slug="draft", locale=locale, live=False)
    Page.get_first_root_node().add_child(instance=draft)
    call = {"text": "See the bowls", "button": "Go", "page": draft, "village": None}
    text = shown(("call", call), ("call", call | {"village": village}))
    assert text.count("See the bowls") == 1
    assert f'href="/en/products/?village={village.slug}">Go</a>' in text
