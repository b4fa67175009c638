"""What the tests of proposals stand on."""

import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from marketplace.listings.models import Revision
from marketplace.listings.services import (
    propose,
    publish_revision,
    send_back,
    texts_of,
)

NEW = {"title_vi": "Ấm trà", "ocop_set": 21, "price": 120_000}


def picture(width: int = 8) -> ContentFile:
    """A picture to be known again by its width: its name is chance once it is kept."""
    drawn = BytesIO()
    Image.new("RGB", (width, 8), "white").save(drawn, "PNG")
    return ContentFile(drawn.getvalue(), name="am-tra.png")


def width_of(file) -> int:
    with file.open() as opened, Image.open(opened) as image:
        return image.width


def since(moment: datetime.datetime) -> bool:
    """Tell whether a moment is that of the step which the test has just taken."""
    return timezone.now() - datetime.timedelta(minutes=1) < moment <= timezone.now()


def propose_title(product, owner, title: str) -> Revision:
    content = texts_of(product) | {"title_vi": title}
    return propose(producer=product.producer, product=product, content=content, by=owner)


def title_of(product) -> str:
    product.refresh_from_db()
    return product.title_vi


def publish(proposal, staff):
    publish_revision(revision=proposal, by=staff)


def refuse(proposal, staff):
    send_back(revision=proposal, note="Viết rõ hơn.", by=staff)
