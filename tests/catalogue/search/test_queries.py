"""What people type finds what they mean, on every database alike."""

import datetime
import time

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from catalogue.listing.state import SORTS
from catalogue.models import Availability, Product, Publication
from catalogue.products.services import set_price_and_stock, withdraw_product
from catalogue.search.admin import WaitingAdmin
from catalogue.search.models import Asked, Entry, Synonym, Waiting, Word
from catalogue.search.queries import MOST_RANKED, MOST_READ, find, lag, suggest
from catalogue.search.query import vocabulary
from catalogue.search.services import Document, catch_up, catch_up_task, rebuild, write
from marketplace.demo.stories import PLAIN
from tests import factories

pytestmark = pytest.mark.django_db

GOODS = {  # key: (Vietnamese, English, Indonesian, village)
    "bowl": ("Bát ăn cơm men rạn", "Crackle rice bowl", "Mangkuk nasi", "Bát Tràng"),
    "scarf": ("Khăn lụa vân mây", "Cloud silk scarf", "Selendang sutra", "Vạn Phúc"),
    "sauce": ("Nước mắm cốt", "First-press fish sauce", "Kecap ikan", "Ba Vì"),
    "lamp": ("Đèn sơn mài", "Lacquer lamp", "Lampu pernis", "Hạ Thái"),
    "hat": ("Nón lá quai lụa", "Conical hat", "Topi kerucut", "Chuông"),
    "basket": ("Giỏ mây đan", "Rattan basket", "Keranjang rotan", "Phú Vinh"),
}


@pytest.fixture
def goods(db) -> dict[str, Product]:
    made = {}
    for key, (vi, en, ind, place) in GOODS.items():
        village = factories.make_village(place)
        product = factories.make_product(
            factories.make_producer(f"Hợp tác xã {place}", village=village)
        )
        product.title = product.title_vi = vi
        product.title_en, product.title_ind = en, ind
        product.summary_vi = product.summary_en = product.summary_ind = ""
        product.save()
        made[key] = product
    catch_up()
    return made


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


@pytest.mark.parametrize(
    ("text", "key", "mended"),
    [
        ("battrang", "bowl", "bat trang"),
        ("gốm battràng", "bowl", "gom bat trang"),
        ("vanphuc", "scarf", "van phuc"),
        ("nuocmam cot", "sauce", "nuoc mam cot"),
        ("NƯỚCMẮM", "sauce", "nuoc mam"),
        ("conicalhat", "hat", "conical hat"),
        ("nonla", "hat", "non la"),
    ],
)
def test_glued_words_are_parted_and_the_page_says_so(goods, client, text, key, mended):
    found = find(text, "vi")
    assert (found.ranked[0], found.mended, found.is_loosened) == (goods[key].pk, mended, False)
    page = client.get("/en/products/", {"q": text}).content.decode()
    assert f"We looked for “{mended}”." in page


def test_glued_words_while_typing_and_what_stays_whole(goods):
    for text in ("battrang", "battr", "gom battran"):
        assert "Bát Tràng" in [row["title"] for row in suggest(text, "vi")], text
    assert find("battr", "vi").mended == ""  # finished, it is no word and a beginning
    # Of two ways to part it, the one whose rarer half is the more frequent.
    Word.objects.bulk_create(
        [Word(text=t, entries=n) for t, n in {"xo": 9, "xoq": 3, "qan": 1, "an": 5}.items()],
        ignore_conflicts=True,
    )
    Word.objects.filter(text="an").update(entries=5)
    vocabulary.at = None
    assert vocabulary.refresh().part("xoqan") == ["xoq", "an"]
    # One slip from a word it is that word, though its halves are words too; so is a synonym.
    Word.objects.bulk_create([Word(text=t, entries=50) for t in ("sau", "se")])
    Synonym.objects.create(phrases="nước mắm\nsausauce")
    vocabulary.at = None
    assert find("sause", "vi").mended == "sauce"
    assert vocabulary.refresh().part("sausauce") == ["sausauce"]
    Word.objects.bulk_create([Word(text="trang7", entries=9)])
    vocabulary.at = None
    assert vocabulary.refresh().part("battrang7") == ["battrang7"]  # perhaps a code
    assert vocabulary.part("a" * 60) == ["a" * 60]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("buy a conical hat online from vietnam", "hat"),
        ("xyzzyq nuoc mam qqwwzz", "sauce"),
        ("g\u200bốm b\u00adát tràng", "bowl"),
        ("nuo\u200dc mắm", "sauce"),
    ],
)
def test_words_nobody_knows_and_signs_nobody_sees_are_passed_over(goods, text, key):
    assert first(text) == goods[key].pk


