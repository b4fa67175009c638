"""Fields for files: in forms, where a file comes in, and on models, where it is kept.

A form's field gives what the service made of the file; nothing of a stranger's file is kept as
it came but a PDF or a table that was looked at.
"""

from collections.abc import Iterable
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.files.kinds import CSV, DOCX, ODS, ODT, OTHER, PDF, TXT, XLS, XLSX, ZIP, kind_of
from marketplace.files.pictures import (
    KEPT_PIXELS,
    KEPT_SIDE,
    MEGABYTE,
    PHOTO_SIDE,
    Picture,
    as_photo,
    as_picture,
    checked_kind,
)
from marketplace.files.scanning import check_clean
from marketplace.files.storage import private_storage, takes_files

# Android's chooser greys out what has no type it knows, hence the endings, too.
ACCEPTED = (
    "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,"
    ".jpg,.jpeg,.png,.webp,.avif,.heic,.heif"
)
DOCUMENT_BYTES = 10 * MEGABYTE
OFFICE = frozenset({PDF, DOCX, XLSX, ODT, ODS, CSV, TXT})
# A broken one, and one that only looks like a table, is the reader's to explain.
TABLES = frozenset({CSV, TXT, XLSX, XLS, ZIP, PDF, OTHER})


def assure_kept(file: Any) -> Any:
    """Refuse a file while nothing can be kept: before the page is lost in an error.

    Raises ValidationError.
    """
    if file and not takes_files():
        raise ValidationError(
            _(
                "Files cannot be kept at the moment. What you wrote is still here: choose the file "
                "again in a few minutes."
            ),
            code="away",
        )
    return file


class PictureField(forms.FileField):
    """A picture as a phone or a camera gives it; its value is a `Picture`, drawn anew.

    The page's script makes it smaller before it is sent (static/js/photo.js).
    """

    widget = forms.FileInput

    def __init__(self, *, side: int = KEPT_SIDE, pixels: int = KEPT_PIXELS, **kwargs: Any) -> None:
        self.side, self.pixels = side, pixels
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            **super().widget_attrs(widget),
            "accept": ACCEPTED,
            "data-photo": f"{self.side} {self.pixels}",
        }

    def to_python(self, data: Any) -> Any:
        file = assure_kept(super().to_python(data))
        return self.drawn(file) if file else None

    def drawn(self, file: Any) -> Picture:
        checked_kind(file)  # neither larger nor another kind than the scanner has to see
        check_clean(file)
        return as_picture(file, side=self.side, pixels=self.pixels)


class PhotoField(PictureField):
    """A picture that proves something: smaller than one that sells."""

    def __init__(
        self, *, side: int = PHOTO_SIDE, pixels: int = PHOTO_SIDE**2, **kwargs: Any
    ) -> None:
        super().__init__(side=side, pixels=pixels, **kwargs)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(PhotoField):
    """Some pictures at once; the value is a list of `Picture`, empty when none came."""

    widget = ManyFiles

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return super().widget_attrs(widget) | {"multiple": ""}

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        files = [file for file in files if file]
        if len(files) > self.most:
            raise ValidationError(
                _("At most %(count)s pictures, please."), params={"count": self.most}
            )
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return [super(PicturesField, self).clean(file) for file in files]


class CheckedFileField(forms.FileField):
    """A file that is kept or read as it came, when it is one of `kinds` and not too large.

    Pictures are taken, too, if `with_pictures`, and drawn anew like all.
    """

    is_kept = True

    def __init__(
        self,
        *,
        kinds: Iterable = OFFICE,
        with_pictures: bool = False,
        most: int = DOCUMENT_BYTES,
        refusal: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kinds, self.with_pictures, self.most = frozenset(kinds), with_pictures, most
        self.refusal = refusal or _("This kind of file is not taken.")

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if not file:
            return None
        if file.size > self.most:
            raise ValidationError(
                _("The file is larger than %(most)s MB."),
                params={"most": self.most // MEGABYTE},
                code="too_large",
            )
        check_clean(cast(Any, file))
        kind = kind_of(cast(Any, file), file.name or "")
        if kind.is_picture and self.with_pictures:
            assure_kept(file)
            return as_photo(cast(Any, file))
        if kind not in self.kinds:
            raise ValidationError(self.refusal, code="kind")
        return assure_kept(file) if self.is_kept else file


class PaperField(CheckedFileField):
    """A private paper: a PDF or a picture of it; its name says nothing."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.FileInput(attrs={"accept": f"application/pdf,.pdf,{ACCEPTED}"})
        super().__init__(
            kinds={PDF},
            with_pictures=True,
            refusal=_("Please choose a PDF, or a picture of the paper."),
            **{"widget": widget} | kwargs,
        )

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if file and not isinstance(file, Picture):
            file.name = f"{uuid4().hex}.{PDF.ending}"
        return file


class TableField(CheckedFileField):
    """A spreadsheet or a list that is read at once and not kept."""

    is_kept = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(kinds=TABLES, refusal=_("Please choose a CSV or XLSX file."), **kwargs)


AS_PICTURE: dict[str, Any] = {"form_class": PictureField, "widget": forms.ClearableFileInput}


class Plain:
    """A model's field that migrations know as Django's own: they import nothing of ours."""

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        kwargs.pop("storage", None)
        return name, f"django.db.models.{self.PLAIN}", args, kwargs  # type: ignore[attr-defined]


class PublicPictureField(Plain, models.ImageField):
    """A picture that strangers may see; its form's field is the door."""

    PLAIN = "ImageField"

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**AS_PICTURE | kwargs)


class PrivateFileField(Plain, models.FileField):
    """A file that only who is let in by a view may see (marketplace.files.downloads)."""

    PLAIN = "FileField"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"storage": private_storage})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PaperField} | kwargs)


class PrivatePictureField(Plain, models.ImageField):
    """A picture that is not public, or not yet."""

    PLAIN = "ImageField"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"storage": private_storage})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**AS_PICTURE | kwargs)
