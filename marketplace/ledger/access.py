"""The finance desk's door: members of the group only, and every visit is written down.

A page that is only looked at writes a row too: who saw money matters has to be known, so
this is an exception to "GET never writes". The row is one insert.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from marketplace.accounts.models import User
from marketplace.ledger.models import AuditRecord

FINANCE = "Finance"
NOTES = "audit_notes"
Action = AuditRecord.Action


def is_finance(user: User) -> bool:
    """Staff who belong to the finance group; a superuser has to belong to it, too."""
    return user.is_staff and user.groups.filter(name=FINANCE).exists()


def finance_people() -> QuerySet[User]:
    """List those who may enter the desk and still work here."""
    people = User.objects.filter(is_staff=True, is_active=True, groups__name=FINANCE)
    return people.order_by("pk")


def record(user: User, action: str, page: str, subject: str = "") -> None:
    AuditRecord.objects.create(user=user, action=action, page=page[:60], subject=subject[:200])


def note_for_audit(request: HttpRequest, text: str) -> None:
    """Add to what the audit log will say of this request, for instance the new figures."""
    vars(request).setdefault(NOTES, []).append(text)


def finance_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the finance group in and write down what was seen or done; refuse all others.

    What the address names, a search text and the view's own notes are the subject.
    """

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - login_required saw to it
        match = request.resolver_match
        page = match.view_name if match else view.__name__
        named = [str(value) for value in kwargs.values()]
        if text := request.GET.get("q", "").strip():
            named.append(text)
        subject = " ".join(named)
        if not is_finance(user):
            if user.is_staff:
                record(user, Action.REFUSED, page, subject)
            raise PermissionDenied
        response = view(request, *args, **kwargs)
        took = "Content-Disposition" in response.headers
        did = request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST
        action = Action.DID if did else Action.TOOK if took else Action.SAW
        record(user, action, page, " ".join([subject, *vars(request).get(NOTES, [])]).strip())
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded
