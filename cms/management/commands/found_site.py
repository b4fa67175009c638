"""manage.py found_site: make of the editors' site what lacks; safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.founding import found_site


class Command(BaseCommand):
    help = (
        "Found the site: languages, homes, lists of villages and stories, legal pages, Wagtail's "
        "site at SITE_URL, approval and groups. What is there stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made: list[str] = []
        site = found_site(made.append)
        for line in made:
            self.stdout.write(f"  {line}")
        self.stdout.write(
            f"The site is {site.hostname}:{site.port}, from “{site.root_page.title}”; "
            f"{len(made)} made."
        )
