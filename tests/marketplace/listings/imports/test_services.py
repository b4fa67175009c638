"""A table from its sending to its undoing: all of it or nothing, once, only by who may."""

import datetime
import re

import pytest
from django.utils import timezone, translation

from catalogue.models import Product
from marketplace.files.storage import private_storage
from marketplace.listings.imports import services
from marketplace.listings.imports.models import ImportRow, ProductImport
from marketplace.listings.imports.services import ImportRefused, SentBefore
from marketplace.listings.models import OfferChange, Revision
from marketplace.listings.services import propose, send_back
from marketplace.producers.models import Producer
from tests import factories
from tests.flows.sale import place, stock
from tests.marketplace.listings.imports.tables import NEW, applied, sent, table, told, undone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def vase(producer):
    return factories.make_product(producer, title="Lọ hoa")


def offer(product) -> tuple:
    product.refresh_from_db()
    return product.price, stock(product)[0]


def test_prices_and_stock_count_at_once_and_new_products_wait(producer, owner, vase):
    made = applied(producer, owner, {"code": vase.code, "price": "300k", "stock": "12"}, NEW)
    assert (made.state, made.counts) == (
        "applied",
        {"created": 1, "changed": 1, "unchanged": 0, "refused": 0, "far": 0, "doubted": 0},
    )
    assert offer(vase) == (300_000, 12)
    changes = OfferChange.objects.order_by("what")
    assert list(changes.values_list("product", "what", "before", "after", "by")) == [
        (vase.pk, "price", 250_000, 300_000, owner.pk),
        (vase.pk, "stock", 10, 12, owner.pk),
    ]
    proposal = Revision.objects.get()
    assert (proposal.state, proposal.batch.table, proposal.product) == ("submitted", made, None)
    assert proposal.content == {
        "title_vi": "Ấm trà men lam",
        "summary_vi": "Vẽ tay.",
        "story_vi": "",
        "unit_vi": "",
        "title_en": "",
        "summary_en": "",
        "story_en": "",
        "title_ind": "",
        "summary_ind": "",
        "ocop_set": 21,
        "price": 120_000,
        "stock": 5,
        "weight_g": 0,
        "made_to_order": False,
        "delivery_reach": 3,
    }
    services.apply_import.func(made.pk)  # a task is given twice
    assert OfferChange.objects.count() == 2 and Revision.objects.count() == 1


def test_nothing_counts_before_it_is_agreed_to(producer, owner, vase):
    made = sent(producer, owner, {"code": vase.code, "price": "300000"})
    assert made.is_checked
    services.apply_import.func(made.pk)
    assert offer(vase) == (250_000, 10)


def test_what_sold_meanwhile_refuses_the_whole_and_says_which_row(producer, owner, vase):
    other = factories.make_product(producer, title="Bát")
    made = sent(
        producer, owner, {"code": vase.code, "stock": "12"}, {"code": other.code, "price": "260k"}
    )
    services.confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    vase.stockrecords.update(num_in_stock=7)
    assert services.apply_import.func(made.pk) is False
    made.refresh_from_db()
    assert made.is_checked and made.counts["refused"] == 1
    said = "You saw 10 in stock, meanwhile there are 7. Nothing was changed: look, and count again."
    assert told(made) == [("refused", [("stock", said)]), ("changed", [])]
    assert offer(other) == (250_000, 10)
    vase.stockrecords.update(price=260_000)
    made = sent(producer, owner, {"code": vase.code, "price": "270k"})
    services.confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    vase.stockrecords.update(price=200_000)
    services.apply_import.func(made.pk)
    assert told(made) == [("refused", [("price", "It costs 200,000 meanwhile.")])]


def test_refused_rows_and_far_prices_are_agreed_to_by_word(producer, owner, vase):
    made = sent(
        producer, owner, {"code": vase.code, "price": "25000"}, {"code": "X1", "price": "9"}
    )
    assert (made.counts["far"], made.counts["refused"]) == (1, 1)
    for words, said in (
        (
            {"leaves_out": False, "is_sure": True},
            "Some rows are refused. Mend them and send the table anew, or leave them out.",
        ),
        (
            {"leaves_out": True, "is_sure": False},
            "Some prices are far from the last. Look at them and say that they are right.",
        ),
    ):
        with pytest.raises(ImportRefused, match=re.escape(said)):
            services.confirm(table=made, by=owner, **words)
    services.confirm(table=made, by=owner, leaves_out=True, is_sure=True)
    with pytest.raises(ImportRefused, match="This table has moved on meanwhile: look at it again"):
        services.confirm(table=made, by=owner, leaves_out=True, is_sure=True)


