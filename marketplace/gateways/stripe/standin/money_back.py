"""Refunds with Stripe's ceiling, disputes, and transfers to connected accounts."""

import json
import time

from marketplace.gateways.stripe.standin.answers import Refusal, missing, new_id, public

# Stripe's published test cards for refunds: fails later, and stays pending for a while.
REFUND_FAILS = {"4000000000005126"}
REFUND_PENDS = {"4000000000007726"}
DISPUTE_FEE = 350_000


def balance_row(dispute: dict, fee: int) -> dict:
    """Write what a dispute takes from the balance, or with no fee above zero gives back."""
    amount = -dispute["amount"] if fee > 0 else dispute["amount"]
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "currency": dispute["currency"],
        "fee": fee,
        "net": amount - fee,
        "type": "adjustment",
    }


class MoneyBack:
    """The part of the store in which money leaves again."""

    intents: dict[str, dict]
    charges: dict[str, dict]
    refunds: dict[str, dict]
    disputes: dict[str, dict]
    transfers: dict[str, dict]

    def charge_of(self, params: dict) -> dict:
        charge = self.charges.get(params.get("charge", ""))
        if charge is None:
            intent = self.intent(params.get("payment_intent", ""))  # type: ignore[attr-defined]
            charge = self.charges.get(intent["latest_charge"] or "")
        if charge is None:
            raise Refusal(
                400,
                "invalid_request_error",
                "This PaymentIntent does not have a successful charge to refund.",
            )
        return charge

    def refund(self, params: dict) -> dict:
        charge = self.charge_of(params)
        if charge["disputed"]:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Charge {charge['id']} has been charged back; cannot issue a refund.",
                code="charge_disputed",
            )
        left = charge["amount"] - charge["amount_refunded"]
        if left == 0:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Charge {charge['id']} has already been refunded.",
                code="charge_already_refunded",
            )
        amount = int(params.get("amount", left))
        if not 0 < amount <= left:
            raise Refusal(
                400,
                "invalid_request_error",
                f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
                param="amount",
            )
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        refund = {
            "id": new_id("re"),
            "object": "refund",
            "amount": amount,
            "charge": charge["id"],
            "currency": charge["currency"],
            "payment_intent": charge["payment_intent"],
            "status": "pending" if charge.get("_card") in REFUND_PENDS else "succeeded",
            "created": int(time.time()),
            "reason": params.get("reason"),
            "metadata": params.get("metadata", {}),
        }
        self.refunds[refund["id"]] = refund
        self.event("refund.created", refund)
        self.event("charge.refunded", public(charge))
        if charge.get("_card") in REFUND_FAILS:
            # Stripe answers "succeeded" and takes it back later, told by a webhook.
            answered = json.loads(json.dumps(refund))
            self.fail_refund(refund["id"])
            return answered
        return refund

    def fail_refund(self, refund_id: str) -> dict:
        """Play a refund that the card's bank sent back."""
        refund = self.refunds[refund_id]
        if refund["status"] != "failed":
            refund.update(status="failed", failure_reason="expired_or_canceled_card")
            charge = self.charges[refund["charge"]]
            charge["amount_refunded"] -= refund["amount"]
            charge["refunded"] = False
            self.event("refund.failed", refund)
        return refund

    def finish_refund(self, refund_id: str) -> dict:
        refund = self.refunds[refund_id]
        if refund["status"] == "pending":
            refund["status"] = "succeeded"
            self.event("refund.updated", refund)
        return refund

    def refunds_of(self, params: dict) -> list[dict]:
        wanted = params.get("payment_intent")
        return [r for r in self.refunds.values() if wanted in (None, r["payment_intent"])]

    def open_dispute(self, charge: dict, status: str = "needs_response") -> dict:
        dispute = {
            "id": new_id("dp"),
            "object": "dispute",
            "amount": charge["amount"],
            "charge": charge["id"],
            "currency": charge["currency"],
            "payment_intent": charge["payment_intent"],
            "reason": "fraudulent",
            "status": status,
            "created": int(time.time()),
            "livemode": False,
            "is_charge_refundable": False,
            "metadata": {},
            "evidence_details": {
                "due_by": int(time.time()) + 7 * 86400,
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
        }
        dispute["balance_transactions"] = [balance_row(dispute, DISPUTE_FEE)]
        charge["disputed"] = True
        self.disputes[dispute["id"]] = dispute
        self.event("charge.dispute.created", dispute)
        self.event("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def close_dispute(self, dispute_id: str, status: str, *, fee_back: bool = False) -> dict:
        """Play the end of a dispute: won or lost; the fee comes back only if it is told so."""
        dispute = self.dispute(dispute_id)
        if dispute["status"] not in ("won", "lost"):
            dispute["status"] = status
            if status == "won":
                self.charges[dispute["charge"]]["disputed"] = False
                fee = -DISPUTE_FEE if fee_back else 0
                dispute["balance_transactions"].append(balance_row(dispute, fee))
                self.event("charge.dispute.funds_reinstated", dispute)
            self.event("charge.dispute.closed", dispute)
        return dispute

    def dispute(self, dispute_id: str) -> dict:
        if dispute_id not in self.disputes:
            raise missing("dispute", dispute_id)
        return self.disputes[dispute_id]

    def transfers_of(self, params: dict) -> list[dict]:
        group = params.get("transfer_group")
        return [t for t in self.transfers.values() if group in (None, t["transfer_group"])]

    def transfer(self, params: dict) -> dict:
        """Send money to a connected account: never more than was taken and not given back."""
        amount = int(params.get("amount", 0))
        if not str(params.get("destination", "")).startswith("acct_"):
            raise missing("destination", str(params.get("destination", "")))
        taken = sum(c["amount"] - c["amount_refunded"] for c in self.charges.values())
        sent = sum(t["amount"] for t in self.transfers.values())
        if not 0 < amount <= taken - sent:
            raise Refusal(
                400,
                "invalid_request_error",
                "You have insufficient available funds in your Stripe account.",
                code="balance_insufficient",
            )
        transfer = {
            "id": new_id("tr"),
            "object": "transfer",
            "amount": amount,
            "amount_reversed": 0,
            "currency": params.get("currency", "vnd"),
            "destination": params["destination"],
            "transfer_group": params.get("transfer_group"),
            "metadata": params.get("metadata", {}),
            "created": int(time.time()),
            "reversed": False,
            "livemode": False,
        }
        self.transfers[transfer["id"]] = transfer
        self.event("transfer.created", transfer)
        return transfer

    def event(self, kind: str, thing: dict) -> None:
        raise NotImplementedError
