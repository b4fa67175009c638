"""The books of the market; each topic has a module of its own."""

from marketplace.ledger.models.book import (
    Account,
    Entry,
    Fulfilment,
    RefundedLine,
    Snapshot,
    SoldLine,
    Transaction,
)
from marketplace.ledger.models.rules import CommissionRule, TaxRate

__all__ = [
    "Account",
    "CommissionRule",
    "Entry",
    "Fulfilment",
    "RefundedLine",
    "Snapshot",
    "SoldLine",
    "TaxRate",
    "Transaction",
]
