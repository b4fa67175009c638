"""The origin page: the one answer, what stands behind it, scans, hidden codes, suspicions."""

import datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.formats import date_format

from catalogue.models import Publication
from catalogue.origin.codes import serials
from catalogue.origin.labels import services as label_services
from catalogue.origin.lots import services
from catalogue.origin.models import Label, LotAttachment, LotMaterial, Scan, ScanCount, Suspicion
from catalogue.origin.scans import services as scan_services
from catalogue.origin.scans.suspicions import tell_staff
from catalogue.places.models import Province
from tests import factories

pytestmark = pytest.mark.django_db

PHONE = "Mozilla/5.0 (Linux; Android 15) Mobile"


@pytest.fixture
def product(producer):
    return factories.make_product(producer, village=factories.make_village())


@pytest.fixture
def lot(product, owner):
    lot = services.open_lot(
        product=product,
        quantity=50,
        by=owner,
        number="L-7",
        made_on=timezone.localdate() - datetime.timedelta(days=3),
    )
    return services.release_lot(lot=lot, by=owner)


@pytest.fixture
def label(lot, owner):
    label = label_services.mint_labels(lot=lot, count=1, by=owner, hidden=True).labels.get()
    label_services.activate_labels(lot=lot)
    label.refresh_from_db()
    return label


def path_of(label: Label, language: str = "en") -> str:
    lot = label.lot
    return f"/{language}/origin/P/{lot.product.code}/L/{lot.number}/S/{label.serial}"


def look(client, label, agent: str = PHONE, **headers):
    return client.get(path_of(label), HTTP_USER_AGENT=agent, **headers)


def title(answer) -> str:
    return answer.content.decode().split("<h1>")[1].split("</h1>")[0]


def test_first_look_is_new_and_later_ones_say_how_often_and_since_when(client, label):
    assert title(look(client, label)) == (
        "This code is in our records and has not been looked up before"
    )
    assert title(look(client, label, "Another phone")) == (
        "This code has been looked up 1 time before"
    )
    answer = look(client, label, "A third phone")
    assert title(answer) == "This code has been looked up 2 times before"
    with translation.override("en"):
        assert f"First on {date_format(timezone.localdate())}" in answer.content.decode()
    label.refresh_from_db()
    assert (label.scan_count, Scan.objects.count()) == (3, 3)


def test_page_never_says_a_bare_genuine_and_names_the_domain(client, label):
    for language, word in (("en", "genuine"), ("vi", "chính hãng"), ("id", "asli")):
        text = client.get(path_of(label, language)).content.decode().lower()
        assert word not in text
        assert "127.0.0.1:8000" in text


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        ("revoke", "This label has been revoked"),
        ("recall", "This lot has been recalled"),
        ("open", "The pack under this code has been opened"),
        ("unused", "This label is not in use yet"),
    ],
)
def test_state_of_the_label_or_lot_is_the_answer(client, lot, label, owner, prepare, said):
    if prepare == "revoke":
        label_services.void_labels(lot=lot, reason="Rách", only=[label.serial])
    elif prepare == "recall":
        services.recall_lot(lot=lot, reason="Chì trong men", by=owner)
    elif prepare == "open":
        label_services.open_label(label=label, code=serials.hidden_code(label.serial))
    else:
        label = label_services.mint_labels(lot=lot, count=1, by=owner).labels.get()
    answer = look(client, label)
    assert (answer.status_code, title(answer)) == (200, said)
    if prepare == "recall":
        assert "Chì trong men" in answer.content.decode()
    if prepare == "unused":
        assert Scan.objects.get().verdict == "not_activated"


def test_distant_places_at_once_are_told(client, label, settings):
    settings.SCAN_PROVINCE_HEADER = "X-Province"
    hanoi, hcmc = Province.objects.filter(valid_to=None).order_by("code")[:2]
    look(client, label, HTTP_X_PROVINCE=hanoi.code)
    answer = look(client, label, "Far phone", HTTP_X_PROVINCE=hcmc.code)
    assert title(answer) == "This code turned up in distant places at the same time"
    assert {scan.province_id for scan in Scan.objects.all()} == {hanoi.pk, hcmc.pk}


