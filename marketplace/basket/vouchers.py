"""The voucher codes that a visitor entered; they live in the session until the purchase."""

from django.http import HttpRequest

from marketplace.discounts.models import normal_code

SESSION_CODES = "voucher_codes"
MOST_CODES = 8


def codes_of(request: HttpRequest) -> list[str]:
    return request.session.get(SESSION_CODES, [])


def keep_code(request: HttpRequest, code: str) -> None:
    codes = [known for known in codes_of(request) if known != normal_code(code)]
    request.session[SESSION_CODES] = [*codes, normal_code(code)][-MOST_CODES:]


def drop_code(request: HttpRequest, code: str) -> None:
    codes = [known for known in codes_of(request) if known != normal_code(code)]
    request.session[SESSION_CODES] = codes


def forget_codes(request: HttpRequest) -> None:
    request.session.pop(SESSION_CODES, None)
