"""Files that editors bring into the library: pictures by the one service, documents looked at."""

from typing import Any

from django import forms
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from marketplace.files.fields import ACCEPTED, CheckedFileField, PictureField, assure_kept


class LibraryPictureField(PictureField, WagtailImageField):
    """A picture for the library; Wagtail looks no more at what the service has drawn."""

    def to_python(self, data: Any) -> Any:
        file = assure_kept(forms.FileField.to_python(self, data))
        return self.drawn(file) if file else None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return forms.FileField.widget_attrs(self, widget) | {"accept": ACCEPTED}


class LibraryDocumentField(CheckedFileField, WagtailDocumentField):
    """A document for the library: one of an office's kinds, by what it is."""


def with_door(form: Any, field: type) -> None:
    """Put our field in the place of Wagtail's for a form's file."""
    if "file" in form.fields:
        theirs = form.fields["file"]
        form.fields["file"] = field(
            label=theirs.label, required=theirs.required, widget=theirs.widget
        )


class PictureForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_door(self, LibraryPictureField)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_door(self, LibraryDocumentField)


# A person's own picture in the back office; Wagtail has no setting for its form.
AvatarPreferencesForm.base_fields["avatar"] = PictureField(
    label=AvatarPreferencesForm.base_fields["avatar"].label, required=False
)
