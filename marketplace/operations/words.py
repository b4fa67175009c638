"""What is said of a trouble: its name, what it means and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Text = str | Promise

TITLES: dict[str, Text] = {
    "clock_stopped": _("The clock stands still"),
    "worker_late": _("The task worker is late"),
    "index_late": _("The search index is behind"),
    "cache_away": _("The shared cache does not answer"),
    "tasks_dead": ngettext_lazy(
        "%(count)s task has failed", "%(count)s tasks have failed", "count"
    ),
    "mail_given_up": ngettext_lazy(
        "%(count)s mail was given up", "%(count)s mails were given up", "count"
    ),
    "mail_late": ngettext_lazy(
        "%(count)s mail has waited for over an hour",
        "%(count)s mails have waited for over an hour",
        "count",
    ),
    "events_stuck": ngettext_lazy(
        "%(count)s message of a payment service could not be handled",
        "%(count)s messages of payment services could not be handled",
        "count",
    ),
    "events_late": ngettext_lazy(
        "%(count)s message of a payment service has waited for over an hour",
        "%(count)s messages of payment services have waited for over an hour",
        "count",
    ),
    "nightly_missing": _("The books have not been checked for two nights"),
    "backup_late": _("No backup was made for over a day"),
    "stripe_silent": _("Stripe does not answer"),
    "bucket_silent": _("The bucket of pictures and files does not answer"),
    "scanner_away": _("The scanner of viruses does not answer"),
    "disk_full": _("The disk is nearly full"),
    "replica_late": _("The read replica is away or far behind"),
    "clocks_differ": _("This machine and the database tell different times"),
}
WAYS_OUT: dict[str, Text] = {
    "clock_stopped": _(
        "Unpaid purchases are not released, waiting mail is not sent, nights pass unchecked. "
        "Start keep_time again and read its log for what ended or holds it."
    ),
    "worker_late": _(
        "Mails, payments and labels wait. Start db_worker again and read its log; nothing is lost."
    ),
    "index_late": _(
        "New products are not found yet. The task worker writes the index: see that it runs."
    ),
    "cache_away": _(
        "The market goes on: each process helps itself, pages cost more, limits count for each "
        "process alone. Start Redis again, or give it room."
    ),
    "tasks_dead": _(
        "Each ended in an error that its log tells. Mend the cause, then try again; let go what "
        "nobody needs any more."
    ),
    "mail_given_up": _(
        "Twelve tries failed, or the reader's own server knows no such address. Look at the mail "
        "server and the log, then try again, or let go."
    ),
    "mail_late": _(
        "The mail server refuses or does not answer. The clock tries on; look at EMAIL_HOST."
    ),
    "events_stuck": _(
        "Money may have come that no purchase shows. Read the log for the error, then try again."
    ),
    "events_late": _(
        "The gateway or the task worker does not answer. They are tried on by themselves."
    ),
    "nightly_missing": _(
        "Pay nothing out before the books are checked: run check_ledger, see the clock."
    ),
    "backup_late": _(
        "What breaks now is lost. Run manage.py backup and read what it says; look at its timer "
        "and at the room where backups lie."
    ),
    "stripe_silent": _(
        "Buyers are offered a transfer, messages and refunds wait. Look at status.stripe.com and "
        "this machine's way out."
    ),
    "bucket_silent": _(
        "Pages go on without the pictures that lie there alone; who sends a file is asked to come "
        "back. Look at S3_ENDPOINT_URL and its server."
    ),
    "scanner_away": _(
        "Files that people send are refused until it answers; all else goes on. Start clamd again."
    ),
    "disk_full": _(
        "Pictures, logs and, with SQLite, purchases cannot be kept soon. Make room or give more."
    ),
    "replica_late": _(
        "Strangers read from the primary, which carries all. Look at the replica's log."
    ),
    "clocks_differ": _("Deadlines are off by as much. Set the clocks by NTP on both machines."),
}


def title_of(code: str, count: int) -> str:
    """Name a trouble, with how many; the code itself where no words are known."""
    title = TITLES.get(code, code)
    return str(title % {"count": count} if code in COUNTED else title)


COUNTED = {"tasks_dead", "mail_given_up", "mail_late", "events_stuck", "events_late"}


def way_out_of(code: str) -> str:
    """Say what a trouble means and what to do."""
    return str(WAYS_OUT.get(code, ""))
