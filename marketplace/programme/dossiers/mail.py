"""Letters about dossiers: to who answers for the maker, and to who has a post at the office."""

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.accounts.officers import OFFICERS
from marketplace.producers.readers import link_to, readers_of
from marketplace.programme.dossiers.models import Dossier, DossierEvent
from marketplace.programme.dossiers.records import Act
from marketplace.programme.offices.models import Office
from marketplace.programme.offices.queries import people_at
from marketplace.purchases.mail import queue_mail


def said_to_maker(event: DossierEvent) -> tuple[str, str]:
    """Give subject and first sentence for the maker, in the language that is on."""
    names = {"product": event.dossier.product.title}
    day = event.dossier.due_on
    said = {
        Act.FILED: (
            _("%(product)s: your OCOP dossier is filed"),
            _("The commune gives its opinion by %(day)s.")
            % {"day": date_format(day, "d/m/Y") if day else ""},
        ),
        Act.ASKED: (
            _("%(product)s: the office asks for something more"),
            _("Please answer each thing by its day, then send the answers."),
        ),
        Act.FORWARDED: (
            _("%(product)s: your OCOP dossier is at the province"),
            _("The commune has written its opinion and handed the dossier over."),
        ),
        Act.RATED: (
            _("%(product)s: your OCOP dossier is done"),
            _("The product was rated. Its stars stand in the shop."),
        ),
        Act.NOT_RATED: (
            _("%(product)s: your OCOP dossier is done"),
            _("The product was not rated this time. The reason:"),
        ),
    }
    subject, sentence = said[Act(event.act)]
    return subject % names, sentence


def said_to_office(event: DossierEvent) -> tuple[str, str]:
    """Give subject and first sentence for an office, in the language that is on."""
    names = {"product": event.dossier.product.title, "producer": event.dossier.producer.name}
    said = {
        Act.FILED: _("A dossier was filed: %(product)s, %(producer)s"),
        Act.ANSWERED: _("A dossier was answered: %(product)s, %(producer)s"),
        Act.FORWARDED: _("A dossier was handed over to you: %(product)s, %(producer)s"),
        Act.WITHDRAWN: _("A dossier was withdrawn: %(product)s, %(producer)s"),
    }
    return said[Act(event.act)] % names, _("See it in the queue of your office.")


def tell_maker(event: DossierEvent) -> None:
    """Write to the owners of a maker what became of a dossier."""
    for address, language in readers_of(event.dossier.producer).items():
        with override(language):
            subject, sentence = said_to_maker(event)
        send(
            key=f"dossier-{event.pk}-{address}",
            to=address,
            language=language,
            subject=subject,
            sentence=sentence,
            lines=[line for line in event.words.split("\n") if line],
            link=link_to("dossiers:dossier", language, str(event.dossier_id)),
        )


def tell_office(event: DossierEvent) -> None:
    """Write to who has a post today where a dossier lies; where nobody has, to who gives posts."""
    office = event.dossier.office
    if office is None:
        return
    people = people_at(office)
    if not people and event.act != Act.WITHDRAWN:
        tell_officers(event, office)
    for user in people:
        with override(user.language):
            subject, sentence = said_to_office(event)
        send(
            key=f"dossier-{event.pk}-{user.email}",
            to=user.email,
            language=user.language,
            subject=subject,
            sentence=sentence,
            lines=[],
            link=link_to("programme:dossier", user.language, str(event.dossier_id)),
        )


def tell_officers(event: DossierEvent, office: Office) -> None:
    """Write to the programme's officers that a dossier lies where nobody has a post."""
    for user in User.objects.filter(groups__name=OFFICERS, is_active=True).order_by("pk"):
        with override(user.language):
            subject, _queue = said_to_office(event)
            sentence = _("Nobody has a post at this office today, so nobody sees it: %(office)s.")
        send(
            key=f"dossier-unseen-{event.pk}-{user.email}",
            to=user.email,
            language=user.language,
            subject=subject,
            sentence=sentence % {"office": office},
            lines=[],
            link=link_to("programme:posts", user.language),
        )


def remind_maker(dossier: Dossier, items: list[tuple[str, datetime.date]]) -> None:
    """Write to the owners that answers are due soon. `items`: what is asked, until when."""
    for address, language in readers_of(dossier.producer).items():
        with override(language):
            subject = _("%(product)s: answers to the office are due soon")
            subject = subject % {"product": dossier.product.title}
            sentence = _("These have no answer yet:")
            lines = [f"{date_format(day, 'd/m/Y')}: {words}" for words, day in items]
        send(
            key=f"dossier-due-{dossier.pk}-{items[0][1]}-{address}",
            to=address,
            language=language,
            subject=subject,
            sentence=sentence,
            lines=lines,
            link=link_to("dossiers:dossier", language, str(dossier.pk)),
        )


def remind_office(dossier: Dossier) -> None:
    """Write to who has a post at the commune that its opinion is due soon."""
    if dossier.office is None or dossier.due_on is None:
        return
    for user in people_at(dossier.office):
        with override(user.language):
            subject = _("An opinion is due soon: %(product)s, %(producer)s")
            subject = subject % {
                "product": dossier.product.title,
                "producer": dossier.producer.name,
            }
            day = date_format(dossier.due_on, "d/m/Y")
            sentence = _("Form 03 of this dossier is due by %(day)s.") % {"day": day}
        send(
            key=f"dossier-opinion-{dossier.pk}-{dossier.due_on}-{user.email}",
            to=user.email,
            language=user.language,
            subject=subject,
            sentence=sentence,
            lines=[],
            link=link_to("programme:dossier", user.language, str(dossier.pk)),
        )


def send(
    *, key: str, to: str, language: str, subject: str, sentence: str, lines: list[str], link: str
) -> None:
    queue_mail(
        key=key[:120],
        to=to,
        template="dossier_step",
        context={"subject": subject, "sentence": sentence, "lines": lines, "link": link},
        language=language,
    )