def test_codes_gtins_and_certificates_are_found_exactly(goods):
    bowl = goods["bowl"]
    bowl.gtin = "8930000000019"
    bowl.save()
    factories.make_certificate(goods["hat"], decision_number="4412/QĐ-UBND")
    catch_up()
    for text in (bowl.code, "8930000000019", "08930000000019"):
        assert find(text, "vi").ranked == [bowl.pk]
    assert find("4412/QĐ-UBND", "vi").ranked == [goods["hat"].pk]


def test_staffs_synonym_works_at_once(goods):
    assert find("sombrero", "vi").ranked == []
    Synonym.objects.create(phrases="nón lá\nsombrero")
    assert first("sombrero") == goods["hat"].pk


def test_villages_producers_and_sets_are_found_beside(goods):
    kinds = {kind for kind, _title, _path in find("bat trang", "vi").others}
    assert {"village", "producer"} <= kinds


def test_suggestions_complete_the_last_word_in_the_readers_language(goods, client):
    titles = [row["title"] for row in suggest("rattan bas", "en")]
    assert titles == ["Rattan basket"]
    assert [row["title"] for row in suggest("keranj", "id")][-1:] == ["Keranjang rotan"]
    answer = client.get("/en/search/suggest/?q=coni")
    assert answer.json()["suggestions"][0]["title"] == "Conical hat"
    assert "public" in answer.headers["Cache-Control"]
    assert client.get("/en/search/suggest/").json()["suggestions"] == []


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


def test_what_a_back_office_saves_on_a_stock_record_shows_at_once(goods, client):
    sauce = goods["sauce"]
    record = sauce.stockrecords.get()
    record.price, record.num_in_stock = 77_000, 0
    record.save()
    card = client.get("/en/products/?q=fish+sauce").context["cards"][0]
    assert (card.stock_state, "77,000" in card.price_text) == ("out", True)
    page = client.get(sauce.get_absolute_url().replace("/vi/", "/en/")).content.decode()
    assert "77,000" in page


def test_a_saved_product_keeps_the_price_of_its_stock_record(goods):
    stale = Product.objects.get(pk=goods["sauce"].pk)
    set_price_and_stock(product=goods["sauce"], price=88_000, in_stock=0)
    stale.made_to_order = True
    stale.save()
    stale.refresh_from_db()
    assert (stale.price, stale.availability) == (88_000, Availability.MADE_TO_ORDER)


def test_a_basket_tells_a_new_price_and_what_sold_out_at_once(goods, client):
    sauce = goods["sauce"]
    client.post(f"/en/basket/add/{sauce.pk}/", {"quantity": 2})
    set_price_and_stock(product=sauce, price=123_000, in_stock=5)
    assert "246,000" in client.get("/en/basket/").content.decode()
    set_price_and_stock(product=sauce, price=123_000, in_stock=0)
    assert "Sold out; please take it out." in client.get("/en/basket/").content.decode()


