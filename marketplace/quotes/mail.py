"""Mails of a quote: what happened, its number and a link, never where the other side lives."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from marketplace.frame.money import format_dong
from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.packages import PackageLine
from marketplace.purchases.told import Values, tell
from marketplace.quotes.models import Quote
from marketplace.quotes.tokens import link_of


def mail_asker(quote: Quote, step: str) -> None:
    """Tell who asked of a step: proof, asked, given, taken_back, declined, lapsed, unanswered."""
    is_offer = step in ("given", "lapsed")
    with override(quote.language):
        until = date_format(quote.valid_until, "SHORT_DATE_FORMAT") if quote.valid_until else ""
    queue_mail(
        key=f"quote-{step}-{quote.pk}-{quote.revision}",
        to=quote.email,
        template="quote_step",
        context={
            "step": step,
            "number": quote.number,
            "about": quote.producer.name,
            "reason": quote.reason,
            "words": quote.words if step == "given" else "",
            "total": format_dong(quote.total, quote.language) if is_offer else "",
            "until": until if is_offer else "",
            "link": link_of(quote),
        },
        language=quote.language,
    )


def tell_maker(quote: Quote, kind: str, short: Iterable[PackageLine] = ()) -> None:
    """Tell the maker's people who sell: quote_new, _withdrawn, _accepted, _lapsed, _short.

    Of what is `short` they read how many there are, how many are asked for, of what; goods are
    called so as each reader's language calls them.
    """
    stamp = f"{timezone.localdate():%Y%m%d}" if kind == "quote_short" else ""
    key = "-".join(filter(None, [kind.replace("_", "-"), quote.number, f"{quote.revision}", stamp]))
    lines = list(quote.lines.select_related("product", "stockrecord__variant"))
    total = quote.total

    def values_for(_news: News, reader: Reader) -> Values:
        with override(reader.language):
            goods: list[list[Any]] = [
                [line.available or 0, line.quantity, line.title] for line in short
            ] or [[line.quantity, line.title] for line in lines]
        return {
            "step": kind.removeprefix("quote_"),
            "number": quote.number,
            "name": quote.company or quote.name,
            "text": quote.text,
            "goods": goods,
            "total": format_dong(total, reader.language) if quote.revision else "",
            "link": link_to("sell:quote", reader.language, quote.number),
        }

    tell(
        [News(quote.producer, kind, key, quote.number)],
        values_for,
        template="producer_quote",
    )
