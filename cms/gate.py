"""The address on a village's sign: it stays, and leads to the page in the reader's language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_safe

from catalogue.places.models import Village
from catalogue.places.pages import village_path
from marketplace.frame.access import for_audience


@for_audience("anyone")
@require_safe
def village_gate(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to a village's page; where it is not written, to what is made there."""
    village = get_object_or_404(Village, pk=pk)
    answer = redirect(village_path(village.slug, get_language_from_request(request)))
    answer["Cache-Control"] = "private, no-cache"
    patch_vary_headers(answer, ("Accept-Language", "Cookie"))
    return answer
