"""What all pages share that people write."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.sharing import picture_of
from cms.translations import links_of, links_of_home
from marketplace.frame.json_ld import in_script, trail
from marketplace.frame.sharing import SharedPicture

HOME = 2  # how deep a home stands in the tree


class WrittenPage(Page):
    """A lead, a picture and a body of blocks."""

    lead = models.CharField(_("Lead"), max_length=400, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    body = StreamField(BodyBlock(), blank=True)
    is_illustrated = models.BooleanField(_("Pictures are illustrations"), default=False)
    sharing_picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Picture for sharing"),
        help_text=_("Shown where somebody sends the page's address. Empty: its picture."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("is_illustrated"),
        FieldPanel("body"),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("sharing_picture")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]

    sharing_type = "website"  # in Open Graph's words
    schema = ""  # what schema.org calls such a page; "" where there is nothing to tell

    class Meta:
        abstract = True

    def thing(self) -> dict[str, Any]:
        """What the page tells machines, in schema.org's words."""
        return {
            "@context": "https://schema.org",
            "@type": self.schema,
            "name": self.title,
            "description": self.search_description or self.lead,
            "url": self.full_url,
            "image": self.shared.url if self.shared else "",
            "inLanguage": self.locale.language_code,
        }

    @cached_property
    def shared(self) -> SharedPicture | None:
        """Its picture where it is shared."""
        return picture_of(self)

    @property
    def words(self) -> str:
        """What the page says; the last word of a paragraph is none with the next one's first."""
        return strip_tags(f"{self.lead} {self.body}".replace("<", " <"))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        above = []  # of a home: nothing, and it is asked for most
        if self.depth > HOME:
            above = list(self.get_ancestors().filter(depth__gte=HOME).order_by("path"))
        if self.schema and (thing := self.thing()):
            context["json_ld"] = in_script(thing)
        if above:
            places = [(page.title, page.full_url) for page in [*above, self]]
            context["json_ld_trail"] = in_script(trail(places))
        return context | {
            "language_links": links_of(self, above[-1]) if above else links_of_home(self),
            "sharing_picture": self.shared,
            "sharing_type": self.sharing_type,
        }
