"""What a producer's member may touch: everything is found through the own producer."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from catalogue.origin.lots.queries import lots_of_producer
from catalogue.origin.models import Label, LabelBatch, Lot
from marketplace.lots.completeness import with_facts
from marketplace.sell.access import producer_of


def own_lots(request: HttpRequest) -> QuerySet[Lot]:
    return lots_of_producer(producer_of(request))


def own_lot(request: HttpRequest, pk: int) -> Lot:
    """One lot of the own producer with what the meter needs; 404 for all others."""
    lots = with_facts(own_lots(request)).select_related(
        "product__producer",
        "product__ocop_set",
        "product__village",
        "village",
        "commune__province",
        "withdrawal",
    )
    return get_object_or_404(lots, pk=pk)


def own_runs(request: HttpRequest) -> QuerySet[LabelBatch]:
    return LabelBatch.objects.filter(lot__product__producer=producer_of(request)).select_related(
        "lot__product__producer", "made_by", "reprint_of"
    )


def own_run(request: HttpRequest, pk: int) -> LabelBatch:
    return get_object_or_404(own_runs(request), pk=pk)


def own_label(request: HttpRequest, serial: str) -> Label:
    return get_object_or_404(
        Label.objects.select_related("lot__product", "batch"),
        serial=serial,
        lot__product__producer=producer_of(request),
    )
