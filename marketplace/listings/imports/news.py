"""What the editors decided on a table of products is told to the producer's people, once."""

from datetime import datetime

from marketplace.listings.imports.models import ProposalBatch
from marketplace.listings.models import Revision
from marketplace.notices.services import News, Reader
from marketplace.producers.readers import link_to
from marketplace.purchases.told import Values, tell


def tell_batch_published(batch: ProposalBatch) -> None:
    """Say how much of a table is in the shop now, and how much came back."""
    proposals = batch.proposals.order_by()
    published = proposals.filter(state=Revision.State.PUBLISHED).count()
    returned = proposals.filter(state=Revision.State.RETURNED).count()
    name, number = batch.table.file_name, str(batch.table_id)

    def values_for(_news: News, reader: Reader) -> Values:
        link = link_to("sell:table", reader.language, number)
        return {"name": name, "published": published, "returned": returned, "link": link}

    key = f"table-published-{batch.pk}"
    news = News(batch.producer, "table_published", key, number, name)
    tell([news], values_for, template="table_published")


def tell_batch_returned(batch: ProposalBatch, count: int, note: str, now: datetime) -> None:
    """Say that rows of a table came back, and why."""
    name, number = batch.table.file_name, str(batch.table_id)

    def values_for(_news: News, reader: Reader) -> Values:
        link = link_to("sell:table", reader.language, number)
        return {"name": name, "returned": count, "note": note, "link": link}

    key = f"table-returned-{batch.pk}-{now:%Y%m%d%H%M%S%f}"
    news = News(batch.producer, "table_returned", key, number, name)
    tell([news], values_for, template="table_returned")
