"""Public files where no nginx stands before us: as it would give them."""

from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("images/a.webp", "image/webp", 'inline; filename="a.webp"'),
        ("images/a.html", "application/octet-stream", "attachment"),
        ("images/a.txt", "text/plain", "attachment"),
        ("images/a.svg", "application/octet-stream", "attachment"),
    ],
)
def test_public_file_is_never_a_page_of_ours(client, name, kind, disposition):
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"<script>alert(1)</script>")
    answer = client.get(f"/media/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer.get("Content-Disposition") == disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get("/media/../market.sqlite3").status_code == 400
    assert client.get("/media/images/").status_code == 404
