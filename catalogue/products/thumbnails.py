"""Oscar's dashboard asks a thumbnailer for sizes; ours answers with the saved ones."""

from dataclasses import dataclass

from django.core.files.storage import default_storage

from catalogue.products.pictures import WIDTHS, variant_name, variant_url
from marketplace.files.sizes import variant_names


@dataclass(frozen=True)
class Thumbnail:
    name: str
    url: str
    width: int = 320
    height: int = 400


class Thumbnailer:
    def generate_thumbnail(self, source, *, size="320x", **opts) -> Thumbnail:
        name = getattr(source, "name", str(source))
        wanted = int(size.split("x")[0] or WIDTHS[0])
        width = next((w for w in WIDTHS if w >= wanted), WIDTHS[-1])
        return Thumbnail(name=variant_name(name, width), url=variant_url(name, width))

    def delete_thumbnails(self, source) -> None:
        name = getattr(source, "name", str(source))
        for variant in variant_names(name):
            default_storage.delete(variant)
