"""A process holds which products have a word; what it finds is what the engine finds."""

from copy import deepcopy

import pytest

from catalogue.listing import shelf as shelves
from catalogue.listing import terms
from catalogue.listing.shelf import current
from catalogue.models import Product
from catalogue.products.services import withdraw_product
from catalogue.search import queries
from catalogue.search.engines import engine
from catalogue.search.queries import find
from catalogue.search.services import catch_up, rebuild
from marketplace.frame.folding import fold
from tests import factories

TITLES = (
    "Bát gốm men ngọc",
    "Lọ gốm hoa lam",
    "Khăn lụa Vạn Phúc",
    "Nón lá làng Chuông",
    "Trà sen Tây Hồ",
    "Trà gừng",
)
TEXTS = (
    "gom",
    "gom men",
    "lo hoa",
    "tra sen gung",  # no product has all of it
    "conical hat",  # a synonym's phrase
    "khan lua van phuc xyzzyq",
    "gomm",
    "go",
    "hop tac xa",
    "tra tra",
    "xyzzyq",
)


@pytest.fixture(scope="module")
def made_goods(rows_of_module) -> list[Product]:
    maker = factories.make_producer("Hợp tác xã Hồng Hà")
    made = [named(factories.make_product(maker), title) for title in TITLES]
    catch_up()
    return made


@pytest.fixture
def goods(made_goods, db) -> list[Product]:
    return deepcopy(made_goods)


def named(product: Product, title: str) -> Product:
    product.title = product.title_vi = title
    product.title_en = product.title_ind = ""
    product.summary_vi = product.summary_en = product.summary_ind = ""
    product.save()
    return product


def held(text: str) -> list[int]:
    """What the listing finds, as keys, best first where it is ranked."""
    shelf = current()
    found = find(text, "vi", shelf)
    return shelf.in_turn(found.mask, found.tiers, "recommended", 0, 1000)


@pytest.mark.parametrize("text", TEXTS)
def test_held_words_find_what_the_engine_finds(goods, text):
    for _again in range(2):
        assert sorted(held(text)) == sorted(find(text, "vi").matches)
    code = goods[0].code
    assert held(code) == find(code, "vi").ranked == [goods[0].pk]


def test_a_word_is_asked_for_once_and_follows_what_changes(goods, monkeypatch):
    asked = []
    having = type(engine()).having
    monkeypatch.setattr(
        type(engine()), "having", lambda self, term: asked.append(term) or having(self, term)
    )
    bowl, vase, scarf, *_others, ginger = goods
    assert set(held("gom")) == {bowl.pk, vase.pk}
    assert set(held("tra")) == {goods[4].pk, ginger.pk}
    assert held(bowl.code) == [bowl.pk]
    before = list(asked)

    named(scarf, "Đĩa gốm men rạn")  # into it
    named(vase, "Lọ thủy tinh")  # out of it
    withdraw_product(bowl)
    new = named(factories.make_product(bowl.producer), "Ấm gốm tử sa")
    catch_up()
    assert set(held("gom")) == {scarf.pk, new.pk} == set(find("gom", "vi").matches)
    assert set(held("tra")) == {goods[4].pk, ginger.pk}
    assert not find(bowl.code, "vi", current()).mask
    assert asked == before  # nothing was asked for again

    monkeypatch.setattr(terms, "MOST_REREAD", 0)
    named(ginger, "Mứt gừng")
    catch_up()
    assert held("tra") == [goods[4].pk]
    assert asked != before  # after many changes it is


def test_what_has_more_of_the_text_in_its_name_comes_first(goods):
    """Then what can be had, and more stars: the order of the page that explains it."""
    maker = goods[0].producer
    sold_out = named(factories.make_product(maker, stock=0), "Ấm gốm men lam")
    starred = named(factories.make_product(maker), "Bình gốm men chàm")
    factories.make_certificate(starred, stars=5)
    described = named(factories.make_product(maker), "Chậu lớn")
    described.summary_vi = "Đất gốm, men tro"
    described.save()
    catch_up()
    bowl, vase = goods[:2]
    assert held("gom men") == [starred.pk, bowl.pk, sold_out.pk, described.pk]
    assert held("gom men lam") == [vase.pk, sold_out.pk]  # hoa lam is the same glaze
    assert held("lo gom men")[0] in {vase.pk, bowl.pk, starred.pk}  # no product has all of it
    coded = named(factories.make_product(maker), "Đĩa")
    catch_up()
    assert held(coded.code)[0] == coded.pk