def test_table_that_changes_nothing_is_not_applied(producer, owner, vase):
    made = sent(producer, owner, {"code": vase.code, "price": "250000"})
    with pytest.raises(ImportRefused, match="No row of this table changes anything"):
        services.confirm(table=made, by=owner, leaves_out=True, is_sure=True)


def test_same_file_asks_and_goes_again_when_meant(producer, owner):
    first = sent(producer, owner, NEW)
    with pytest.raises(SentBefore) as refusal:
        sent(producer, owner, NEW)
    assert refusal.value.table == first
    assert sent(producer, owner, NEW, again=True).pk != first.pk
    stranger = factories.make_producer()
    assert sent(stranger, factories.make_member(stranger), NEW).is_checked  # no word of others


def test_one_table_at_a_time_and_a_cancelled_one_keeps_no_rows(producer, owner):
    content = table(NEW)
    made = services.upload(producer=producer, name="a.csv", content=content, by=owner, again=False)
    with pytest.raises(
        ImportRefused,
        match=r"Another table of yours is at work. Wait until it is done, or cancel it",
    ):
        sent(producer, owner, NEW | {"price": "130k"})
    services.cancel(table=made)
    services.cancel(table=made)
    assert services.read_import.func(made.pk) is False
    made = sent(producer, owner, NEW)
    services.cancel(table=made)
    assert not ImportRow.objects.exists()
    done = applied(producer, owner, NEW)
    with pytest.raises(ImportRefused, match="moved on"):
        services.cancel(table=done)


def test_lost_worker_s_table_is_read_by_another_and_the_lost_one_writes_no_more(
    producer, owner, monkeypatch
):
    made = services.upload(
        producer=producer, name="a.csv", content=table(NEW), by=owner, again=False
    )
    check = services.check_rows

    def killed(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "check_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        services.read_import.func(made.pk)
    monkeypatch.setattr(services, "check_rows", check)
    assert services.go_on_with_tables() == 0  # it may be at work
    old = timezone.now() - services.LOST_AFTER - datetime.timedelta(seconds=1)
    ProductImport.objects.update(told_at=old)
    assert (services.go_on_with_tables(), services.go_on_with_tables()) == (1, 0)

    calls = []

    def once(*args):
        monkeypatch.setattr(services, "check_rows", check)
        calls.append(services.read_import.func(made.pk))
        yield from check(*args)

    monkeypatch.setattr(services, "check_rows", once)
    assert services.read_import.func(made.pk) is False
    assert calls == [True]
    made.refresh_from_db()
    assert made.is_checked and made.rows.count() == 1


def test_table_that_is_cancelled_while_it_is_read_stays_so(producer, owner, monkeypatch):
    made = services.upload(
        producer=producer, name="a.csv", content=table(NEW), by=owner, again=False
    )
    check = services.check_rows

    def cancelled(*args):
        services.cancel(table=made)
        yield from check(*args)

    monkeypatch.setattr(services, "check_rows", cancelled)
    assert services.read_import.func(made.pk) is False
    made.refresh_from_db()
    assert made.is_cancelled and not made.rows.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"a;b;c\n1;2;3", "no_header"), (b"%PDF-1.4", "pdf"), (b"code;price;price\n1;2;3", "twice")],
)
def test_file_that_is_no_table_of_products_says_why(producer, owner, content, code):
    made = services.upload(producer=producer, name="x", content=content, by=owner, again=False)
    services.read_import.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure) == ("failed", code)


def test_lost_file_is_said(producer, owner):
    made = services.upload(
        producer=producer, name="a.csv", content=table(NEW), by=owner, again=False
    )
    private_storage().delete(made.file.name)
    services.read_import.func(made.pk)
    made.refresh_from_db()
    assert (made.state, made.failure, made.failed_row) == ("failed", "lost", 0)


def test_unverified_producer_gets_drafts_and_no_batch(owner, producer):
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.REGISTERING)
    made = applied(producer, owner, NEW)
    proposal = Revision.objects.get()
    assert (proposal.state, proposal.batch, made.state) == ("draft", None, "applied")


