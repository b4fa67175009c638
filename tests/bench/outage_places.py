"""Faults of the machine itself: a full disk, clocks that stand or run elsewhere, a replica that lags.

The disk is a small tmpfs on which the market keeps its files, filled to the last byte; the clock of
one process is moved by libfaketime (Debian's faketime), below Python and the libraries; the replica
is a PostgreSQL of its own with a primary of its own (tests/services/clusters.py). What the machine
lacks for it is a wrong row, none left out.
"""

import datetime
import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bench.faults import ENV, Buyer, Process, token_in
from tests.bench.outage_rows import Promise
from tests.bench.servers import free_port

DISK = "48m"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
PAPER = b"%PDF-1.7 a test report " + b"x" * 200_000
PASSWORD = "a-long-password-of-the-owner"


@contextmanager
def small_disk() -> Iterator[Path]:
    """Mount a disk with hardly any room; give its folder. Needs root, as a machine's tests have."""
    folder = Path(tempfile.mkdtemp(prefix="market-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def fill(folder: Path) -> Path:
    """Write until nothing more goes onto the disk."""
    ballast = folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 65536)
    with suppress(OSError), ballast.open("ab", buffering=0) as file:
        while True:
            file.write(b"\0")
    return ballast


def owner_with_lot(shop) -> tuple[Buyer, int]:
    """Sign an owner in over HTTP; give its browser and a lot of its product."""
    from allauth.account.models import EmailAddress

    from tests import factories

    owner = factories.make_member(shop.products[0].producer)
    owner.set_password(PASSWORD)
    owner.save()
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    lot = factories.make_lot(shop.products[0])
    browser = Buyer(shop.site)
    page, _url = browser.get("/en/account/login/")
    browser.post(
        "/en/account/login/",
        {"login": owner.email, "password": PASSWORD, "csrfmiddlewaretoken": token_in(page)},
    )
    return browser, lot.pk


def send_paper(browser: Buyer, lot: int) -> tuple[int, str]:
    """Send a paper of a lot, as a browser does; give the answer's status and page."""
    page, url = browser.get(f"/en/sell/lots/{lot}/")
    fields = {"csrfmiddlewaretoken": token_in(page), "caption": "Kết quả kiểm nghiệm"}
    border = "zq-border"
    body = b"".join(
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    body += (
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="giay.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    ).encode()
    body += PAPER + f"\r\n--{border}--\r\n".encode()
    request = urllib.request.Request(
        f"{browser.site}/en/sell/lots/{lot}/document/",
        body,
        {
            "Content-Type": f"multipart/form-data; boundary={border}",
            "Referer": url,
            "Origin": browser.site,
            "Sec-Fetch-Site": "same-origin",
        },
    )
    try:
        with browser.opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def disk_outage(shop, promise: Promise, compare) -> None:
    """The disk of files is full: pages and checkout go on, a file is refused in words."""
    from catalogue.origin.models import LotAttachment

    fault = "disk of files full"
    browser, lot = owner_with_lot(shop)
    told = send_paper(browser, lot)[0]
    promise(fault, "a paper before", told, told == 200)
    ballast = fill(shop.disk)
    compare(fault)
    status, page = send_paper(browser, lot)
    says = "cannot be kept or read at the moment" in page and "Kết quả kiểm nghiệm" in page
    promise(
        fault,
        "a paper meanwhile",
        f"{status}; {'words are kept' if says else 'words are LOST'}",
        (status, says) == (503, True),
    )
    ready = shop.ready()
    as_promised = (ready["code"], ready.get("status"), ready.get("disk"))
    promise(fault, "/readyz", as_promised, as_promised == (200, "degraded", False))
    ballast.unlink()
    told = send_paper(browser, lot)[0]
    kept = LotAttachment.objects.filter(lot_id=lot).count()
    promise(fault, "a paper after", f"{told}; {kept} kept", (told, kept) == (200, 2))


def clock_outage(shop, promise: Promise, clock: Process, place) -> None:
    """What runs what comes round stands still: it is told, and what was due is done after it."""
    from django.utils import timezone

    from marketplace.operations.models import Beat
    from marketplace.purchases.models import Purchase

    fault = "clock of jobs stands still"
    os.kill(clock.process.pid, signal.SIGSTOP)
    try:
        place(shop)
        token = shop.accepted[-1]
        past = timezone.now() - datetime.timedelta(minutes=6)
        Beat.objects.update(at=past)  # as after six minutes
        Purchase.objects.filter(token=token).update(expires_at=past)
        told = shop.ready()
        as_promised = (told["code"], told.get("status"), told.get("clock"))
        promise(fault, "/readyz", as_promised, as_promised == (200, "degraded", False))
        outcome = place(shop)
        promise(fault, "transfer checkout", outcome, outcome == "200")
    finally:
        os.kill(clock.process.pid, signal.SIGCONT)
    took = shop.wait(lambda: Purchase.objects.get(token=token).state == "expired", 30)
    promise(fault, "a purchase past its time is let go after", f"{took} s", took is not None)
    back = shop.wait(lambda: shop.ready().get("clock") is True, 30)
    promise(fault, "/readyz is well after", f"{back} s", back is not None)


def skewed_clocks(shop, promise: Promise, at_other: object) -> None:
    """One process with another time than its neighbours: an hour ahead, a day behind, or standing."""
    promise("clocks", "libfaketime", FAKETIME.exists(), FAKETIME.exists())
    if not FAKETIME.exists():
        return
    standing = (datetime.datetime.now() - datetime.timedelta(hours=2)).strftime("%Y-%m-%d %H:%M:%S")
    for name, faked in (
        ("an hour ahead", "+3600"),
        ("a day behind", "-86400"),
        ("two hours behind and standing", standing),
    ):
        fault = f"clock {name}"
        port = free_port()
        more = {
            "LD_PRELOAD": str(FAKETIME),
            "FAKETIME": faked,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
        }
        ENV.update(more)
        process = Process("tests.bench.faulty", "serve", str(port), port=port)
        for each in more:
            ENV.pop(each)
        try:
            at_other(fault, f"http://127.0.0.1:{port}")
        finally:
            process.end()


def replica_outages(promise: Promise) -> None:
    """A replica that stands still, lags, hangs and is gone; strangers and buyers go on."""
    from tests.services import clusters
    from tests.services.markets import market, traffic

    with (
        clusters.primary() as primary,
        clusters.replica_of(primary, "hot_standby_feedback=on") as replica,
        market(
            {
                "DATABASE_URL": primary.address(),
                "REPLICA_URL": replica.address(),
                "PAGE_CACHE": "0",
            },
            threads=4,
            beside=("clock",),
        ) as shop,
    ):
        fault = "replica stands still"
        replica.sql("SELECT pg_wal_replay_pause()")
        pk, address = shop.goods[1]
        primary.sql(f"UPDATE catalogue_product SET price = 333000 WHERE id = {pk}")
        primary.sql(f"UPDATE partner_stockrecord SET price = 333000 WHERE product_id = {pk}")
        start, is_seen = time.monotonic(), False
        while time.monotonic() - start < 15 and not is_seen:
            is_seen = "333.000" in shop.ask(address)[1]
        took = round(time.monotonic() - start, 1)
        promise(fault, "a stranger sees a new price after", f"{took} s", is_seen)
        with traffic(shop, buyers=1, readers=2) as people:
            time.sleep(10)
        told = f"{dict(people.answers)}; {len(people.bought)} bought, {len(people.failed)} failed"
        right = people.errors() == 0 and not people.failed and bool(people.bought)
        promise(fault, "2 readers, 1 buyer, 10 s", told, right)
        primary.sql("CREATE TABLE filler AS SELECT repeat('x', 900) FROM generate_series(1, 30000)")
        ready = shop.ready()
        as_promised = (ready["status"], ready["replica"])
        promise("replica lags 16 MB", "/readyz", as_promised, as_promised == ("degraded", False))
        replica.sql("SELECT pg_wal_replay_resume()")
        fault = "replica gone"
        with traffic(shop, buyers=1, readers=2) as people:
            time.sleep(3)
            replica.kill()
            time.sleep(7)
        told = f"{dict(people.answers)}; {len(people.bought)} bought, {len(people.failed)} failed"
        right = people.errors() == 0 and not people.failed and bool(people.bought)
        promise(fault, "2 readers, 1 buyer, 10 s", told, right)
        ready = shop.ready()
        as_promised = (ready["status"], ready["replica"])
        promise(fault, "/readyz", as_promised, as_promised == ("degraded", False))
        replica.start()
        start = time.monotonic()
        while time.monotonic() - start < 60 and not shop.ready()["replica"]:
            time.sleep(0.5)
        back = round(time.monotonic() - start, 1)
        promise(fault, "/readyz is well after", f"{back} s", back < 60)
        sold = [number for number in people.bought if number]
        found = primary.sql(
            "SELECT COUNT(*) FROM purchases_purchase WHERE number IN "
            + json.dumps(sold).replace('"', "'").replace("[", "(").replace("]", ")")
        )[0][0]
        promise(fault, "purchases told of", f"{len(sold)} told, {found} there", found == len(sold))
