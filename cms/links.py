"""Links that editors write: to pages of the web and of this site, and to nothing that runs.

Wagtail's window for an external link stays: the editor opens it for links to other sites, it writes
nothing, and only who may enter the office gets it. What it takes is bounded here; what is saved
past it Wagtail's list of schemes cleans, and `javascript:` is none of them.
"""

from typing import Any

from django import forms
from wagtail.admin.forms.choosers import ExternalLinkChooserForm
from wagtail.admin.views.chooser import ExternalLinkView

from cms.link_rules import check_link


class LinkField(forms.CharField):
    widget = forms.TextInput
    default_validators = [check_link]

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if not text or "/" in text[:1] or ":" in text else f"https://{text}"


class LinkForm(ExternalLinkChooserForm):
    url = LinkField(label=ExternalLinkChooserForm.base_fields["url"].label, max_length=2000)


ExternalLinkView.form_class = LinkForm
