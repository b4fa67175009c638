"""What the style guide's example data cannot say in TOML: forms, pages of a list, messages."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator

from marketplace.frame.fields import WholeField


class SampleForm(forms.Form):
    """One field of each kind that the market asks for."""

    name = forms.CharField(label="Tên người nhận", help_text="Như trên giấy tờ.")
    note = forms.CharField(label="Lời nhắn", widget=forms.Textarea(attrs={"rows": 3}))
    way = forms.ChoiceField(label="Cách trả", choices=[("cash", "Tiền mặt"), ("card", "Thẻ")])
    agreed = forms.BooleanField(label="Tôi đã đọc quy chế")
    score = forms.ChoiceField(
        label="Món hàng thế nào?",
        choices=[(1, "Kém"), (2, "Tạm được"), (3, "Khá"), (4, "Tốt"), (5, "Rất tốt")],
        widget=forms.RadioSelect,
        initial=4,
    )
    count = WholeField(label="Lọ men rạn", min_value=0, max_value=999, initial=1)
    kept = forms.CharField(widget=forms.HiddenInput, initial="1", required=False)


def refused_form() -> SampleForm:
    form = SampleForm({"name": "", "note": "Gọi trước khi giao.", "way": "cash"})
    form.add_error(None, "Xin xem lại các ô được đánh dấu.")
    return form


def line_fields() -> list[tuple[Any, Any, int]]:
    form = SampleForm()

    class Line:
        title = "Lọ men rạn"

    return [(Line, form["count"], 3)]


def talk_page() -> Any:
    said = [("producer", "Dạ chiều nay ạ."), ("buyer", "Bao giờ gửi hàng ạ?")]
    at = datetime(2026, 5, 2, 9, 30, tzinfo=UTC)
    return Paginator([{"side": s, "text": text, "at": at} for s, text in said], 10).get_page(1)


SAMPLES: dict[str, Callable[[], Any]] = {
    "form": SampleForm,
    "refused_form": refused_form,
    "field": lambda: SampleForm()["name"],
    "refused_field": lambda: refused_form()["name"],
    "checkbox": lambda: SampleForm()["agreed"],
    "choice": lambda: SampleForm()["way"],
    "line_fields": line_fields,
    "score": lambda: SampleForm()["score"],
    "refused_score": lambda: refused_form()["score"],
    "page": lambda: Paginator(range(90), 10).get_page(3),
    "first_page": lambda: Paginator(range(90), 10).get_page(1),
    "talk_page": talk_page,
    "messages": lambda: [
        Message(messages.SUCCESS, "Đã thêm vào giỏ."),
        Message(messages.WARNING, "Chỉ còn 2."),
        Message(messages.ERROR, "Thẻ bị từ chối; chưa trừ tiền."),
    ],
}
