"""What buyer and maker agreed on before a purchase: its prices instead of the shelf's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from marketplace.purchases.packages import Package, Split
from marketplace.shipping.charges import Quote


@dataclass(frozen=True)
class Agreed:
    """Dong for one piece by the key of its line (PackageLine.key), and for the whole delivery."""

    prices: Mapping[str, int]
    delivery: int


def price_as_agreed(split: Split, agreed: Agreed) -> None:
    """Price a split of one producer's goods anew; what is there, and how far it goes, stays."""
    (package,) = split.packages
    for line in package.lines:
        line.unit_price = agreed.prices[line.key]
        line.total = line.unit_price * line.quantity
    if package.needs_delivery or agreed.delivery:
        package.quote = agreed_delivery(package, agreed.delivery)
        package.is_deliverable = not any(line.is_out_of_reach for line in package.lines)


def agreed_delivery(package: Package, charge: int) -> Quote:
    known = package.quote or Quote(0, 0, 0)
    return replace(known, charge=charge, free_from=None)
