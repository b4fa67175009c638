"""Check digits of GS1 keys (General Specifications, 7.9)."""


def check_digit(digits: str) -> str:
    """Give the digit that completes a key.

    Weights 3, 1, 3, … from the right: 0893500121234 has 3·4+3+3·2+1+3·2+1+… and so on.
    Raises ValueError for anything but digits.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(digits)
    total = sum(
        int(digit) * (3 if position % 2 == 0 else 1)
        for position, digit in enumerate(reversed(digits))
    )
    return str((10 - total % 10) % 10)


def is_checked(digits: str) -> bool:
    """Tell whether the last digit is the check digit of those before it."""
    return (
        digits.isascii()
        and digits.isdigit()
        and len(digits) > 1
        and check_digit(digits[:-1]) == digits[-1]
    )
