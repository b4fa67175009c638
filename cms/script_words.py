"""The words of the office's scripts, in the languages that Wagtail's own catalogues lack.

Wagtail gives its scripts what stands in wagtail.admin alone, and Indonesian there goes by another
name than ours: its scripts spoke English. Ours stand in locale/wagtail/ and come first.
"""

import gettext
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, to_locale
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from marketplace.frame.access import for_audience
from marketplace.frame.office_words import REGIONS, folders_of


class OfficeCatalog(JavaScriptCatalog):
    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        language = get_language() or ""
        for folder in folders_of("wagtail"):
            for name in (REGIONS.get(language, ""), to_locale(language)):
                found = gettext.translation(self.domain, folder, [name], fallback=True)
                if isinstance(found, gettext.GNUTranslations):
                    self.translation.merge(found)
        return super().get_catalog()


@for_audience("anyone")
def script_words(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Answer in the language that the editor has chosen, as Wagtail's own view does."""
    return get_localized_response(OfficeCatalog.as_view(), request, *args, **kwargs)
