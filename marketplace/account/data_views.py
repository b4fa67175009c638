"""What the market keeps of a person: to read, and to take along (ASVS 4.0.3, 8.3.2)."""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from marketplace.account.access import buyers_only
from marketplace.account.own_data import own_data
from marketplace.account.own_rows import as_json
from marketplace.accounts.fresh import fresh_to_take
from marketplace.accounts.requests import PersonRequest
from marketplace.frame.screens import file_for_one, private


@require_safe
@buyers_only
@fresh_to_take
def read(request: PersonRequest) -> HttpResponse:
    context = {"parts": own_data(request.user), "tab": "data"}
    return private(render(request, "account/data.html", context))


@require_safe
@buyers_only
@fresh_to_take
def take(request: PersonRequest) -> HttpResponse:
    """Hand over the same as one file for machines."""
    told = {
        "market": settings.SITE_URL,
        "made_at": timezone.now(),
        "money": "VND; keys that end in _dong are whole dong",
        **as_json(own_data(request.user)),
    }
    body = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2).encode()
    return file_for_one(body, kind="application/json", name="my-data.json")
