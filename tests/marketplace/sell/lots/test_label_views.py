"""Print runs: drawn by the queue, fetched by their producer alone, read back by a scanner."""

import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from catalogue.origin.labels.services import activate_labels, mint_labels, reprint_labels
from catalogue.origin.lots.services import open_lot, recall_lot, release_lot
from catalogue.origin.models import Label, LabelBatch
from marketplace.lots.printing import draw_batch
from tests import factories

pytestmark = pytest.mark.django_db
Job, State = LabelBatch.JobState, Label.State


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def url(name: str, *args) -> str:
    return reverse(f"lots:{name}", args=args)


@pytest.fixture
def lot(product, owner):
    return release_lot(lot=open_lot(product=product, quantity=80, by=owner), by=owner)


def drawn(lot, owner, count=30, **fields) -> LabelBatch:
    batch = mint_labels(lot=lot, count=count, by=owner, **fields)
    assert draw_batch.func(batch.pk)
    batch.refresh_from_db()
    return batch


def addresses_of(batch: LabelBatch, dpi: int) -> list[str]:
    with batch.file.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
        return [
            code.text
            for page in document
            for code in zxingcpp.read_barcodes(page.render(scale=dpi / 72).to_pil())
        ]


def test_printing_goes_through_the_queue_and_shows_how_far_it_is(
    client, lot, owner, django_capture_on_commit_callbacks
):
    client.force_login(owner)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            url("labels", lot.pk), {"count": "30", "sheet": "L7160", "start_cell": "1"}
        )
    batch = LabelBatch.objects.get()
    assert answer.url == url("run", batch.pk)
    queued = DBTaskResult.objects.filter(task_path__endswith="printing.draw_batch")
    assert [row.args_kwargs["args"] for row in queued] == [[batch.pk]]
    page = client.get(url("run", batch.pk)).content.decode()
    assert "0 of 30 labels drawn" in page
    assert "download" not in page
    assert client.get(url("run-file", batch.pk)).status_code == 404
    assert draw_batch.func(batch.pk)
    told = client.get(url("run-progress", batch.pk)).json()
    assert (told["state"], told["has_ended"]) == ("done", True)
    assert (told["done"], told["count"]) == (30, 30)
    answer = client.get(url("run-file", batch.pk), follow=True)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_failed_run_says_so_and_can_be_drawn_again(client, lot, owner, monkeypatch):
    batch = mint_labels(lot=lot, count=3, by=owner)

    def full(*_args, **_fields):
        raise OSError("No space left on device")

    monkeypatch.setattr("marketplace.lots.printing.draw_sheets", full)
    assert not draw_batch.func(batch.pk)
    monkeypatch.undo()
    batch.refresh_from_db()
    assert batch.job_state == Job.FAILED
    client.force_login(owner)
    assert "nothing is lost" in client.get(url("run", batch.pk)).content.decode()
    client.post(url("run-again", batch.pk))
    assert draw_batch.func(batch.pk)
    assert batch.labels.count() == 3


def test_reprint_has_the_same_serials_and_its_reason(client, lot, owner):
    batch = drawn(lot, owner, 5)
    client.force_login(owner)
    client.post(url("reprint", batch.pk), {"sheet": "L7160", "start_cell": "1"})
    assert LabelBatch.objects.count() == 1
    client.post(
        url("reprint", batch.pk), {"sheet": "L7160", "start_cell": "3", "reason": "kẹt giấy"}
    )
    again = LabelBatch.objects.get(reprint_of=batch)
    assert draw_batch.func(again.pk)
    again.refresh_from_db()
    assert (again.reason, again.start_cell) == ("kẹt giấy", 3)
    assert sorted(addresses_of(again, 150)) == sorted(addresses_of(batch, 150))
    assert set(batch.labels.values_list("prints", flat=True)) == {2}
    lot.refresh_from_db()
    assert lot.labels_issued == 5


def test_only_the_spoilt_labels_are_printed_again(client, lot, owner):
    batch = drawn(lot, owner, 5)
    spoilt = batch.labels.values_list("serial", flat=True)[2]
    client.force_login(owner)
    client.post(
        url("reprint", batch.pk),
        {"sheet": "L7160", "start_cell": "1", "reason": "nhòe", "serials": f" {spoilt.lower()} "},
    )
    again = LabelBatch.objects.get(reprint_of=batch)
    assert (again.count, again.reprint_serials) == (1, [spoilt])
    assert draw_batch.func(again.pk)
    again.refresh_from_db()
    assert [text[-16:] for text in addresses_of(again, 150)] == [spoilt]


def test_labels_are_put_into_use_all_or_some(client, lot, owner):
    batch = drawn(lot, owner, 5)
    first, *_rest = batch.labels.values_list("serial", flat=True)
    client.force_login(owner)
    typed = " ".join([first[i : i + 4] for i in range(0, 16, 4)]).lower()
    client.post(url("run-activate", batch.pk), {"serials": typed})
    assert batch.labels.get(state=State.ACTIVATED).serial == first
    client.post(url("activate", lot.pk))
    assert batch.labels.filter(state=State.ACTIVATED).count() == 5


def test_void_needs_a_reason_and_gives_room_for_new_ones(client, lot, owner):
    batch = drawn(lot, owner, 80)
    chosen = batch.labels.values_list("serial", flat=True)[:2]
    client.force_login(owner)
    client.post(url("run-void", batch.pk), {"serials": "\n".join(chosen)})
    assert not batch.labels.filter(state=State.REVOKED).exists()
    client.post(url("run-void", batch.pk), {"serials": "\n".join(chosen), "reason": "mất"})
    assert batch.labels.filter(state=State.REVOKED, state_note="mất").count() == 2
    page = client.get(url("labels", lot.pk))
    counts = {state: count for state, _name, count in page.context["states"]}
    assert counts == {"printed": 78, "activated": 0, "sold": 0, "opened": 0, "revoked": 2}
    assert page.context["lot"].labels_left == 2


def test_named_packs_of_the_run_are_noted_as_sold(client, lot, owner):
    batch, other = drawn(lot, owner, 4), drawn(lot, owner, 1)
    client.force_login(owner)
    serials = list(batch.labels.order_by("pk").values_list("serial", flat=True))
    foreign = other.labels.get().serial
    client.post(url("run-activate", batch.pk), {"serials": "\n".join(serials[:3])})
    activate_labels(lot=lot, only=[foreign])
    client.post(url("run-sold", batch.pk), {"serials": " \n "})  # none named: none sold
    assert not lot.labels.filter(state=State.SOLD).exists()
    named = [serials[0].lower(), serials[1], serials[3], foreign]  # the last two: unused, foreign
    answer = client.post(url("run-sold", batch.pk), {"serials": "\n".join(named)}, follow=True)
    sold = lot.labels.filter(state=State.SOLD).order_by("pk").values_list("serial", flat=True)
    assert list(sold) == serials[:2]
    assert "Note what was sold" in answer.content.decode()
    recall_lot(lot=lot, reason="x", by=owner)
    client.post(url("run-sold", batch.pk), {"serials": serials[2]})
    assert batch.labels.get(serial=serials[2]).state == State.ACTIVATED
    assert "Note what was sold" not in client.get(url("run", batch.pk)).content.decode()


def test_no_more_labels_than_goods(client, lot, owner):
    client.force_login(owner)
    answer = client.post(
        url("labels", lot.pk), {"count": "81", "sheet": "L7160", "start_cell": "1"}
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["count"]
    assert not Label.objects.exists()


@pytest.mark.parametrize(
    ("sheet", "cell", "held"), [("L7160", "22", 1), ("L7651", "65", 0), ("L7651", "66", 1)]
)
def test_first_cell_must_be_on_the_sheet(client, lot, owner, sheet, cell, held):
    client.force_login(owner)
    answer = client.post(url("labels", lot.pk), {"count": "1", "sheet": sheet, "start_cell": cell})
    assert (answer.status_code == 422) == bool(held)


def test_recalled_lot_prints_nothing(client, lot, owner):
    batch = drawn(lot, owner, 2)
    recall_lot(lot=lot, reason="chì", by=owner)
    client.force_login(owner)
    client.post(url("labels", lot.pk), {"count": "1", "sheet": "L7160", "start_cell": "1"})
    client.post(url("reprint", batch.pk), {"sheet": "L7160", "start_cell": "1", "reason": "x"})
    client.post(url("run-activate", batch.pk), {"serials": ""})
    assert LabelBatch.objects.count() == 1
    assert set(batch.labels.values_list("state", flat=True)) == {State.PRINTED}


def test_one_label_is_found_by_its_serial_and_drawn_alone(client, lot, owner):
    batch = drawn(lot, owner, 2)
    label = batch.labels.first()
    client.force_login(owner)
    page = client.get(url("labels", lot.pk), {"serial": label.serial.lower()})
    assert page.context["label"] == label
    for ending, kind in (("svg", "image/svg+xml"), ("png", "image/png")):
        answer = client.get(url("single", label.serial, ending))
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    other = factories.make_member(factories.make_producer(), "other@example.com")
    client.force_login(other)
    assert client.get(url("single", label.serial, "svg")).status_code == 404


def test_hidden_codes_find_no_room_on_small_labels(client, lot, owner):
    client.force_login(owner)
    answer = client.post(
        url("labels", lot.pk),
        {"count": "1", "sheet": "L7651", "start_cell": "1", "hidden": "on"},
    )
    assert list(answer.context["form"].errors) == ["hidden"]


def test_code_too_long_for_a_label_is_told_before_any_is_made(client, lot, owner, settings):
    settings.SITE_URL = f"https://{'cho-lang-nghe.' * 12}example.vn"
    client.force_login(owner)
    answer = client.post(url("labels", lot.pk), {"count": "1", "sheet": "L7651", "start_cell": "1"})
    assert list(answer.context["form"].errors) == ["sheet"]
    assert not Label.objects.exists()


RUN_PAGES = ["run", "run-progress", "run-file"]
RUN_MOVES = ["run-again", "reprint", "run-activate", "run-sold", "run-void"]


@pytest.mark.parametrize("name", [*RUN_PAGES, *RUN_MOVES])
def test_another_producer_finds_no_run(client, lot, owner, stranger, name):
    batch = drawn(lot, owner, 2)
    client.force_login(stranger)
    ask = client.get if name in RUN_PAGES else client.post
    assert ask(url(name, batch.pk)).status_code == 403
    client.force_login(factories.make_member(factories.make_producer(), "other@example.com"))
    assert ask(url(name, batch.pk), {"reason": "x", "serials": ""}).status_code == 404
    assert LabelBatch.objects.count() == 1
    assert set(batch.labels.values_list("state", flat=True)) == {State.PRINTED}


def test_reprint_of_revoked_labels_leaves_them_out(lot, owner):
    batch = drawn(lot, owner, 3)
    gone = batch.labels.first()
    Label.objects.filter(pk=gone.pk).update(state=State.REVOKED)
    again = reprint_labels(batch=batch, reason="x", by=owner)
    assert draw_batch.func(again.pk)
    again.refresh_from_db()
    assert sorted(text[-16:] for text in addresses_of(again, 150)) == sorted(
        batch.labels.exclude(pk=gone.pk).values_list("serial", flat=True)
    )
