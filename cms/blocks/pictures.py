"""What is seen. Which words stand for a picture where it cannot be seen is asked for each use."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class PictureBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=200, required=False)
    credit = blocks.CharBlock(
        label=_("Made by"),
        max_length=120,
        required=False,
        help_text=_("Who made it and under which licence."),
    )


class PlacedPictureBlock(PictureBlock):
    """A picture between words, as wide as they are or wider."""

    width = blocks.ChoiceBlock(
        label=_("Width"),
        choices=[("text", _("As wide as the text")), ("wide", _("Wider than the text"))],
        default="text",
    )

    class Meta:
        icon = "image"
        template = "cms/blocks/picture.html"
        description = _("One picture between the words.")
