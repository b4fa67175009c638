"""What search finds of producers."""

from collections.abc import Iterable, Iterator

from catalogue.listing.documents import paths_of, texts
from catalogue.search.services import Document, source, touch
from marketplace.files.sizes import when_drawn
from marketplace.producers.models import SELLING, Producer


@when_drawn
def _drawn(name: str) -> None:
    """A picture whose sizes are there comes onto its producer's page."""
    touch("producer", Producer.objects.filter(picture=name).values_list("pk", flat=True))


@source("producer")
def producers(pks: Iterable[int] | None) -> Iterator[Document]:
    found = Producer.objects.filter(SELLING).select_related("village")
    if pks is not None:
        found = found.filter(pk__in=list(pks))
    for producer in found.iterator(500):
        place = producer.village
        yield Document(
            kind="producer",
            object_pk=producer.pk,
            titles={"vi": producer.name},
            paths=paths_of(producer),
            body=" ".join([place.name, *texts(place, "craft").values()]) if place else "",
            weight=5,
        )
