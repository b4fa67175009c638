"""What all pages share that people write."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BodyBlock
from marketplace.frame.json_ld import in_script


class WrittenPage(Page):
    """A lead, a picture and a body of blocks."""

    lead = models.CharField(_("Lead"), max_length=400, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = StreamField(BodyBlock(), blank=True)
    is_illustrated = models.BooleanField(_("Pictures are illustrations"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("is_illustrated"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    schema = ""  # what schema.org calls such a page; "" where there is nothing to tell

    class Meta:
        abstract = True

    def thing(self) -> dict[str, Any]:
        """What the page tells machines, in schema.org's words."""
        return {
            "@context": "https://schema.org",
            "@type": self.schema,
            "name": self.title,
            "description": self.lead,
            "url": self.full_url,
            "inLanguage": self.locale.language_code,
        }

    @property
    def words(self) -> str:
        """What the page says; the last word of a paragraph is none with the next one's first."""
        return strip_tags(f"{self.lead} {self.body}".replace("<", " <"))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.schema and (thing := self.thing()):
            context["json_ld"] = in_script(thing)
        return context
