"""Money of the demo market: transfers that arrived, bank accounts, vouchers."""

import datetime
import unicodedata

from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.discounts.models import Voucher
from marketplace.gateways.transfers import record_transfer, transfer_reference
from marketplace.ledger.forms import BANKS
from marketplace.ledger.models import BankAccount
from marketplace.producers.models import Producer
from marketplace.purchases.models import Purchase


def pay_by_transfer(purchase: Purchase) -> None:
    """Play the bank: the transfer for a purchase arrived."""
    record_transfer(
        {
            "reference": f"DEMO{purchase.number.replace('-', '')}",
            "amount": purchase.total,
            "purpose": transfer_reference(purchase),
        }
    )


def make_money(people: dict[str, User]) -> None:
    """Give every producer a checked bank account, and the market and a potter a voucher."""
    for number, producer in enumerate(Producer.objects.filter(is_demo=True).order_by("pk")):
        bank_bin, bank_name = BANKS[number % 8]
        BankAccount.objects.get_or_create(
            producer=producer,
            replaced_at=None,
            defaults={
                "bank_bin": bank_bin,
                "bank_name": bank_name,
                "number": f"10{producer.pk:08d}",
                "holder": unaccented(producer.name).upper(),
                "created_by": people["staff"],
                "verified_at": timezone.now(),
                "verified_by": people["finance-1"],
            },
        )
    now = timezone.now()
    potter = Producer.objects.get(slug="bat-trang-1")
    for code, fields in {
        "CHAOBAN": {"name": "Chào bạn mới: giảm 10 %", "percent": 10, "most": 50_000},
        "GOM20K": {
            "name": "Gốm Bát Tràng: bớt 20 000 đồng",
            "amount": 20_000,
            "minimum_goods": 200_000,
            "budget": 5_000_000,
            "producer": potter,
            "platform_share": 0,
            "agreed_at": now,
            "agreed_by": people["seller-1"],
        },
    }.items():
        Voucher.objects.get_or_create(
            code=code,
            defaults={
                "kind": "percent" if "percent" in fields else "amount",
                "starts_at": now - datetime.timedelta(days=1),
                "ends_at": now + datetime.timedelta(days=365),
                "created_by": people["staff"],
                "max_uses_per_buyer": None,  # visitors try them without an account
                **fields,
            },
        )


def unaccented(text: str) -> str:
    """Write a name as banks do: plain letters."""
    folded = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in folded if not unicodedata.combining(c))
