"""A page of the register for each code, to read and to print, and the same as signed JSON."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_safe

from catalogue.certificates.records import Entry, Record, Step, find_record
from catalogue.origin.codes.addresses import origin_path
from catalogue.origin.events import signing
from catalogue.origin.lots.queries import certificate_uri
from marketplace.frame.access import for_audience
from marketplace.frame.page_cache import public_page
from marketplace.ocop.words import all_in_words, in_words

# The words of the page, for machines too: what is known, and what cannot be.
WORDS = gettext_lazy(
    "This is what the register says of the product. Whether the goods in your hand are that "
    "product, it cannot know: any label can be copied."
)


@public_page
@require_safe
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Show all that the register knows of a code; of an unknown one, that it is unknown."""
    today = timezone.localdate()
    found = find_record(code, today)
    if found is None:
        return render(request, "ocop/unknown.html", {"code": code, "today": today}, status=404)
    if found.code != code:
        return redirect("ocop:record", found.code, permanent=True)
    corrected = all_in_words(each.changes for each in found.corrections)
    context = {
        "record": found,
        "product": found.product,
        "entries": [(each, told_steps(each)) for each in found.entries],
        "corrections": list(zip(found.corrections, corrected, strict=True)),
        "has_stars": found.has_stars,
        "certificate": found.current,
        "certificate_state": found.state,
        "last_revocation": found.revocation,
        "origin_path": origin_path(found.product) if found.product else "",
        "today": today,
    }
    return render(request, "ocop/record.html", context)


def told_steps(entry: Entry) -> list[tuple[Step, list[Any]]]:
    return [(step, in_words(step.changes)) for step in entry.steps]


@for_audience("anyone")
@require_safe
def record_json(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the same as signed JSON, in the register's own language."""
    with override(settings.LANGUAGE_CODE):
        found = find_record(code, timezone.localdate())
        if found is None:
            raise Http404
        facts = told_record(found)
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = signing.HEADER
    return signing.sign(response)


def told_record(record: Record) -> dict[str, Any]:
    """Write a record as JSON; days as 2026-11-28, None for what is not known."""
    product = record.product
    page = reverse("ocop:record", args=[record.code])
    return {
        "code": record.code,
        "name": record.title,
        "holder": record.holder,
        "commune": record.commune.name,
        "province": record.commune.province.name,
        "set": record.ocop_set.number if record.ocop_set else None,
        "page": f"{settings.SITE_URL}{page}",
        "product": f"{settings.SITE_URL}{origin_path(product)}" if product else None,
        "isSoldHere": record.is_sold,
        "state": record.state or "unrated",
        "stars": record.current.stars if record.current and record.has_stars else None,
        "validUntil": record.current.ends_on.isoformat() if record.current else None,
        "certificates": [told_entry(each) for each in record.entries],
        "corrections": [
            {"on": each.on.isoformat(), "changes": each.changes} for each in record.corrections
        ],
        "checkedOn": record.day.isoformat(),
        "words": str(WORDS),
    }


def told_entry(entry: Entry) -> dict[str, Any]:
    held = entry.certificate
    return {
        "id": certificate_uri(held),
        "decisionNumber": held.decision_number,
        "decisionDate": held.decision_date.isoformat(),
        "authority": held.authority,
        "level": held.level,
        "stars": held.stars,
        "score": f"{held.score:.2f}",
        "scoredUnder": held.law.code,
        "issuedOn": held.issued_on.isoformat(),
        "validUntil": held.ends_on.isoformat(),
        "state": entry.state,
        "history": [told_step(each) for each in entry.steps],
    }


def told_step(step: Step) -> dict[str, Any]:
    """Write a step, without what it has not."""
    told: dict[str, Any] = {"event": step.kind, "on": step.on.isoformat()}
    if step.until:
        told["until"] = step.until.isoformat()
    if step.ground:
        told["ground"] = step.ground
    if step.changes:
        told["changes"] = step.changes
    return told
