"""A table of proposals at the desk: one entry, a sample, single ones back, the rest published."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.desk.moderation.batches import sample_of
from marketplace.listings.imports.batches import publish_batch
from marketplace.listings.models import ProposalBatch, Revision
from marketplace.producers.models import Producer
from tests import factories
from tests.marketplace.listings.imports.tables import NEW, applied

pytestmark = pytest.mark.django_db
QUEUE = "/en/sell/review/"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def batch(producer, owner):
    vase = factories.make_product(producer, title="Lọ hoa")
    rows = [NEW | {"title_vi": f"Ấm số {n:02}"} for n in range(14)]
    return applied(producer, owner, {"code": vase.code, "title_vi": "Lọ sen"}, *rows).batch


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def messages_of(response) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def test_batch_is_one_entry_of_the_queue_and_its_rows_are_found_by_words(desk, batch):
    page = desk.get(QUEUE)
    assert list(page.context["page"]) == [] and "hang.csv" in text_of(page)
    assert 'Table <b class="num">15</b>' in text_of(page)
    assert len(desk.get(f"{QUEUE}?q=số 03").context["page"]) == 1
    assert "hang.csv" in text_of(desk.get(f"{QUEUE}batches/?q=hang"))
    assert "hang.csv" not in text_of(desk.get(f"{QUEUE}batches/?show=all-decided"))


def test_sample_reaches_from_the_first_to_the_last(desk, batch):
    page = desk.get(f"{QUEUE}batches/{batch.pk}/")
    rows = [row.revision.title for row in page.context["rows"]]
    vase_title = batch.proposals.order_by("pk")[0].title
    assert len(rows) == 10 and (rows[0], rows[-1]) == (vase_title, "Ấm số 13")
    assert "<del>Lọ hoa</del> → Lọ sen" in text_of(page)
    assert "Publish all 15 that wait" in text_of(page)
    few = Revision.objects.order_by("pk")[:3].values_list("pk", flat=True)
    assert sample_of(few) == list(few)


def test_ticked_ones_go_back_and_the_rest_is_published(desk, batch):
    path = f"{QUEUE}batches/{batch.pk}/"
    first, second = batch.proposals.order_by("pk")[:2]
    for data, said in (
        ({"return": "1", "row": [first.pk]}, "Please say what has to change."),
        ({"return": "1", "note": "Rõ hơn."}, "Tick what is to go back."),
        ({"return": "1", "note": "Rõ hơn.", "row": [first.pk, second.pk]}, "2 sent back to mend."),
        ({"publish": "1"}, "It is being published. You can leave this page."),
        ({"all": "1", "note": "x"}, "Somebody has decided on this batch already."),
    ):
        assert messages_of(desk.post(path, data, follow=True)) == [said]
    told = desk.get(f"{path}progress.json").json()
    assert told == {"done": 2, "count": 15, "has_ended": False, "text": "2 of 15 are done"}
    publish_batch.func(batch.pk)
    page = text_of(desk.get(path))
    assert "Decided" in page and "Publish all" not in page
    assert "Rõ hơn." in text_of(desk.get(f"{path}?show=returned"))
    assert "hang.csv" in text_of(desk.get(f"{QUEUE}batches/?show=all-decided"))


def test_nothing_of_a_suspended_producer_is_published(desk, batch):
    Producer.objects.update(state=Producer.State.SUSPENDED)
    page = desk.post(f"{QUEUE}batches/{batch.pk}/", {"publish": "1"}, follow=True)
    assert messages_of(page) == ["This producer is not verified yet: it may not sell."]
    assert ProposalBatch.objects.get().is_waiting


def test_batches_are_the_moderators(client, batch, owner):
    client.force_login(owner)
    for path in ("batches/", f"batches/{batch.pk}/", f"batches/{batch.pk}/progress.json"):
        assert client.get(QUEUE + path).status_code == 302
    client.post(f"{QUEUE}batches/{batch.pk}/", {"publish": "1"})
    batch.refresh_from_db()
    assert batch.is_waiting


def test_pages_cost_the_same_for_few_and_many(desk, batch, producer, owner):
    def spent(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(desk.get(QUEUE + path).content) < 60_000
        return len(queries)

    paths = ("", "batches/", f"batches/{batch.pk}/", f"batches/{batch.pk}/?show=new")
    few = [spent(path) for path in paths]
    few = [spent(path) for path in paths]
    for n in range(3):
        applied(producer, owner, NEW | {"title_vi": f"Bát {n}"})
    rows = [NEW | {"title_vi": f"Đĩa {n}", "story_vi": "Chuyện " * 800} for n in range(30)]
    new = applied(producer, owner, *rows).batch
    batch.proposals.update(batch=new)
    paths = ("", "batches/", f"batches/{new.pk}/", f"batches/{new.pk}/?show=new")
    assert [spent(path) for path in paths] == few and max(few) <= 15
