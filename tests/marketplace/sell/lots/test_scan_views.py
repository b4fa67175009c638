"""Scans in the portal: counted right by week, province and product; alarms; files."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from catalogue.origin.labels.services import mint_labels
from catalogue.origin.lots.services import open_lot
from catalogue.origin.models import Scan, Suspicion
from catalogue.origin.models.scans import Verdict
from catalogue.places.models import Province
from marketplace.sell.lots.charts import TILES
from tests import factories

pytestmark = pytest.mark.django_db
QUERIES = 15


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def url(query: str = "") -> str:
    return reverse("lots:scans") + query


def scan(product, *, weeks_ago=0, province="01", verdict=Verdict.NEW, **fields) -> Scan:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    return Scan.objects.create(
        product=product,
        hour=hour - datetime.timedelta(weeks=weeks_ago),
        province=Province.objects.get(code=province, valid_to=None) if province else None,
        verdict=verdict,
        **fields,
    )


def test_page_draws_chart_map_and_tables(client, owner, product):
    scan(product)
    scan(product, province="48")
    client.force_login(owner)
    page = client.get(url()).content.decode()
    assert page.count("<rect") >= 12 + 2 * len(TILES)
    assert "Hoàng Sa" in page
    assert "Trường Sa" in page
    assert "<title>Đà Nẵng: 1</title>" in page
    assert "2 scans" in page


def test_alarms_tell_label_and_kind(client, owner, product):
    lot = open_lot(product=product, quantity=5, by=owner)
    label = mint_labels(lot=lot, count=1, by=owner).labels.get()
    for verdict in (Verdict.NOT_ACTIVATED, Verdict.NOT_ACTIVATED, Verdict.FAR):
        scan(product, verdict=verdict, lot=lot, label=label)
    scan(product, verdict=Verdict.FORGED)
    scan(product, verdict=Verdict.NEW)
    Suspicion.objects.create(
        product=product, address="/P/x", message="Tem bị bóc", email="mua@example.vn"
    )
    client.force_login(owner)
    answer = client.get(url())
    alarms = answer.context["figures"].alarms
    found = {(alarm.verdict, alarm.serial): alarm.number for alarm in alarms}
    assert found == {
        ("not_activated", label.serial): 2,
        ("far", label.serial): 1,
        ("forged", None): 1,
    }
    page = answer.content.decode()
    assert "Tem bị bóc" in page
    assert "mua@example.vn" not in page


def test_another_producers_scans_and_products_stay_unseen(client, owner, product):
    other = factories.make_product(title="Của người khác")
    scan(other)
    client.force_login(owner)
    for query in ("", f"?product={other.pk}"):
        answer = client.get(url(query))
        assert answer.context["figures"].total == 0
        assert "Của người khác" not in answer.content.decode()


@pytest.mark.parametrize("query", ["?product=x", "?weeks=99", "?product=9" + "9" * 40, "?weeks=-1"])
def test_nonsense_means_everything(client, owner, product, query):
    scan(product)
    client.force_login(owner)
    answer = client.get(url(query))
    assert (answer.status_code, answer.context["figures"].total) == (200, 1)


def test_files_hold_the_same_figures(client, owner, product):
    scan(product)
    scan(product)
    scan(product, province="79", weeks_ago=1)
    client.force_login(owner)
    text = client.get(reverse("lots:scans-file", args=["csv"])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    answer = client.get(reverse("lots:scans-file", args=["xlsx"]))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert rows[0][0] == "Week from"
    assert [(row[1], row[3], row[5]) for row in rows[1:]] == [
        (product.code, "Hồ Chí Minh", "1"),
        (product.code, "Hà Nội", "2"),
    ]
    assert [row[5].value for row in sheet.iter_rows(min_row=2)] == [1, 2]


def test_a_title_cannot_become_a_formula(client, owner, producer):
    scan(factories.make_product(producer, title="=HYPERLINK(1)"))
    client.force_login(owner)
    with translation.override("vi"):
        text = client.get(reverse("lots:scans-file", args=["csv"])).content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text.splitlines()[1])))[2] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("count", [1, 30])
def test_page_costs_the_same_queries_for_one_scan_and_for_thirty(
    client, owner, product, count, django_assert_num_queries
):
    for number in range(count):
        scan(product, weeks_ago=number % 12, province=("01", "79", "48")[number % 3])
    client.force_login(owner)
    client.get(url())
    with django_assert_num_queries(QUERIES):
        assert client.get(url()).context["figures"].total == count


def test_strangers_see_no_scans(client, stranger):
    assert client.get(url()).status_code == 302
    client.force_login(stranger)
    assert client.get(url()).status_code == 403
