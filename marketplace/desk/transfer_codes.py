"""A VietQR code that pays from any bank's app, for the one at the desk who asked."""

from django.http import Http404, HttpResponse

from catalogue.origin.codes import qr as codes
from marketplace.frame.screens import private
from marketplace.gateways.vietqr.payload import build_payload


def code_to_pay(*, bank_bin: str, account: str, amount: int, purpose: str) -> HttpResponse:
    """Draw the code of a transfer of `amount` dong; an account that no code can carry has none."""
    try:
        payload = build_payload(
            bank_bin=bank_bin, account=account, amount_vnd=amount, purpose=purpose
        )
    except ValueError as unfit:  # written down before forms asked for its form
        raise Http404(str(unfit)) from unfit
    return private(HttpResponse(codes.svg(payload), content_type="image/svg+xml"))
