"""Grant many certificates at once, whose facts were checked: the same rows as one by one."""

from collections.abc import Sequence
from itertools import chain

from django.db import transaction
from django.utils import timezone

from catalogue.certificates.decisions import put_all_under_decisions
from catalogue.certificates.models import Certificate, CertificateEvent, RatedProduct
from catalogue.certificates.rated import put_all_under_rated, search_text_of
from catalogue.certificates.services import sync_stars
from catalogue.places.models import Commune
from catalogue.search.services import touch
from marketplace.accounts.models import User

AT_ONCE = 500  # rows of one statement


def give_codes(rows: Sequence[tuple[RatedProduct, int]]) -> None:
    """Give each new rated product without a code the next of its commune and year.

    Holds the communes' rows until they are taken; two queries besides.
    """
    wanting = [(rated, year) for rated, year in rows if not rated.code]
    communes = {rated.commune_id for rated, _year in wanting}
    locked = Commune.objects.select_for_update(of=("self",)).order_by("pk")
    starts = {
        each.pk: f"{each.province.code}-{each.code}-"
        for each in locked.filter(pk__in=communes).select_related("province")
    }
    last: dict[tuple[str, int], int] = {}
    known = RatedProduct.objects.filter(commune__in=communes).values_list("code", flat=True)
    for code in chain(known.iterator(), (rated.code for rated, _year in rows if rated.code)):
        start, serial, year = split_code(code)
        if serial:
            last[start, year] = max(last.get((start, year), 0), serial)
    for rated, year in wanting:
        start = starts[rated.commune_id]
        last[start, year] = last.get((start, year), 0) + 1
        rated.code = f"{start}{last[start, year]}-{year}"


def split_code(code: str) -> tuple[str, int, int]:
    """Part a code: 01-00577-3-2025 is ("01-00577-", 3, 2025); serial 0 of one of another kind."""
    parts = code.split("-")
    if len(parts) != 4 or not all(each.isdecimal() for each in parts[2:]):
        return "", 0, 0
    return f"{parts[0]}-{parts[1]}-", int(parts[2]), int(parts[3])


@transaction.atomic
def grant_all(
    *,
    certificates: Sequence[Certificate],
    notes: Sequence[str],
    by: User | None,
    asked_by: User | None = None,
) -> None:
    """Save certificates, unsaved, with their new rated products, events and decisions.

    Each names its rated product, new ones unsaved and with their codes, or a product of the shop
    that is none yet. For what was checked before: it refuses nothing.
    """
    new = {id(each.rated): each.rated for each in certificates if is_new(each)}
    for rated in new.values():
        rated.search_text = search_text_of(rated)
    RatedProduct.objects.bulk_create(new.values(), batch_size=AT_ONCE)
    touch("rated", [rated.pk for rated in new.values()])
    put_all_under_rated([each for each in certificates if rated_of(each) is None])
    for each in certificates:
        each.rated, each.product = each.rated, each.rated.product
    put_all_under_decisions(certificates)
    Certificate.objects.bulk_create(certificates, batch_size=AT_ONCE)
    CertificateEvent.objects.bulk_create(
        (
            CertificateEvent(
                certificate=each,
                kind=CertificateEvent.Kind.GRANTED,
                on=each.issued_on,
                until=each.expires_on,
                note=note,
                asked_by=asked_by,
                by=by,
                at=timezone.now(),
            )
            for each, note in zip(certificates, notes, strict=True)
        ),
        batch_size=AT_ONCE,
    )
    sync_stars({each.product_id for each in certificates if each.product_id is not None})


def rated_of(certificate: Certificate) -> RatedProduct | None:
    """Give the rated product that an unsaved certificate names, saved or new."""
    return certificate._state.fields_cache.get("rated")


def is_new(certificate: Certificate) -> bool:
    rated = rated_of(certificate)
    return rated is not None and rated.pk is None