def test_undone_import_leaves_all_as_it_was(producer, owner, staff, vase):
    back = propose(producer=producer, product=vase, content={"title_vi": "Lọ cũ"}, by=owner)
    send_back(revision=back, note="Rõ hơn.", by=staff)
    made = applied(
        producer,
        owner,
        {"code": vase.code, "price": "300k", "stock": "12", "title_vi": "Lọ hoa sen"},
        NEW,
    )
    back.refresh_from_db()
    assert (back.state, back.content["title_vi"]) == ("submitted", "Lọ hoa sen")
    assert undone(made).state == "undone"
    assert offer(vase) == (250_000, 10)
    back.refresh_from_db()
    assert (back.state, back.content, back.batch) == ("returned", {"title_vi": "Lọ cũ"}, None)
    assert list(Revision.objects.all()) == [back]
    assert OfferChange.objects.count() == 4
    services.ask_undo(table=made)
    assert services.undo_import.func(made.pk) is False
    assert OfferChange.objects.count() == 4


def test_draft_that_an_import_sent_is_a_draft_again(producer, owner):
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.REGISTERING)
    applied(producer, owner, NEW)
    Producer.objects.filter(pk=producer.pk).update(state=Producer.State.VERIFIED)
    producer.refresh_from_db()
    made = applied(producer, owner, NEW | {"price": "130k"})
    assert made.counts["changed"] == 1 and Revision.objects.get().is_submitted
    undone(made)
    draft = Revision.objects.get()
    assert (draft.state, draft.content["price"], draft.submitted_at) == ("draft", 120_000, None)


def test_what_moved_since_prevents_the_undoing_and_is_named(producer, owner, staff, vase):
    made = applied(producer, owner, {"code": vase.code, "price": "300k", "stock": "12"}, NEW)
    place([(vase, 1)], method="cash")  # held, not gone: nothing moved
    vase.stockrecords.update(price=310_000, num_in_stock=11)
    send_back(revision=Revision.objects.get(), note="Rõ hơn.", by=staff)
    made = undone(made)
    assert made.is_applied and stock(vase)[0] == 11
    assert [
        (number, [(key, said["en"]) for key, said in problems])
        for number, _title, problems in made.kept_from
    ] == [
        (
            2,
            [
                ("price", "It costs 310,000 now, which is not what the table said."),
                ("stock", "There are 11 in stock now, which is not what the table said."),
            ],
        ),
        (3, [("", "Its proposal was decided on or changed since.")]),
    ]


def test_only_the_last_import_is_undone(producer, owner, vase):
    first = applied(producer, owner, {"code": vase.code, "price": "300k"})
    second = applied(producer, owner, {"code": vase.code, "price": "310k"})
    with pytest.raises(
        ImportRefused, match="Only the last import can be undone; undo the later one first"
    ):
        services.ask_undo(table=first)
    undone(second)
    assert undone(first).is_undone and offer(vase)[0] == 250_000
    with pytest.raises(ImportRefused, match="moved on"):
        services.ask_undo(table=sent(producer, owner, NEW))


def test_name_that_is_taken_meanwhile_refuses_all(producer, owner):
    made = sent(producer, owner, NEW)
    services.confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    factories.make_product(producer, title=NEW["title_vi"])
    services.apply_import.func(made.pk)
    assert told(made) == [("refused", [("title_vi", "This name is taken meanwhile.")])]
    assert not Revision.objects.exists() and Product.objects.count() == 1


def test_rows_and_files_of_half_a_year_ago_go_and_what_became_of_them_stays(producer, owner):
    made = applied(producer, owner, NEW)
    ProductImport.objects.update(created_at=timezone.now() - services.KEPT)
    assert services.forget_old_tables() == 1 and services.forget_old_tables() == 0
    made.refresh_from_db()
    assert not made.rows.exists() and made.counts["created"] == 1


def test_applying_begins_with_nothing_done(producer, owner, vase):
    made = sent(producer, owner, {"code": vase.code, "price": "300k"})
    ProductImport.objects.update(progress=7)
    services.confirm(table=made, by=owner, leaves_out=False, is_sure=False)
    made.refresh_from_db()
    assert (made.state, made.progress, made.kept_from) == ("applying", 0, [])
