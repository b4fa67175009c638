"""What people type finds what they mean, on every database alike."""

import datetime

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalogue.search.admin import WaitingAdmin
from catalogue.search.models import Asked, Waiting
from catalogue.search.queries import find, suggest
from catalogue.search.services import Document, catch_up, catch_up_task, write
from tests import factories
from tests.offers import set_price_and_stock

pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/admin/catalogue_search/waiting/")
    request.user = user
    return request


def first(text: str) -> int | None:
    found = find(text, "vi")
    return found.ranked[0] if found and found.ranked else None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("gom bat trang", "bowl"),
        ("trang bat gom", "bowl"),
        ("lua van phuc", "scarf"),
        ("LỤA VẠN PHÚC", "scarf"),
        ("nuoc mamm", "sauce"),
        ("nước mắm", "sauce"),
        ("den sơn mai", "lamp"),
        ("đèn sơn mài", "lamp"),
        ("conical hat", "hat"),
        ("conicl hat", "hat"),
        ("topi kerucut", "hat"),
        ("non la", "hat"),
        ("keranjang rotan", "basket"),
        ("kerajang", "basket"),
        ("fish sauce", "sauce"),
    ],
)
def test_finds_what_is_meant(goods, text, key):
    assert first(text) == goods[key].pk


def test_one_word_too_many_still_finds(goods):
    found = find("khan lua van phuc xyzzyq", "vi")
    assert found.is_loosened
    assert goods["scarf"].pk in found.ranked


def test_codes_gtins_and_certificates_are_found_exactly(goods):
    bowl = goods["bowl"]
    factories.give_gtin(bowl, "08930000000019")
    factories.make_certificate(goods["hat"], decision_number="4412/QĐ-UBND")
    catch_up()
    for text in (bowl.code, "8930000000019", "08930000000019"):
        assert find(text, "vi").ranked == [bowl.pk]
    assert find("4412/QĐ-UBND", "vi").ranked == [goods["hat"].pk]


def test_villages_producers_and_sets_are_found_beside(goods):
    kinds = {kind for kind, _title, _path in find("bat trang", "vi").others}
    assert {"village", "producer"} <= kinds


def test_listing_searches_counts_and_notes_what_is_missing(goods, client):
    page = client.get("/en/products/?q=nuoc+mamm")
    assert page.context["total"] == 1
    assert [card.pk for card in page.context["cards"]] == [goods["sauce"].pk]
    assert "nuoc mam" in page.content.decode()
    assert sum(v.count for v in page.context["facets"]["stock"].values) == 1
    for reader in ("192.0.2.1", "192.0.2.2"):
        client.get("/en/products/?q=zzqqxx", REMOTE_ADDR=reader)
    row = Asked.objects.get(text="zzqqxx")
    assert (row.times, row.found) == (2, 0)
    client.get("/en/products/?q=zzqqxx", headers={"User-Agent": "Examplebot/1.0"})
    row.refresh_from_db()
    assert row.times == 2


def test_filters_put_on_later_are_no_other_search(goods, client):
    for query in ("", "&stars=5", "&price_max=1", "&sort=price", "&page=2"):
        client.get("/en/products/?q=nuoc+mam" + query)
    row = Asked.objects.get()
    assert (row.text, row.times, row.found) == ("nuoc mam", 1, 1)


def test_readiness_and_staff_tell_of_an_index_that_falls_behind(goods, client, staff):
    client.force_login(staff)
    whole = client.get("/readyz").json()
    assert (whole["worker"], whole["search_index"]) == (True, True)
    long_ago = timezone.now() - datetime.timedelta(minutes=11)
    goods["bowl"].save()
    Waiting.objects.update(since=long_ago)
    assert client.get("/readyz").json()["search_index"] is False
    text = (
        WaitingAdmin(Waiting, admin.site).changelist_view(request_of(staff)).context_data["title"]
    )
    assert "660" in text
    DBTaskResult.objects.update(status="READY", enqueued_at=long_ago)
    if not DBTaskResult.objects.exists():
        catch_up_task.enqueue()
        DBTaskResult.objects.update(status="READY", enqueued_at=long_ago)
    told = client.get("/readyz")
    assert (told.status_code, told.json()["worker"]) == (200, False)
    catch_up()
    assert client.get("/readyz").json()["search_index"] is True


def test_a_basket_tells_a_new_price_and_what_sold_out_at_once(goods, client):
    sauce = goods["sauce"]
    client.post(f"/en/basket/add/{sauce.pk}/", {"quantity": 2})
    set_price_and_stock(product=sauce, price=123_000, in_stock=5)
    assert "246,000" in client.get("/en/basket/").content.decode()
    set_price_and_stock(product=sauce, price=123_000, in_stock=0)
    assert "is sold out: please take it out." in client.get("/en/basket/").content.decode()


def test_sold_out_shows_at_once(goods, client):
    set_price_and_stock(product=goods["sauce"], price=99_000, in_stock=0)
    page = client.get("/en/products/?q=fish+sauce")
    assert page.context["cards"][0].stock_state == "out"
    assert "99,000" in page.context["cards"][0].price_text


def test_a_flood_of_products_hides_no_maker_and_the_heaviest_come_first(goods):
    """Of very many that match alike, those that can be had and have more stars are compared."""
    flood = range(1_000_000, 1_002_200)
    weights = {pk: pk % 15 for pk in flood}
    write(
        Document("product", pk, {"vi": "Gốm thường"}, {"vi": "/vi/"}, "", weight=weight)
        for pk, weight in weights.items()
    )
    found = find("gom thuong", "vi")
    assert set(found.matches) == set(flood)
    assert [weights[pk] for pk in found.ranked] == sorted(weights.values(), reverse=True)[
        : len(found.ranked)
    ] and len(found.ranked) > 100
    assert "village" in {kind for kind, _title, _path in find("gom", "vi").others}
    maker = factories.make_producer("Gốm Ánh Hồng")
    maker.save()
    catch_up()
    kinds = [row["kind"] for row in suggest("go", "vi")]
    assert "producer" in kinds and kinds.count("product") >= 5
