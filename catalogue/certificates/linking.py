"""Tie a rated product to one of the shop, or untie it: one person asks, a second one decides.

01-00577-1-2026 tied to D00115   its certificates are of D00115, whose stars follow
untied again                     D00115 shows no stars by them; the register keeps all
"""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.certificates.models import Certificate, RatedLink, RatedProduct
from catalogue.certificates.outsiders import refuse_maker
from catalogue.certificates.rules import CertificateRefused
from catalogue.certificates.services import sync_stars
from catalogue.models import Product
from catalogue.search.services import touch
from marketplace.accounts.models import User
from marketplace.frame.states import move

State = RatedLink.State


def check_link(rated: RatedProduct, product: Product | None) -> None:
    """Raise CertificateRefused: "same" as it is, "taken" where either is tied to another."""
    if rated.product == product:
        raise CertificateRefused("same")
    if product is None:
        return
    others = Certificate.objects.filter(product=product).exclude(rated=rated)
    tied = RatedProduct.objects.filter(product=product).exclude(pk=rated.pk)
    if rated.product is not None or tied.exists() or others.exists():
        raise CertificateRefused("taken")


@transaction.atomic
def ask_link(*, rated: RatedProduct, product: Product | None, reason: str, by: User) -> RatedLink:
    """Ask that a rated product be one of the shop's, or none any more.

    Raises CertificateRefused: "open" while another waits, or what check_link says.
    """
    rated = lock_rated(rated)
    if rated.links.filter(state=State.ASKED).exists():
        raise CertificateRefused("open")
    check_link(rated, product)
    return RatedLink.objects.create(rated=rated, product=product, reason=reason, asked_by=by)


def waiting_links() -> QuerySet[RatedLink]:
    rows = RatedLink.objects.filter(state=State.ASKED).order_by("pk")
    return rows.select_related("rated__product", "product", "asked_by")


def lock_rated(rated: RatedProduct) -> RatedProduct:
    locked = RatedProduct.objects.select_for_update(of=("self",)).select_related("product")
    return locked.get(pk=rated.pk)


@transaction.atomic
def decide_link(*, link: RatedLink, agrees: bool, by: User) -> RatedLink:
    """Tie, untie or leave it; the same answer again changes nothing.

    Raises CertificateRefused: "own" for who asked, "decided" the other way, check_link's.
    """
    wanted = State.MADE if agrees else State.REFUSED
    rated = lock_rated(link.rated)
    link = RatedLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.state == wanted:
        return link
    if not link.is_asked:
        raise CertificateRefused("decided")
    if agrees and link.asked_by_id == by.pk:
        raise CertificateRefused("own")
    if agrees:
        refuse_maker(by, [rated.product_id, link.product_id])
        check_link(rated, link.product)
        tie(rated, link.product)
    move(link, wanted, decided_by=by, decided_at=timezone.now())
    return link


def tie(rated: RatedProduct, product: Product | None) -> None:
    """Write which product of the shop it is, on its certificates too; stars follow."""
    before = rated.product_id
    rated.product = product
    rated.save(update_fields=["product"])
    Certificate.objects.filter(rated=rated).update(product=product)
    touch("rated", [rated.pk])
    sync_stars({pk for pk in (before, rated.product_id) if pk is not None})
