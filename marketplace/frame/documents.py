"""PDF documents: a Typst template of templates/documents and values given as JSON.

Values are data, never markup: what a person typed cannot change the document, and no name or
note can keep it from being made (typesetting.py). Typst runs in a process of its own: it would
leave 38 MB in a worker that set a single page, and more with the fonts of other scripts.
"""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates", "documents")
FONTS = Path(settings.BASE_DIR, "static", "vendor", "fonts", "be-vietnam-pro")
PROGRAM = Path(__file__).with_name("typesetting.py")
LONGEST_SECONDS = 60


class DocumentFailed(Exception):
    """A template could not be set with its values; the text says where."""


def render_pdf(template: str, values: dict[str, object]) -> bytes:
    """Set `values` (JSON types) with templates/documents/<template>.typ; PDF/A-2b bytes.

    The template reads them by ``json(bytes(sys.inputs.values))``. Raises DocumentFailed.
    """
    path = TEMPLATES / f"{template}.typ"
    done = subprocess.run(  # noqa: S603 - our own program, a template of our own
        [sys.executable, "-I", str(PROGRAM), str(path), str(TEMPLATES), str(FONTS)],
        input=json.dumps(values).encode(),  # in ASCII: halves of pairs have no other form
        capture_output=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    if done.returncode:
        raise DocumentFailed(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