@pytest.mark.parametrize(
    ("change", "status"),
    [("lot", 404), ("product", 404), ("serial", 404), ("none", 200)],
)
def test_tampered_code_is_not_ours(client, producer, lot, label, change, status):
    other = factories.make_product(producer)
    path = path_of(label)
    if change == "lot":
        factories.make_lot(lot.product, "L-8")
        path = path.replace("/L-7/", "/L-8/")
    elif change == "product":
        factories.make_lot(other, "L-7")
        path = path.replace(lot.product.code, other.code)
    elif change == "serial":
        last = "0" if label.serial[-1] != "0" else "1"
        path = path[:-1] + last
    answer = client.get(path, HTTP_USER_AGENT=PHONE)
    assert answer.status_code == status
    assert (title(answer) == "This code is not ours") is (status == 404)


def test_right_mac_that_was_never_printed_is_not_ours_and_shows_no_lot(client, lot):
    serial = serials.mint(f"P/{lot.product.code}", "L-7", 1)[0]
    answer = client.get(f"/en/origin/P/{lot.product.code}/L/L-7/S/{serial}")
    assert (answer.status_code, title(answer)) == (404, "This code is not ours")
    assert "Quantity of the lot" not in answer.content.decode()


def test_serial_without_its_lot_finds_its_page(client, label):
    answer = client.get(f"/en/origin/P/{label.lot.product.code}/S/{label.serial}")
    assert answer.status_code == 200
    assert "L-7" in answer.content.decode()


def test_unknown_lot_and_lot_in_the_making_show_the_product_alone(client, product, owner):
    services.open_lot(product=product, quantity=5, by=owner, number="NEW", standards="Secret")
    for number in ("NOPE", "NEW"):
        answer = client.get(f"/en/origin/P/{product.code}/L/{number}")
        assert title(answer) == "We know the product, but not this lot"
        assert "Secret" not in answer.content.decode()


def test_chain_shows_each_step_with_who_stands_for_it(client, product, owner, staff):
    lot = services.open_lot(
        product=product,
        quantity=50,
        by=owner,
        materials=[
            LotMaterial(
                name="Cao lanh",
                where_from="Trúc Thôn",
                supplier="Mỏ A",
                supplier_lot="HD-0417",
                quantity=40,
                uom="KGM",
            )
        ],
        standards="TCVN 7436",
    )
    certificate = factories.make_certificate(product)
    services.record_step(lot=lot, step="Vuốt gốm", note="Bàn xoay tay", by=owner)
    services.record_step(
        lot=lot, step="Kiểm tra chì", kind="inspect", by=staff, verifier="QUATEST 1"
    )
    services.record_step(
        lot=lot, step="Chấm điểm", kind="inspect", by=owner, certificate=certificate
    )
    services.release_lot(lot=lot, by=owner)
    text = client.get(f"/en/origin/P/{product.code}/L/{lot.number}").content.decode()
    timeline = text.split('<ol class="timeline">')[1].split("</ol>")[0]
    assert timeline.count("<li>") == 4
    assert "(Mỏ A)" in text and "HD-0417" not in text  # a receipt is its producer's own
    assert "Vuốt gốm" in timeline and "Bàn xoay tay" in timeline and "Bát Tràng" in timeline
    assert timeline.count("Stated by the maker") == 2
    assert "Verified by QUATEST 1" in timeline
    assert "Verified by UBND thành phố Hà Nội" in timeline
    assert "Cao lanh" in text and "40 kg" in text and "Trúc Thôn" in text and "TCVN 7436" in text


