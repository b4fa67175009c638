"""Letters about joining: each change that concerns the applicant, in the reader's language."""

from django.utils.translation import override

from marketplace.joining.checklist import checklist_of
from marketplace.joining.models import Application, Change, Paper
from marketplace.producers.readers import FIRST_LANGUAGE, link_to, readers_of
from marketplace.purchases.mail import queue_mail


def readers_of_application(application: Application) -> dict[str, str]:
    """Give who reads of an application, each with a language: owners, else its applicant.

    One that staff found is told at the address that stands in it.
    """
    found = readers_of(application.producer) if application.producer else {}
    applicant = application.applicant
    if applicant and applicant.is_active and not found:
        found[applicant.email] = applicant.language
    if application.email and not found:
        found[application.email] = FIRST_LANGUAGE
    return found


def tell(change: Change) -> None:
    """Write to everybody who reads of the application what was changed."""
    application = change.application
    for address, language in readers_of_application(application).items():
        with override(language):
            asked = [
                f"{item.requirement.name}: {item.paper.words}".removesuffix(": ")
                for item in checklist_of(application).items
                if item.paper and item.paper.is_asked
            ]
        queue_mail(
            key=f"joining-{change.pk}-{address}"[:120],
            to=address,
            template="joining",
            context={
                "step": change.kind,
                "producer": str(application),
                "words": change.words,
                "asked": asked if change.kind == Change.Kind.ASKED else [],
                "link": link_to("joining:application", language, str(application.pk)),
            },
            language=language,
        )


def remind(paper: Paper) -> None:
    """Write to the owners that a paper ends soon."""
    application = paper.application
    for address, language in readers_of_application(application).items():
        with override(language):
            name = paper.requirement.name
        queue_mail(
            key=f"paper-ends-{paper.pk}-{paper.expires_on}-{address}"[:120],
            to=address,
            template="joining",
            context={
                "step": "ends",
                "producer": str(application),
                "paper": name,
                "day": f"{paper.expires_on:%d/%m/%Y}",
                "link": link_to("joining:application", language, str(application.pk)),
            },
            language=language,
        )
