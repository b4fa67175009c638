"""Join the parts of a style sheet into the one file that a page asks for.

A bundle is a style sheet that holds nothing but `@import "part.css";` lines and comments; its
parts stand beside it in the same folder, so that their addresses of fonts stay right. Whoever
asks for static/css/shop.css gets all its parts in one file, without comments and indentation:

    shop.css:  @import "head.css";      becomes   .head{color:red}.foot{color:blue}
               @import "foot.css";

The joined file is kept in VAR_DIR/bundles and written anew when a part is younger. So it works
the same for collectstatic, for runserver and for WhiteNoise without collected files.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import "([\w-]+\.css)";')
# A comment ends at its first "*/", whatever the pattern around it would rather have.
REMARK = r"/\*(?:(?!\*/).)*\*/"
COMMENT = re.compile(REMARK, re.S)
# A quoted text stays as it is; beside braces and signs white space means nothing.
GAP = rf"(?:\s|{REMARK})"
SPACE = re.compile(rf"""("[^"]*"|'[^']*')|{GAP}*([{{}};,]){GAP}*|(:){GAP}+|{GAP}+""", re.S)


class BrokenBundle(Exception):
    """A bundle names a part that is not there, or holds rules of its own."""


def squeezed(css: str) -> str:
    """Take comments and white space that means nothing out of a style sheet."""

    def kept(match: re.Match) -> str:
        return match[1] or match[2] or match[3] or " "

    return SPACE.sub(kept, css).replace(";}", "}").strip()


def parts_of(path: Path) -> list[Path]:
    """Name the parts of a bundle in their order; of any other file none."""
    if path.suffix != ".css" or not path.is_file():
        return []
    text = COMMENT.sub("", path.read_text())
    parts = [path.with_name(name) for name in IMPORT.findall(text)]
    if parts and IMPORT.sub("", text).strip():
        raise BrokenBundle(f"{path.name} imports parts, so it may not hold rules of its own.")
    for part in parts:
        if not part.is_file():
            raise BrokenBundle(f"{path.name} imports {part.name}, which is not there.")
        if "@import" in part.read_text():
            raise BrokenBundle(f"{part.name} is a part of {path.name} and may not import.")
    return parts


def joined(path: Path) -> Path:
    """Find the file to serve for a static file: a bundle's joined one, any other itself."""
    parts = parts_of(path)
    if not parts:
        return path
    folder = settings.VAR_DIR / "bundles"
    made = folder / path.name
    youngest = max(part.stat().st_mtime_ns for part in [path, *parts])
    if not made.is_file() or made.stat().st_mtime_ns != youngest:
        folder.mkdir(parents=True, exist_ok=True)
        # Several processes may be at it: each writes its own file, the last one stays.
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
            file.write("".join(squeezed(part.read_text()) for part in parts))
        Path(file.name).chmod(0o644)
        os.utime(file.name, ns=(youngest, youngest))
        Path(file.name).replace(made)
    return made


class BundledStorage(FileSystemStorage):
    """Read a folder of static files with its bundles joined."""

    def path(self, name: str) -> str:
        return str(joined(Path(super().path(name))))


class BundleFinder(FileSystemFinder):
    """Find what stands in STATICFILES_DIRS; a bundle is found joined, its parts only in it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for prefix, root in self.locations:
            self.storages[root] = BundledStorage(location=root)
            self.storages[root].prefix = prefix

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        found = super().find_location(root, path, prefix)
        return found and str(joined(Path(found)))

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, FileSystemStorage]]:
        parts = {
            part
            for _prefix, root in self.locations
            for path in Path(root).rglob("*.css")
            for part in parts_of(path)
        }
        for path, storage in super().list(ignore_patterns):
            if Path(storage.base_location, path) not in parts:
                yield path, storage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Name collected files by what they hold, and write these names into scripts' imports, too."""

    support_js_module_import_aggregation = True