def test_sold_out_shows_at_once(goods, client):
    set_price_and_stock(product=goods["sauce"], price=99_000, in_stock=0)
    page = client.get("/en/products/?q=fish+sauce")
    assert page.context["cards"][0].stock_state == "out"
    assert "99,000" in page.context["cards"][0].price_text


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        '" OR 1=1 --',
        "AND OR NOT NEAR(",
        "title:x",
        "a*b*c",
        "(((",
        "x & | ! <-> :*",
        "%%__",
        "🫖🫖",
        "\u200b\u200f\u202egốm",
        "a" * 10_000,
        "gom " * 2_500,
        "\\",
        "\x00gom",
        "{}[]^~",
        "ک\u200cوزه",
    ],
)
def test_hostile_texts_answer_with_sense(goods, client, text):
    client.get("/vi/products/")  # a process that has its shelf and templates
    for path in ("/vi/products/", "/vi/search/suggest/"):
        start = time.process_time()  # what else the machine does is not the query's doing
        assert client.get(path, {"q": text}).status_code == 200
        assert time.process_time() - start < 1


def test_a_synonym_may_go_on_while_typing(goods):
    assert "Bát Tràng" in [row["title"] for row in suggest("bat tra", "vi")]


def test_the_numbers_of_the_ranking_page_are_those_of_the_code():
    _titles, (vi, english, indonesian) = PLAIN["how-ranking-works"]
    assert all(str(MOST_RANKED) in text for text in (vi, english, indonesian))
    most = f"{MOST_READ:,}"
    assert most in english and all(most.replace(",", ".") in text for text in (vi, indonesian))
    for text, language in ((vi, "vi"), (english, "en"), (indonesian, "id")):
        with translation.override(language):
            for sort in ("recommended", "reviews", "near"):
                assert str(SORTS[sort]).split(",")[0] in text, (language, sort)


def test_ranking_does_what_its_page_says(client, db):
    """The page "how ranking works", sentence by sentence, in the listing's own order."""
    maker = factories.make_producer("Nhà Trúc")
    texts = {
        "in the name": ("Chén bạch ngọc", "", 5),
        "in the description": ("Ấm lớn", "Vẽ bạch ngọc", 5),
        "in the name, sold out": ("Chén bạch ngọc", "", 0),
    }
    made = {}
    for key, (title, summary, stock) in texts.items():
        product = factories.make_product(maker, stock=stock)
        product.title = product.title_vi = title
        product.title_en = product.title_ind = ""
        product.summary_vi, product.summary_en, product.summary_ind = summary, "", ""
        product.save()
        made[key] = product.pk
    catch_up()

    def order(query: str) -> list[int]:
        return [card.pk for card in client.get(f"/vi/products/?{query}").context["cards"]]

    assert order("q=bach+ngoc") == [
        made["in the name"],
        made["in the name, sold out"],
        made["in the description"],
    ]
    factories.make_certificate(Product.objects.get(pk=made["in the description"]), stars=5)
    assert order("") == [
        made["in the description"],  # stars, among what can be had
        made["in the name"],
        made["in the name, sold out"],
    ]
    assert "bach ngocc" not in client.get("/vi/products/?q=bach+ngocc").context["found"].mended


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


@pytest.mark.parametrize("text", ["lan@example.vn", "0912345678", "so 0912 345 678"])
def test_what_looks_like_somebodys_is_not_kept(client, goods, text):
    assert client.get("/vi/products/", {"q": text}).status_code == 200
    assert not Asked.objects.exists()


def test_a_flood_of_texts_fills_no_table(client, goods, monkeypatch):
    from catalogue.search import services

    monkeypatch.setattr(services, "MOST_ASKED_A_DAY", 3)
    for reader, word in enumerate(("qqxza", "qqxzb", "qqxzc", "qqxzd", "qqxza")):
        client.get("/vi/products/", {"q": word}, REMOTE_ADDR=f"192.0.2.{reader}")
    assert Asked.objects.count() == 3
    assert Asked.objects.get(text="qqxza").times == 2


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
