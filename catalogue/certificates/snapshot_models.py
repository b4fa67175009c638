"""What the register said on a day, kept as it was published."""

from django.db import models


class RegisterSnapshot(models.Model):
    """The register of one day: its rows as CSV, and a statement of them that is signed and chained.

    `body` is JSON: day, rows, sha256 of the CSV, prev (sha256 of the body before, "" of the first).
    Rows are only ever added: the database refuses anything else (guards.py). `content` is the CSV,
    gzipped; empty where an earlier day has the same.
    """

    day = models.DateField(unique=True)
    body = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=40)
    signature = models.CharField(max_length=90)
    content = models.BinaryField()
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["day"]