def test_declared_errors_leave_the_timeline(client, lot, owner):
    event = services.record_step(lot=lot, step="Sai bước", by=owner)
    path = f"/en/origin/P/{lot.product.code}/L/L-7"
    assert "Sai bước" in client.get(path).content.decode()
    services.declare_error(event=event, reason="Nhầm lô", by=owner)
    assert "Sai bước" not in client.get(path).content.decode()


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_page_costs_at_most_ten_queries_whatever_the_chain(client, lot, label, owner, steps):
    factories.make_certificate(lot.product)
    for number in range(steps):
        services.record_step(lot=lot, step=f"Bước {number}", by=owner)
    LotMaterial.objects.create(lot=lot, name="Cao lanh")
    look(client, label, "First phone")
    with CaptureQueriesContext(connection) as kept:
        answer = look(client, label)
    cache.clear()
    with CaptureQueriesContext(connection) as fresh:
        look(client, label, "Another phone")
    with CaptureQueriesContext(connection) as uncounted:
        look(client, label, "Another phone")
    assert answer.status_code == 200
    assert (len(uncounted), len(kept), len(fresh)) == (2, 4, 10)


def test_whatever_changes_shows_at_once(client, lot, label, owner, producer):
    path = path_of(label)
    text = lambda: client.get(path, HTTP_USER_AGENT=PHONE).content.decode()  # noqa: E731
    certificate = factories.make_certificate(lot.product)
    assert certificate.decision_number in text()
    material = LotMaterial.objects.create(lot=lot, name="Cao lanh")
    assert "Cao lanh" in text()
    LotMaterial.objects.filter(pk=material.pk).update(name="Đất sét")
    assert "Đất sét" in text() and "Cao lanh" not in text()
    services.record_step(lot=lot, step="Vuốt gốm", by=owner)
    assert "Vuốt gốm" in text()
    type(producer).objects.filter(pk=producer.pk).update(name="Gốm Mới")
    assert "Gốm Mới" in text()
    type(certificate).objects.filter(pk=certificate.pk).update(revoked_on=timezone.localdate())
    assert "was revoked on" in text()
    lot.product.title_en = "Another vase"
    lot.product.save()
    assert "Another vase" in text()
    LotAttachment.objects.create(lot=lot, kind="picture", file="lots/x.png", caption="Lò nung")
    assert "Lò nung" in text()
    LotAttachment.objects.update(is_public=False)
    assert "Lò nung" not in text()
    services.recall_lot(lot=lot, reason="Chì", by=owner)
    assert "This lot has been recalled" in text()


def test_page_is_under_50_kilobytes_in_each_language(client, lot, label, owner):
    for number in range(50):
        services.record_step(lot=lot, step=f"Bước {number}", note="x" * 60, by=owner)
    for language in ("vi", "en", "id"):
        assert len(client.get(path_of(label, language)).content) < 50_000


def test_withdrawn_product_and_outdated_lot_say_so(client, lot):
    lot.best_before = timezone.localdate() - datetime.timedelta(days=1)
    lot.save()
    product = lot.product
    product.publication = Publication.WITHDRAWN
    product.save()
    text = client.get(f"/en/origin/P/{product.code}/L/L-7").content.decode()
    assert "It was best before" in text
    assert "Buy it again" not in text
    assert "A product that is no longer sold" in text


# --- Scans that do not count


@pytest.mark.parametrize(
    "agent", ["", "Googlebot/2.1", "facebookexternalhit/1.1", "curl/8.0", "python-requests/2"]
)
def test_crawlers_do_not_count(client, label, agent):
    look(client, label, agent)
    assert not Scan.objects.exists()


def test_makers_and_staff_do_not_count_and_strangers_do(client, label, owner, staff, stranger):
    for user in (owner, staff):
        client.force_login(user)
        assert look(client, label).status_code == 200
    assert not Scan.objects.exists()
    client.force_login(stranger)
    look(client, label)
    assert Scan.objects.count() == 1


