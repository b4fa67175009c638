"""What search finds of producers."""

from collections.abc import Iterable, Iterator

from catalogue.listing.documents import paths_of, texts
from catalogue.search.services import Document, source
from marketplace.producers.models import Producer


@source("producer")
def producers(pks: Iterable[int] | None) -> Iterator[Document]:
    found = Producer.objects.filter(verified_at__isnull=False).select_related("village")
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
