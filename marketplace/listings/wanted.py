"""Who wants to know when a product is back is told once, when it can be bought again.

Somebody with an account is told at its address. Anybody else first follows a link in a mail, so
that nobody is written to by another's wish; the page says the same whoever has asked before.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from catalogue.models import Availability, Product, Publication
from marketplace.accounts.models import User
from marketplace.frame.states import move
from marketplace.listings.models import Wanted
from marketplace.producers.models import Producer
from marketplace.purchases.mail import queue_mail

SALT = "wanted"
State = Wanted.State
OPEN = (State.ASKED, State.WAITING)
MOST_OPEN = 30  # of one address
UNPROVEN_KEPT = timedelta(days=7)
OVER_KEPT = timedelta(days=30)
MOST_TOLD = 200  # in one round of the clock


def can_come_back(product: Product) -> bool:
    """Tell whether a product is sold out now and may be there again."""
    return (
        product.publication == Publication.PUBLISHED
        and product.availability == Availability.SOLD_OUT
        and product.producer is not None
        and product.producer.may_sell
    )


@transaction.atomic
def ask(*, product: Product, email: str, language: str, user: User | None = None) -> None:
    """Keep a wish to be told; asked again it is the same. Without `user` a mail asks for proof.

    What others asked for in the name of an account's address neither ends nor counts for its own.
    """
    address = email.strip().lower()
    same, own = Q(email=address), Q(email=address)
    if user:
        same, own = Q(email=address, user=None) | Q(user=user), Q(user=user)
    open_ones = Wanted.objects.filter(state__in=OPEN)
    known = open_ones.select_for_update().filter(same, product=product).order_by("-state").first()
    if known:
        if user:
            take_over(known, user)
        return
    if open_ones.filter(own).count() >= MOST_OPEN:
        return
    try:
        with transaction.atomic():
            made = Wanted.objects.create(
                product=product,
                email=address,
                user=user,
                language=language,
                state=State.WAITING if user else State.ASKED,
            )
    except IntegrityError:  # asked twice at once
        return
    if user is None:
        write(made, "wanted_confirm")


def take_over(wanted: Wanted, user: User) -> None:
    """Make a locked wish for the address of an account that account's own: it is proven."""
    wanted.user = user
    wanted.save(update_fields=["user"])
    if wanted.is_asked:
        move(wanted, State.WAITING)


def token_of(wanted: Wanted) -> str:
    """Write what the link of a mail carries."""
    return signing.dumps(wanted.pk, salt=SALT)


def wanted_of(token: str) -> Wanted | None:
    """Find the wish of a mail's link; None where the link is not ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Wanted.objects.select_related("product").filter(pk=pk).first()


@transaction.atomic
def confirm(wanted: Wanted) -> bool:
    """Wait for the product from now on; False where that is over."""
    found = Wanted.objects.select_for_update().get(pk=wanted.pk)
    if found.is_asked:
        move(found, State.WAITING)
    return found.is_waiting


def waits(product: Product, user: User) -> bool:
    """Tell whether somebody is to be told of a product."""
    return Wanted.objects.filter(product=product, user=user, state=State.WAITING).exists()


@transaction.atomic
def stop(product: Product, user: User) -> None:
    """Write no more to somebody of this product."""
    own = Wanted.objects.filter(product=product, user=user, state=State.WAITING)
    for wanted in own.select_for_update():
        move(wanted, State.STOPPED)


@transaction.atomic
def end(wanted: Wanted) -> bool:
    """Write no more by this wish; False when it is over already."""
    found = Wanted.objects.select_for_update().filter(pk=wanted.pk).first()
    if found is None or not found.is_waiting:
        return False
    move(found, State.STOPPED)
    return True


@transaction.atomic
def tell_back() -> int:
    """Tell who waits for products that can be bought again; give how many.

    Forget the unproven, and what is over: addresses are kept for nothing else.
    """
    now = timezone.now()
    over = Q(state=State.TOLD, told_at__lt=now - OVER_KEPT)
    over |= Q(state=State.STOPPED, asked_at__lt=now - OVER_KEPT)
    Wanted.objects.filter(over).delete()
    Wanted.objects.filter(state=State.ASKED, asked_at__lt=now - UNPROVEN_KEPT).delete()
    back = Wanted.objects.filter(
        Q(user=None) | Q(user__is_active=True),
        state=State.WAITING,
        product__publication=Publication.PUBLISHED,
        product__is_public=True,
        product__producer__state=Producer.State.VERIFIED,
    ).exclude(product__availability=Availability.SOLD_OUT)
    rows = back.select_for_update(of=("self",)).select_related("product", "user").order_by("pk")
    told = list(rows[:MOST_TOLD])
    for wanted in told:
        write(wanted, "wanted_back")
        move(wanted, State.TOLD, told_at=now)
    return len(told)


def write(wanted: Wanted, template: str) -> None:
    """Mail about a wish: the product, and the link that confirms it."""
    language = wanted.user.language if wanted.user else wanted.language
    with override(language):
        product = wanted.product
        values = {
            "title": product.title,
            "product_link": f"{settings.SITE_URL}{product.get_absolute_url()}",
            "link": f"{settings.SITE_URL}{reverse('wanted:confirm', args=[token_of(wanted)])}",
        }
    queue_mail(
        key=f"{template}-{wanted.pk}",
        to=wanted.user.email if wanted.user else wanted.email,
        template=template,
        context=values,
        language=language,
    )
