"""PDF documents: a Typst template of templates/documents and values given as JSON.

Values are data, never markup: what a person typed cannot change the document.
"""

import json
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR, "templates", "documents")
FONTS = Path(settings.BASE_DIR, "static", "vendor", "fonts", "be-vietnam-pro")


def render_pdf(template: str, values: dict[str, object]) -> bytes:
    """Set `values` (JSON types) with templates/documents/<template>.typ; PDF/A-2b bytes.

    The template reads them by ``json(bytes(sys.inputs.values))``.
    """
    import typst  # six megabytes that most processes never need

    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        format="pdf",
    )
