"""What goes back to a buyer, as prose and numbers first; nothing is read or saved here.

Goods. A line's price is what the buyer paid for it, discounts taken off. Its first n of Q units
are worth F(n) = price x n / Q, rounded down; keeping fewer units gives back the difference, so
that all parts together are the price, whatever the order of steps:

    3 vases for 100 000 (a voucher took 50 000):  F(1) = 33 333   F(2) = 66 666   F(3) = 100 000
    one goes back      F(3) - F(2) = 33 334
    another            F(2) - F(1) = 33 333
    the last           F(1) - F(0) = 33 333     together 100 000

Which units those are, of several parcels, cancellations and returns: worth.py.

Delivery. The charge of an order goes back
 1. whole, when all of the order was cancelled before anything was sent;
 2. not at all, when part is cancelled before sending: the parcel still travels;
 3. in proportion to the goods, when goods come back by the producer's fault (not as described,
    damaged, wrong, spoilt), rounded down over all such returns together:
    delivery 22 000, goods sent 500 000 and 480 000: the first returns, 22 000 x 500 / 980 =
    11 224; then the second, 22 000 - 11 224 = 10 776;
 4. not at all, when the buyer changed their mind; the way back is then the buyer's too. Where
    the fault is the producer's, the producer pays the way back, outside of this sum.
 5. A parcel refused at the door or not reached: what was paid for the goods goes back, the
    delivery does not; in cash nothing was paid, so nothing goes back: the next parcel asks for
    the delivery, and when there is none, the producer bears what the carrier asks. Goods fit
    to sell return to the stock.
"""


def value_of(price: int, quantity: int, units: int) -> int:
    """What the first `units` of a line's `quantity` are worth: F(n) above."""
    if not 0 <= units <= quantity:
        raise ValueError("units beyond the line")
    return price * units // quantity if quantity else 0


def share_of_delivery(*, charge: int, base: int, before: int, now: int, given: int) -> int:
    """What of a delivery charge goes back by rule 3.

    `base`: value of all goods sent; `before` and `now`: value of goods returned by the
    producer's fault, up to now and with this return; `given`: delivery that went back already.
    """
    if base <= 0 or now <= before:
        return 0
    part = charge * min(now, base) // base - charge * min(before, base) // base
    return max(min(part, charge - given), 0)
