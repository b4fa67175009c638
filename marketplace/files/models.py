"""What is known of files beside the rows that name them."""

from django.conf import settings
from django.db import models


class FileAccess(models.Model):
    """That somebody was given a private file: who, which, through which page, when.

    Rows are only added.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=255)
    page = models.CharField(max_length=160)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["name", "-id"], name="accesses_of_a_file")]

    def __str__(self) -> str:
        return f"{self.page}: {self.name}"


class WaitingPicture(models.Model):
    """A public picture whose sizes are still to be drawn; the row goes when they are there."""

    name = models.CharField(max_length=255, unique=True)
    since = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
