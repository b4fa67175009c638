from types import SimpleNamespace


class NoThumbnailer:
    def generate_thumbnail(self, source, **options):
        name = getattr(source, "name", str(source))
        return SimpleNamespace(url=f"/media/{name}", width=300, height=300)

    def delete_thumbnails(self, source) -> None:
        """There are none."""
