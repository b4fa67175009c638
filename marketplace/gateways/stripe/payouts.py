"""Payouts as Stripe Connect transfers to a producer's connected account.

Open it by PAYOUT_PROVIDERS; a producer's account is then a BankAccount of the provider
"stripe" whose number is the connected account's id (acct_...). The line's reference is the
idempotency key: sending it again gives the transfer that was made before. Stripe forgets keys
after a day or more, so the reference is looked for among the transfers first.
"""

from django.utils.translation import gettext_lazy as _

from marketplace.gateways.stripe.client import (
    GatewayRefused,
    GatewayUnavailable,
    stripe_gateway,
)
from marketplace.ledger.models import BankAccount, PayoutLine
from marketplace.ledger.providers import SendResult, Unanswered


class ConnectTransfers:
    code = BankAccount.Provider.STRIPE.value
    name = _("Stripe Connect")
    sends_itself = True

    def send(self, line: PayoutLine) -> SendResult:
        """Transfer a line. A refusal fails it; no answer leaves it open to be sent again."""
        gateway = stripe_gateway()
        try:
            transfer = gateway.find_transfer(line.reference) or gateway.transfer(
                account=line.account.number,
                amount=line.amount,
                reference=line.reference,
                idempotency_key=f"payout-{line.reference}",
            )
        except GatewayUnavailable:
            return SendResult()
        except GatewayRefused as refusal:
            return SendResult(failure=str(refusal)[:200] or "refused")
        return SendResult(is_paid=True, reference=transfer.id)

    def find(self, line: PayoutLine) -> SendResult:
        """Tell whether a line was sent before. Raises Unanswered when nobody can tell."""
        try:
            transfer = stripe_gateway().find_transfer(line.reference)
        except (GatewayUnavailable, GatewayRefused) as error:
            raise Unanswered from error
        return SendResult(is_paid=True, reference=transfer.id) if transfer else SendResult()
