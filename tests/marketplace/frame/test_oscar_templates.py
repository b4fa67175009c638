"""What Oscar's dashboard writes in English only is said in the page's language."""

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.utils import translation

from marketplace.frame.office_words import words_of
from marketplace.frame.oscar_templates import UNSPOKEN

TEMPLATES = [
    "oscar/dashboard/layout.html",
    "oscar/dashboard/orders/order_list.html",
    "oscar/dashboard/offers/offer_list.html",
    "oscar/dashboard/vouchers/voucher_list.html",
    "oscar/dashboard/vouchers/voucher_set_detail.html",
    "oscar/dashboard/partials/alert_messages.html",
    "oscar/dashboard/catalogue/product_list.html",
]


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_keeps_a_word_without_its_translation(name):
    template = engines["django"].get_template(name).template
    assert not [text for text in UNSPOKEN if text in template.source]
    assert any(text in template.source for text in UNSPOKEN.values())


def test_a_word_is_said_in_the_page_s_language():
    template = engines["django"].get_template("oscar/dashboard/partials/alert_messages.html")
    with words_of("oscar"), translation.override("vi"):
        said = template.render({"messages": [Message(SUCCESS, "Đã lưu")]})
    assert 'aria-label="Đóng"' in said


def test_other_templates_stay_as_they_are():
    template = engines["django"].get_template("admin/base.html").template
    assert "translate 'Close'" not in template.source
