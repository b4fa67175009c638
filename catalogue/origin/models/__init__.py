"""Where things come from: lots and their events, labels and who scanned them."""

from catalogue.origin.models.capture import CaptureJob, CaptureToken
from catalogue.origin.models.events import EventItem, TraceEvent
from catalogue.origin.models.labels import Label, LabelBatch
from catalogue.origin.models.lots import Lot, LotAttachment, LotMaterial
from catalogue.origin.models.places import TracePlace
from catalogue.origin.models.scans import Scan, ScanCount, Suspicion

__all__ = [
    "CaptureJob",
    "CaptureToken",
    "EventItem",
    "Label",
    "LabelBatch",
    "Lot",
    "LotAttachment",
    "LotMaterial",
    "Scan",
    "ScanCount",
    "Suspicion",
    "TraceEvent",
    "TracePlace",
]
