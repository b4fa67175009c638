"""manage.py keep_time: the jobs that come round: release unpaid, late events, waiting mail."""

import logging
import time
from argparse import BooleanOptionalAction

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.autoreload import run_with_reloader

from catalogue.certificates.services import sync_begun
from catalogue.certificates.snapshots import take_snapshot
from catalogue.origin.scans.services import count_old_scans, write_forgeries
from catalogue.search.services import catch_up, forget_asked, refresh_expired
from cms.publishing import publish_due
from cms.readers import forget_readings
from marketplace.accounts.once import forget_keys
from marketplace.aftersale.consigned import watch_consignments
from marketplace.aftersale.deadlines import watch_returns
from marketplace.aftersale.documents import issue_due
from marketplace.aftersale.unconfirmed import watch_unconfirmed
from marketplace.bookings.clockwork import (
    end_late_orders,
    end_sessions,
    refund_undecided,
    remind_guests,
    tell_waiting,
)
from marketplace.enquiries.services import forget_enquiries
from marketplace.files.sizes import draw_waiting
from marketplace.finance.services import check_books
from marketplace.gateways.refunds import send_waiting_refunds
from marketplace.gateways.services import handle_waiting_events, release_unpaid
from marketplace.joining.papers import forget_drafts, forget_refused, remind_of_papers
from marketplace.listings.imports.batches import go_on_with_batches
from marketplace.listings.imports.services import forget_old_tables, go_on_with_tables
from marketplace.listings.lost_factors import take_off_lost_factors
from marketplace.listings.low_stock import tell_low_stock
from marketplace.listings.opened import forget_openings
from marketplace.listings.wanted import tell_back
from marketplace.notices.services import forget_notices
from marketplace.operations.services import beat, fail_lost_tasks, forget_tasks, look_over
from marketplace.programme.dossiers.clock import remind_of_opinions, remind_of_requests
from marketplace.purchases.mail import send_waiting
from marketplace.purchases.told import send_digests
from marketplace.quotes.offering import forget_quotes, lapse_quotes
from marketplace.talks.complaints import tell_late_complaints
from marketplace.visits.places import follow_places
from marketplace.visits.planning import plan_all

logger = logging.getLogger("marketplace.keep_time")
JOBS = (
    beat,
    release_unpaid,
    handle_waiting_events,
    send_waiting_refunds,
    watch_returns,
    watch_unconfirmed,
    watch_consignments,
    issue_due,
    plan_all,
    follow_places,
    remind_guests,
    refund_undecided,
    end_sessions,
    end_late_orders,
    tell_waiting,
    tell_low_stock,
    tell_late_complaints,
    tell_back,
    send_digests,
    send_waiting,
    draw_waiting,
    go_on_with_tables,
    go_on_with_batches,
    forget_old_tables,
    sync_begun,
    take_snapshot,
    publish_due,
    refresh_expired,
    catch_up,
    forget_asked,
    check_books,
    count_old_scans,
    write_forgeries,
    forget_tasks,
    forget_keys,
    forget_enquiries,
    lapse_quotes,
    forget_quotes,
    forget_notices,
    forget_readings,
    forget_openings,
    fail_lost_tasks,
    look_over,
    take_off_lost_factors,
    remind_of_papers,
    remind_of_requests,
    remind_of_opinions,
    forget_drafts,
    forget_refused,
)


class Command(BaseCommand):
    help = "Run the periodic jobs again and again; --once for a cron entry."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--every", type=int, default=30, help="seconds")
        parser.add_argument(
            "--reload",
            action=BooleanOptionalAction,
            default=settings.DEBUG,
            help="Begin anew when code changes (default: DEBUG)",
        )

    def handle(self, *args, once: bool, every: int, reload: bool, **options):
        if reload and not once:
            run_with_reloader(self.keep_time, once=False, every=every)
        else:
            self.keep_time(once=once, every=every)

    def keep_time(self, *, once: bool, every: int) -> None:
        while True:
            close_old_connections()
            for job in JOBS:
                try:
                    job()
                except Exception:  # a server that is away stops no other job
                    logger.exception("%s failed; it is tried again", job.__name__)
            if once:
                return
            time.sleep(every)
