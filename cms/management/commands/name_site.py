"""manage.py name_site: let editors' pages stand at SITE_URL."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page, Site

from cms.models import HomePage


class Command(BaseCommand):
    help = "Name Wagtail's site after SITE_URL; make it where there is none."

    def handle(self, *args: Any, **options: Any) -> None:
        parts = urlsplit(settings.SITE_URL)
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        site.hostname = parts.hostname or "localhost"
        site.port = parts.port or (443 if parts.scheme == "https" else 80)
        site.site_name = settings.OSCAR_SHOP_NAME
        if site.root_page_id is None:
            site.root_page = self.first_page()
        site.save()
        self.stdout.write(
            f"The site is {site.hostname}:{site.port}, from “{site.root_page.title}”."
        )

    def first_page(self) -> Page:
        home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        found = home or Page.objects.filter(depth=2).order_by("path").first()
        if found is None:
            raise CommandError("There is no page at all: run manage.py migrate first.")
        return found
