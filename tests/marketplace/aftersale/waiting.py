"""Orders that nobody confirmed for a while, made by setting their deadlines back."""

from datetime import timedelta

from django.utils import timezone

from marketplace.purchases.confirm_models import ConfirmDeadline


def set_back(order, **ago: int) -> ConfirmDeadline:
    """Let a moment of an order's deadline lie minutes ago: `due_at=5`; the others move with it."""
    ((name, minutes),) = ago.items()
    deadline = ConfirmDeadline.objects.get(order=order)
    by = getattr(deadline, name) - (timezone.now() - timedelta(minutes=minutes))
    moved = {
        each: value - by
        for each in ("since", "due_at", "cancel_at", "next_at", "late_at")
        if (value := getattr(deadline, each)) is not None
    }
    ConfirmDeadline.objects.filter(pk=deadline.pk).update(**moved)
    deadline.refresh_from_db()
    return deadline