def test_one_browser_counts_once_in_24_hours_over_midnight(client, label, monkeypatch):
    day = datetime.date(2026, 5, 1)
    monkeypatch.setattr(scan_services.timezone, "localdate", lambda *args: day)
    look(client, label)
    day = datetime.date(2026, 5, 2)
    look(client, label)
    assert Scan.objects.count() == 1


def test_head_and_prefetch_do_not_count(client, label):
    client.head(path_of(label), HTTP_USER_AGENT=PHONE)
    look(client, label, HTTP_SEC_PURPOSE="prefetch")
    assert not Scan.objects.exists()


def test_hundred_scans_a_minute_from_one_address_count_ten(client, label, settings):
    settings.RATE_LIMITS = True
    answers = [look(client, label, f"Phone {n}").status_code for n in range(100)]
    assert set(answers) == {200}
    assert Scan.objects.count() == 10
    label.refresh_from_db()
    assert label.scan_count == 10


def test_scan_keeps_neither_address_nor_minute(client, label):
    look(client, label, REMOTE_ADDR="203.0.113.77")
    row = Scan.objects.values().get()
    assert "203.0.113" not in str(row)
    assert (row["hour"].minute, row["hour"].second) == (0, 0)
    assert len(row["reader"]) == 32


def test_reader_of_the_next_day_is_another(label):
    reader = scan_services.Reader("203.0.113.77", PHONE)
    days = [datetime.date(2026, 5, day) for day in (1, 2)]
    assert reader.hash_on(days[0]) != reader.hash_on(days[1])


def test_old_scans_become_weekly_counts_and_new_ones_stay(client, lot, label):
    look(client, label)
    monday = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
    for days in (0, 0, 3, 8):
        Scan.objects.create(
            product=lot.product,
            lot=lot,
            label=label,
            hour=monday + datetime.timedelta(days=days),
            verdict="seen",
        )
    assert scan_services.count_old_scans() == 4
    assert scan_services.count_old_scans() == 0
    counts = ScanCount.objects.order_by("week").values_list("week", "count")
    assert list(counts) == [(datetime.date(2026, 1, 5), 3), (datetime.date(2026, 1, 12), 1)]
    assert Scan.objects.count() == 1


def test_forged_codes_are_written_down_by_the_clock(client, lot):
    cache.clear()
    for number in range(3):
        serial = serials.mint(f"P/{lot.product.code}", f"OTHER-{number}", 1)[0]
        path = f"/en/origin/P/{lot.product.code}/L/L-7/S/{serial}"
        client.get(path, HTTP_USER_AGENT=PHONE)
        client.get(path, HTTP_USER_AGENT=PHONE)
    assert not Scan.objects.exists()
    assert scan_services.write_forgeries() == 3
    assert scan_services.write_forgeries() == 0
    assert set(Scan.objects.values_list("lot", "verdict")) == {(lot.pk, "forged")}


# --- Hidden codes


def test_right_hidden_code_opens_the_pack_once(client, label):
    code = serials.hidden_code(label.serial)
    assert 'name="hidden_code"' in look(client, label).content.decode()
    answer = client.post(path_of(label), {"hidden_code": code.lower()})
    assert "The hidden code is right" in answer.content.decode()
    answer = client.post(path_of(label), {"hidden_code": code})
    assert "it was entered before" in answer.content.decode()
    assert 'name="hidden_code"' not in look(client, label).content.decode()
    assert Label.objects.get().state == "opened"


def test_wrong_hidden_codes_run_out(client, label):
    texts = [
        client.post(path_of(label), {"hidden_code": "00000000"}).content.decode() for _ in range(6)
    ]
    assert "4 tries are left" in texts[0] and "1 try is left" in texts[3]
    assert "No more tries" in texts[4] and "No more tries" in texts[5]
    right = client.post(path_of(label), {"hidden_code": serials.hidden_code(label.serial)})
    assert "No more tries" in right.content.decode()


