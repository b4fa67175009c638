"""manage.py tidy_files: what was stored before, as the door for files gives it today."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from oscar.core.loading import get_model

from catalogue.origin.models import LotAttachment
from catalogue.products.services import sync_cover
from marketplace.files.sizes import await_sizes, has_avif, variant_name
from marketplace.files.tidying import (
    Tidied,
    copy_to_private,
    make_private,
    redraw_pictures,
    redraw_strays,
    remove,
)

Kind = LotAttachment.Kind


class Command(BaseCommand):
    help = (
        "Take place, phone and time out of stored pictures, give them names of chance, draw "
        "missing sizes and move private files out of public media. Safe to repeat."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only tell what would be done")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        done = Tidied()
        move_papers(done, is_rehearsal=dry_run)
        make_private(done, is_rehearsal=dry_run)
        redraw_pictures(done, is_rehearsal=dry_run)
        redraw_strays(done, is_rehearsal=dry_run)
        if not dry_run:
            draw_what_is_missing()
        for what, names in (
            ("made private", done.made_private),
            ("drawn anew", done.redrawn),
            ("not readable, left as they are", done.unreadable),
            ("named by a row, but not there", done.missing),
        ):
            self.stdout.write(f"{len(names)} {what}")
            for name in names if options["verbosity"] > 1 else names[:10]:
                self.stdout.write(f"  {name}")


def move_papers(done: Tidied, *, is_rehearsal: bool) -> None:
    """Move documents of lots out of the field that pictures are in."""
    for row in LotAttachment.objects.filter(kind=Kind.DOCUMENT, paper="").exclude(file=""):
        name = str(row.file.name)
        if not default_storage.exists(name):
            done.missing.append(name)
            continue
        done.made_private.append(name)
        if not is_rehearsal:
            row.paper.name, row.file.name = copy_to_private(name), ""
            row.save(update_fields=["paper", "file"])
            remove(name)


def draw_what_is_missing() -> None:
    """Have sizes drawn that are not there; products show the names that their pictures have."""
    images = get_model("catalogue", "ProductImage").objects.exclude(original="")
    attachments = LotAttachment.objects.filter(kind=Kind.PICTURE).exclude(file="")
    names = {
        *images.values_list("original", flat=True),
        *attachments.values_list("file", flat=True),
    }
    for name in sorted(names):
        if (
            has_avif(name)
            and default_storage.exists(name)
            and not default_storage.exists(variant_name(name, 1200, "avif"))
        ):
            await_sizes(name)
    for product_id in images.order_by().values_list("product_id", flat=True).distinct():
        sync_cover(product_id)
