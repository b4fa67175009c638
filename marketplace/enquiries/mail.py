"""Mails of enquiries: words and a link, never where the other lives."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from catalogue.places.models import Village
from marketplace.enquiries.models import Enquiry, Said
from marketplace.enquiries.tokens import link_of
from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.mail import queue_mail
from marketplace.purchases.told import Values, tell


class Host(NamedTuple):
    """Where somebody reads what a village is asked, in which language, and on which page."""

    address: str
    language: str
    link: str


Hosts = Callable[[Village, Enquiry], Iterable[Host]]
_hosts: list[Hosts] = []


def villages_are_read_by(hosts: Hosts) -> None:
    """Ask `hosts` who reads a village's enquiries; whoever keeps its people says so."""
    _hosts[:] = [hosts]


def mail_proof(enquiry: Enquiry) -> None:
    """Ask a guest whether it was they who asked."""
    queue_mail(
        key=f"enquiry-proof-{enquiry.pk}",
        to=enquiry.email,
        template="enquiry_proof",
        context={"about": enquiry.about, "link": link_of(enquiry)},
        language=enquiry.language,
    )


def mail_answer(said: Said) -> None:
    enquiry = said.enquiry
    queue_mail(
        key=f"enquiry-answer-{said.pk}",
        to=enquiry.email,
        template="enquiry_answer",
        context={"about": enquiry.about, "text": said.text, "link": link_of(enquiry)},
        language=enquiry.language,
    )


def tell_hosts(said: Said) -> None:
    """Tell the maker's people, or the village's, that somebody writes."""
    enquiry = said.enquiry
    values = {"about": enquiry.about, "name": enquiry.name, "text": said.text}
    if enquiry.village:
        for host in [each for hosts in _hosts for each in hosts(enquiry.village, enquiry)]:
            queue_mail(
                key=f"enquiry-new-{said.pk}-{host.address}"[:120],
                to=host.address,
                template="enquiry_new",
                context=values | {"link": host.link},
                language=host.language,
            )
        return
    assert enquiry.producer is not None  # noqa: S101 - the database sees to it
    news = News(
        enquiry.producer, "enquiry_new", f"enquiry-{said.pk}", str(enquiry.pk), enquiry.name
    )

    def values_for(_news: News, reader: Reader) -> Values:
        return values | {"link": link_to("sell:enquiry", reader.language, str(enquiry.pk))}

    tell([news], values_for, template="enquiry_new")