def test_hidden_code_from_another_site_is_refused(label):
    client = Client(enforce_csrf_checks=True)
    code = {"hidden_code": serials.hidden_code(label.serial)}
    assert client.post(path_of(label), code).status_code == 403
    assert Label.objects.get().state == "activated"
    page = client.get(path_of(label)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    answer = client.post(path_of(label), code | {"csrfmiddlewaretoken": token})
    assert "The hidden code is right" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HTTP_SEC_FETCH_SITE": "none"}, {"HTTP_ORIGIN": "null"}])
def test_camera_and_links_of_other_sites_open_the_page(label, headers):
    client = Client(enforce_csrf_checks=True)
    answer = client.get(path_of(label), HTTP_USER_AGENT=PHONE, **headers)
    assert (answer.status_code, "This code is in our records" in title(answer)) == (200, True)


# --- Suspicions


def report(client, code: str, **fields):
    data = {"message": "Tem mờ, giá rẻ", "bought_at": "Chợ Đồng Xuân", "email": "a@example.vn"}
    return client.post(f"/en/origin/report/{code}", data | fields)


def test_suspicion_is_kept_once_and_staff_are_told(
    client, label, settings, django_capture_on_commit_callbacks
):
    code = path_of(label).removeprefix("/en/origin/")
    with django_capture_on_commit_callbacks(execute=True):
        answer = report(client, code)
        report(client, code)
    assert answer.status_code == 302
    assert "Thank you" in client.get(answer["Location"]).content.decode()
    row = Suspicion.objects.get()
    assert (row.product, row.lot, row.label) == (label.lot.product, label.lot, label)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_staff.func(row.pk)
    [letter] = mail.outbox
    assert letter.to == [settings.REPORTS_EMAIL]
    assert "a@example.vn" not in letter.body
    assert f"/admin/origin/suspicion/{row.pk}/change/" in letter.body


def test_suspicion_about_a_forged_code_is_kept_too(client, lot):
    report(client, f"P/{lot.product.code}/L/L-7/S/0000000000000000")
    row = Suspicion.objects.get()
    assert (row.product, row.address[-16:]) == (None, "0" * 16)


def test_suspicion_without_words_is_sent_back_with_what_was_written(client, lot):
    answer = report(client, f"P/{lot.product.code}", message="")
    assert answer.status_code == 400
    assert "Chợ Đồng Xuân" in answer.content.decode()
    assert not Suspicion.objects.exists()


def test_machine_that_fills_the_trap_is_thanked_and_forgotten(client, lot):
    assert report(client, f"P/{lot.product.code}", website="spam").status_code == 302
    assert not Suspicion.objects.exists()


def test_eleventh_report_in_a_minute_is_refused(client, lot):
    answers = [report(client, f"P/{lot.product.code}", message=str(n)) for n in range(11)]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]


def test_staff_work_on_suspicions_and_nobody_edits_events(client, lot, staff, stranger):
    report(client, f"P/{lot.product.code}")
    row = Suspicion.objects.get()
    url = f"/admin/origin/suspicion/{row.pk}/change/"
    client.force_login(stranger)
    assert client.get(url).status_code in (302, 403)
    client.force_login(staff)
    assert client.post(url, {"outcome": "Tem giả, đã báo công an"}).status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.handled_by) == ("Tem giả, đã báo công an", staff)
    event = lot.events.get()
    assert client.get(f"/admin/origin/traceevent/{event.pk}/change/").status_code == 200
    assert client.get(f"/admin/origin/traceevent/{event.pk}/delete/").status_code == 403
    assert client.get("/admin/origin/traceevent/add/").status_code == 403


def test_codes_answer_strangers_rightly(client, product):
    lot = factories.make_lot(product)
    address = f"/P/{product.code}/L/{lot.number}"
    assert lot.number in client.get(address, follow=True).content.decode()
    assert client.get("/P/NOPE").status_code == 404
    assert client.get("/01/00000000000000").status_code == 400
    assert client.get("/01/123").status_code == 400
