"""The books of the market; each topic has a module of its own."""

from marketplace.ledger.models.audit import AuditRecord
from marketplace.ledger.models.book import (
    Account,
    Entry,
    Fulfilment,
    RefundedLine,
    Snapshot,
    SoldLine,
    Transaction,
)
from marketplace.ledger.models.payouts import (
    Adjustment,
    BankAccount,
    LedgerCheck,
    PayoutBatch,
    PayoutLine,
    PayoutTerm,
)
from marketplace.ledger.models.rules import CommissionRule, TaxRate

__all__ = [
    "Account",
    "Adjustment",
    "AuditRecord",
    "BankAccount",
    "CommissionRule",
    "Entry",
    "Fulfilment",
    "LedgerCheck",
    "PayoutBatch",
    "PayoutLine",
    "PayoutTerm",
    "RefundedLine",
    "Snapshot",
    "SoldLine",
    "TaxRate",
    "Transaction",
]
