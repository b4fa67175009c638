"""The index follows what changes, is rebuilt whole, and loses nothing on the way."""

import pytest

from catalogue.models import Product, Publication
from catalogue.products.services import withdraw_product
from catalogue.search.models import Entry, Waiting
from catalogue.search.queries import find, lag
from catalogue.search.services import catch_up, rebuild

pytestmark = pytest.mark.django_db


def first(text: str) -> int | None:
    found = find(text, "vi")
    return found.ranked[0] if found and found.ranked else None


def test_index_follows_changes(goods):
    bowl = goods["bowl"]
    bowl.title = bowl.title_vi = "Ấm tử sa"
    bowl.save()
    assert lag()[0] >= 1
    catch_up()
    assert lag()[0] == 0
    assert first("am tu sa") == bowl.pk
    withdraw_product(bowl)
    catch_up()
    assert find("am tu sa", "vi").ranked == []


def test_a_new_name_of_a_set_or_group_finds_its_products(goods):
    for ocop_class, name in ((goods["hat"].ocop_set, "Đồ đội"), (goods["hat"].ocop_group, "Nghề")):
        ocop_class.name = ocop_class.name_vi = name
        ocop_class.save()
    catch_up()
    for text in ("do doi", "nghe"):
        assert goods["hat"].pk in find(text, "vi").ranked


def test_rebuild_is_whole_and_drops_what_is_gone(goods):
    rebuild()
    before = Entry.objects.count()
    Product.objects.filter(pk=goods["hat"].pk).update(publication=Publication.WITHDRAWN)
    Entry.objects.filter(object_pk=goods["bowl"].pk, kind="product").delete()
    rebuild()
    assert Entry.objects.count() == before - 1
    assert first("bat trang") == goods["bowl"].pk
    assert find("conical hat", "vi").ranked == []


def test_a_failure_while_indexing_loses_nothing(goods, monkeypatch):
    from catalogue.search import services

    goods["bowl"].save()

    def broken(pks):
        raise RuntimeError

    monkeypatch.setitem(services.SOURCES, "product", broken)
    with pytest.raises(RuntimeError):
        catch_up()
    assert Waiting.objects.count() >= 1


def test_a_change_that_comes_while_the_index_is_written_is_not_lost(goods, monkeypatch):
    """Its own row waits, although a row of the same product is just being taken away."""
    from catalogue.search import services

    bowl = goods["bowl"]
    bowl.save()
    read = services.SOURCES["product"]

    def read_then_change(pks):
        documents = list(read(pks))
        monkeypatch.setitem(services.SOURCES, "product", read)
        bowl.title = bowl.title_vi = "Ấm tử sa"
        bowl.save()
        return iter(documents)

    monkeypatch.setitem(services.SOURCES, "product", read_then_change)
    catch_up()
    assert first("am tu sa") == bowl.pk
    assert lag()[0] == 0


def test_each_change_has_a_row_of_its_own(goods):
    goods["bowl"].save()
    goods["bowl"].save()
    assert Waiting.objects.filter(kind="product", object_pk=goods["bowl"].pk).count() == 2
