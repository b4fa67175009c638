"""The reasons for which goods come back; the terms of each are dated rows (ReturnRule).

What was compared with the text of the law (the official codification, topic 34.1, as of May
2026), and what the rows make of it:

- Law 19/2023/QH15 on protection of consumer rights, article 38.3.b: whoever was given wrong or
  incomplete information of article 37.1 (quantity, quality, use, origin, shelf life, price) may
  end the contract within 30 days of its conclusion, at no cost but for what was used. Here 30
  days from delivery, which is never less; the producer cannot say no and pays both ways.
  Reasons: not as described, another item than ordered, past its date.
- Article 38.4: what was paid goes back within 30 days of that notice, the way it was paid
  unless the consumer agrees to another. `refund_days`; the clock acts before the day comes.
- Article 31.2: a complaint is acknowledged within 3 working days. Mail does it at once.
- Decree 55/2024/NĐ-CP, article 22.1: the days to return, each step with its days, and whom to
  ask are told. The page where a return is asked for does.

The law names no days for an answer, for sending back, for damage on the way, for what spoilt
or for a change of mind: those are the market's own promise. Not compared: law 122/2025/QH15 on
e-commerce and decree 248/2026, whose text was not at hand; the civil code's interest on money
that is late, which nothing here computes.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReturnReason(models.TextChoices):
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")
    DAMAGED = "damaged", _("Arrived damaged")
    WRONG_ITEM = "wrong_item", _("Another item than ordered")
    PAST_ITS_DATE = "past_its_date", _("Past its date when it arrived")
    SPOILT = "spoilt", _("Spoilt")
    CHANGED_MIND = "changed_mind", _("I do not want it after all")