def test_marks_that_were_typed_come_first(goods):
    """Rice and young rice are one word without marks; who types the marks means one of them."""
    maker = goods[0].producer
    rice = [named(factories.make_product(maker), f"Bát ăn cơm {n}") for n in range(3)]
    young = named(factories.make_product(maker, stock=0), "Cốm làng Vòng")
    catch_up()
    assert held("cốm")[0] == held("CỐM vòng")[0] == held("bánh cốm")[0] == young.pk
    assert held("cốm") == [young.pk]  # rice is none
    assert held("com")[-1] == young.pk and held("cơm") == [p.pk for p in reversed(rice)]
    assert held("còm") == held("com")  # nothing is called so
    named(rice[0], "Cốm xào")  # what is held follows
    named(young, "Chè")
    catch_up()
    assert held("cốm")[0] == rice[0].pk and young.pk not in held("cốm")


def test_of_a_word_in_very_many_titles_marks_are_not_read(goods, monkeypatch):
    rice = [named(factories.make_product(goods[0].producer), f"Cơm {n}") for n in range(3)]
    young = named(factories.make_product(goods[0].producer, stock=0), "Cốm")
    catch_up()
    monkeypatch.setattr(queries, "MOST_READ", 3)
    monkeypatch.setattr(type(engine()), "titles", lambda self, term: pytest.fail("read"))
    assert held("cốm")[-1] == young.pk and held("cốm")[0] in {product.pk for product in rice}


def test_a_syllable_with_its_marks_is_no_slip(goods):
    """What nobody sells is not read as something else; a slip still is."""
    named(factories.make_product(goods[0].producer), "Bình gốm")
    catch_up()
    for text, mended in (("bánh", ""), ("bánh gốm", ""), ("bìnhh", "binh"), ("binhh", "binh")):
        assert find(text, "vi", current()).mended == mended, text
    found = find("bánh gốm", "vi", current())
    assert found.is_loosened and found.mask
    assert not find("bánh", "vi", current()).mask


def test_of_words_that_never_stand_together_the_rarest_counts(goods):
    """Three words, no two of them in one product: what has the rarest is shown."""
    maker = goods[0].producer
    named(factories.make_product(maker), "Đèn đồng")
    named(factories.make_product(maker), "Quạt nan")
    named(factories.make_product(maker), "Quạt nan to")
    named(factories.make_product(maker), "Đèn giấy")
    rare = named(factories.make_product(maker), "Rượu mận")
    catch_up()
    rebuild()  # counts how many have a word
    found = find("đèn mận nan", "vi", current())
    assert found.is_loosened
    assert held("đèn mận nan") == [rare.pk]


def test_names_come_first_however_many_there_are(goods, client, monkeypatch):
    """On every page of a text: first all that have it in the name, then the others."""
    maker = goods[0].producer
    described = named(factories.make_product(maker), "Chậu lớn")
    described.summary_vi = "Men thạch"
    described.save()
    factories.make_certificate(described, stars=5)
    pots = [named(factories.make_product(maker), f"Hũ thạch {n}") for n in range(30)]
    catch_up()
    monkeypatch.setattr(shelves, "FEW", 0)  # block by block, as of many
    monkeypatch.setattr(shelves, "BLOCK", 7)
    found = held("thach")
    assert set(found[:30]) == {pot.pk for pot in pots} and found[30] == described.pk
    page = client.get("/vi/products/", {"q": "thạch", "page": 2})
    assert [card.pk for card in page.context["cards"]] == found[24:]


def test_few_words_are_held_the_latest_asked(goods, monkeypatch):
    monkeypatch.setattr(shelves, "MOST_TERMS", 8)
    for word in fold(" ".join(TITLES)).split():
        held(word)
    assert len(current().terms) <= 8
    assert fold(TITLES[-1]).split()[-1] in current().terms
