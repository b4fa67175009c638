"""Every mail that the market sends has one letter, and it can be written in every language."""

import ast
import re
from html.parser import HTMLParser
from itertools import chain
from typing import get_args

import pytest
from django.conf import settings

from marketplace.aftersale.mail import Step
from marketplace.gateways.models import BankTransfer
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage, Purchase
from tests.flows.sale import paid, ship

FOLDER = settings.BASE_DIR / "templates" / "mail"
STEPS = get_args(Step)
BOTH = ("return_step", "producer_return")
WITH_STEPS = ("lost_factor", "joining", "quote_step", "producer_quote")
QUOTED = ("proof", "asked", "given", "taken_back", "declined", "lapsed", "unanswered")
TO_QUOTE = ("new", "withdrawn", "accepted", "lapsed", "short")
LOST = ("asked", "confirmed", "stopped", "done")
WITH_WORDS = ("closed", "lifted", "page_back", "refused", "suspended")
JOINING = ("asked", "ends", "page_out", "sent", "verified", *WITH_WORDS)
LANGUAGES = [code for code, _name in settings.LANGUAGES]

# What the callers give, by letter; `purchase` and `order_number` are added for what needs them.
LINK = "https://x.vn/vi/sell/"
ACCOUNT = {"producer": "Gốm A & B", "ending": "1234", "link": LINK}
KEY = {"producer": "Gốm A & B", "name": "Máy & kho", "by": "lan@example.vn", "link": LINK}
PAYOUT = ACCOUNT | {"amount": "1.200.000 ₫", "reference": "P-1"}
JOINED = {
    "producer": "Gốm A & B",
    "words": "Thiếu <trang 2>.",
    "asked": ["Giấy phép: mờ & nghiêng"],
    "paper": "Giấy <phép>",
    "day": "01/02/2026",
    "link": LINK,
}
REFUND = {"amount": 120_000, "refund": 7}
TRANSFER = {"amount": 120_000, "left": 20_000, "missing": 30_000}
TICKET = {
    "title": "Gốm <1> & lụa",
    "when": "Thứ Bảy 05/12/2026, 09:00 (giờ Hà Nội)",
    "guests": "2 × Người lớn",
    "place": "Cổng <chợ>",
    "bring": "Mũ & nước",
    "code": "ABCDEFGH23",
    "link": LINK,
}
COMPLAINT = {
    "number": "K261129-ABCDEF",
    "name": "Lan <1>",
    "text": "Xin lỗi & hẹn gặp.",
    "due": "02/12/2026",
    "link": LINK,
}
QUOTE = {
    "number": "Q261129-ABCDEF",
    "about": "Gốm A & B",
    "name": "Công ty <1> & con",
    "reason": "Lò <đầy> & kín.",
    "words": "Gồm <hộp> & logo.",
    "text": "Một.\nHai <b>?",
    "total": "12.000.000 ₫",
    "until": "13/12/2026",
    "link": LINK,
}
NOTES = {
    "bank_account_changed": ACCOUNT,
    "bank_account_checked": ACCOUNT,
    "capture_key_made": KEY,
    "capture_key_revoked": KEY,
    "code_used": {"link": LINK},
    "ledger_is_off": {"day": "1/2/2026", "findings": ["one <b>", "two"], "link": LINK},
    "dossier_step": {
        "subject": "Ấm <1> & chén: hồ sơ",
        "sentence": "Xã <hỏi> thêm.",
        "lines": ["Trang <2>", "Chữ & ký"],
        "link": LINK,
    },
    "listing_published": {"title": "Ấm <1> & chén", "link": LINK},
    "listing_returned": {
        "title": "Ấm <1> & chén",
        "note": "Ảnh mờ.\nChụp <lại>.",
        "reasons": [["Tên <vi>", "Men gì?"]],
        "link": LINK,
    },
    "lot_recalled": {
        "order_number": "1",
        "lot_number": "L <1>",
        "title": "Ấm & chén",
        "producer": "Gốm A & B",
        "phone": "0912345678",
        "reason": "Nứt.\nNguy hiểm <khi> đun.",
        "path": "/p/1/l/1",
    },
    "market_unwell": {
        "findings": [{"title": "Đĩa đầy & chậm", "way_out": "Dọn <tmp>."}],
        "link": LINK,
    },
    "message_new": {
        "about": "Ấm <1>",
        "is_order": False,
        "name": "Lan",
        "text": "Một.\nHai <b>?",
        "link": LINK,
    },
    "message_to_buyer": {
        "about": "261128-A1B2C3-1",
        "is_order": True,
        "maker": "Gốm A & B",
        "text": "Còn <1>.",
        "link": LINK,
    },
    "member_invited": {"producer": "Gốm A & B", "days": 7, "link": LINK},
    "new_device": {"at": "01/02/2026 10:00", "device": "Firefox <1> & co", "link": LINK},
    "orders_late": {
        "orders": [
            {"number": "261128-A1B2C3-1", "producer": "Hộ A", "due": "9:00", "ends": "15:00"}
        ],
        "link": LINK,
    },
    "notices_of_day": {
        "producer": "Gốm A & B",
        "day": "01/02/2026",
        "count": 60,
        "notices": ["Đơn <1>", "Trả hàng & đổi"],
        "link": LINK,
    },
    "enquiry_answer": {"about": "Gốm A & B", "text": "Có <nắp>.", "link": LINK},
    "enquiry_new": {
        "about": "Làng <1>",
        "name": "Hoa & Lan",
        "text": "Một.\nHai <b>?",
        "link": LINK,
    },
    "enquiry_proof": {"about": "Làng <1>", "link": LINK},
    "page_waits": {"title": "Lửa <lò> & người", "village": "Làng <1>", "link": LINK},
    "payout_failed": PAYOUT | {"reason": "Sai số & tên"},
    "payout_paid": PAYOUT,
    "promoter_invited": {"village": "Làng <1>", "role": "promoter", "days": 14, "link": LINK},
    "complaint_filed": COMPLAINT | {"text": ""},
    "complaint_answered": COMPLAINT,
    "complaints_late": {"numbers": ["K1", "K2"], "link": LINK},
    "purchase_code": {"number": "T1", "code": "012345", "minutes": 10, "tries": 0},
    "question_answered": {
        "title": "Ấm <1>",
        "maker": "Gốm A & B",
        "question": "Có nắp không?",
        "text": "Có <nắp>.",
        "link": LINK,
    },
    "question_new": {"title": "Ấm <1>", "name": "", "text": "Có nắp <1> không?", "link": LINK},
    "report_author": {
        "about": "Ấm <1>",
        "text": "Xấu <b>",
        "is_hidden": True,
        "measure": "mute",
        "days": 3,
        "words": "Nói <xấu> & tục.",
    },
    "report_decided": {"about": "Ấm <1>", "text": "Xấu <b>", "is_upheld": True},
    "review_published": {"title": "Ấm <1>", "text": "Gói <kỹ>.", "link": LINK},
    "review_refused": {
        "title": "Ấm <1>",
        "text": "Xấu <b>",
        "words": "Nói <xấu> & tục.",
        "link": LINK,
    },
    "table_published": {"name": "hàng <1>.xlsx", "published": 3, "returned": 1, "link": LINK},
    "table_returned": {
        "name": "hàng <1>.xlsx",
        "returned": 2,
        "note": "Ảnh mờ.\nChụp <lại>.",
        "link": LINK,
    },
    "stock_low": {"title": "Ấm <1> & chén", "left": 2, "link": LINK},
    "visit_free": {"title": "Gốm <1> & lụa", "when": "Thứ Bảy 05/12/2026, 09:00", "link": LINK},
    "wanted_back": {"title": "Ấm <1>", "product_link": LINK, "link": LINK},
    "wanted_confirm": {"title": "Ấm <1>", "product_link": LINK, "link": LINK},
    **{f"lost_factor/{step}": {"step": step, "hours": 24, "link": LINK} for step in LOST},
    **{f"quote_step/{step}": QUOTE | {"step": step} for step in QUOTED},
    **{
        f"producer_quote/{step}": QUOTE | {"step": step, "goods": [[30, "Ấm <1> & chén"]]}
        for step in TO_QUOTE
    },
    "producer_quote/short": QUOTE | {"step": "short", "goods": [[29, 30, "Ấm <1> & chén"]]},
    **{f"joining/{step}": JOINED | {"step": step} for step in JOINING},
}
ABOUT_PURCHASES: dict[str, dict] = {
    "order_cancelled": {},
    "order_confirmed": {},
    "purchase_link": {},
    **{
        name: {"to_collect": "1.000 ₫", "goods": [(2, "Ấm <1> & chén")], "link": LINK}
        for name in ("order_new", "order_reminder", "order_late", "order_more_time")
    },
    "visit_new": {"to_collect": "", "goods": [(2, "Gốm <1> & lụa")], "link": LINK},
    "visit_booked": {"tickets": [TICKET], "calendar": "BEGIN:VCALENDAR\r\n"},
    "visit_reminder": {"ticket": TICKET},
    "visit_called_off": {
        "ticket": TICKET,
        "words": "Lò <hỏng>.\nXin lỗi & hẹn gặp.",
        "dates": ["Chủ Nhật 06/12/2026, 09:00"],
        "choose_by": "09:00 08/12/2026",
    },
    "order_delivered": {"goods": [(7, "Ấm <1> & chén"), (8, "Lọ")]},
    "order_takes_longer": {},
    "visit_over": {"goods": [(9, "Gốm <1> & lụa")]},
    "order_unconfirmed": {},
    "producer_unconfirmed": {},
    "order_shipped": {},
    "parcel_corrected": {},
    "parcel_refused": {},
    "producer_cancelled": {},
    "producer_refused": {},
    "purchase_cancelled": {},
    "purchase_expired": {},
    "purchase_paid": {},
    "purchase_placed": {},
    "refund_account": REFUND,
    "refund_account_named": {**REFUND, "ending": "1234", "changed": False},
    "refund_bounced": REFUND,
    "refund_paid": REFUND,
    "refund_promised": REFUND,
    **{
        f"transfer_{reason}": TRANSFER
        for reason in BankTransfer.Reason.values
        if reason != BankTransfer.Reason.NO_REFERENCE  # nobody is known to write to
    },
    **{f"{name}/{step}": {"return": "1-R1", "step": step} for name in BOTH for step in STEPS},
}
OTHERS = [  # the second words of letters with two
    ("capture_key_revoked", KEY | {"by": ""}),
    ("refund_account_named", ABOUT_PURCHASES["refund_account_named"] | {"changed": True}),
    ("lot_recalled", NOTES["lot_recalled"] | {"phone": ""}),
    *(("order_cancelled", {"goes_back": dong}) for dong in (550_000, 0)),
    ("notices_of_day", NOTES["notices_of_day"] | {"count": 2}),
    ("complaints_late", {"numbers": ["K1"], "link": LINK}),
    ("page_waits", NOTES["page_waits"] | {"village": ""}),
    ("promoter_invited", NOTES["promoter_invited"] | {"role": "approver"}),
    ("order_new", {"to_collect": "", "goods": [], "link": LINK}),
    ("quote_step/given", QUOTE | {"step": "given", "words": ""}),
    ("producer_quote/new", QUOTE | {"step": "new", "goods": [], "text": ""}),
    ("review_published", NOTES["review_published"] | {"text": ""}),
    ("review_refused", NOTES["review_refused"] | {"text": ""}),
    ("order_new", {"to_collect": "", "link": LINK}),  # queued before goods were told apart
    ("joining/asked", JOINED | {"step": "asked", "words": "", "asked": []}),
    *((f"joining/{step}", JOINED | {"step": step, "words": ""}) for step in WITH_WORDS),
]
LETTERS = [*NOTES.items(), *ABOUT_PURCHASES.items(), *OTHERS]


@pytest.fixture
def purchase(product, owner) -> Purchase:
    sold = paid([(product, 2)])
    ship(sold.orders.get(), owner)
    return sold


# Who queues mail: those with the letter's name as `template`, those with it in second place.
BY_KEYWORD = {"queue_mail", "tell_producer", "mail_producer", "tell", "tell_payout"}
BY_PLACE = {
    "mail_buyer",
    "mail_owners",
    "tell_buyer",
    "mail_both",
    "tell_producers",
    "write",
    "mail_about",
}


def named_by_callers() -> set[str]:
    """The letters that the market's code asks for by a name that stands in the call."""
    found = set()
    sources = [(settings.BASE_DIR / name).rglob("*.py") for name in ("marketplace", "cms")]
    for path in chain.from_iterable(sources):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
                continue
            caller, given = call.func.id, call.args[1:2]
            if caller in BY_KEYWORD:
                given = [word.value for word in call.keywords if word.arg == "template"]
            elif caller not in BY_PLACE:
                continue
            name = next((node.value for node in given if isinstance(node, ast.Constant)), None)
            if caller == "mail_both":
                found |= {f"{folder}/{name}" for folder in BOTH}
            elif name and name not in (*BOTH, *WITH_STEPS):
                found.add(name)
    return found


def test_every_letter_is_asked_for_and_every_mail_has_one():
    written = {
        str(path.relative_to(FOLDER).with_suffix(""))
        for path in FOLDER.rglob("*.html")
        if path.parent.name != "parts" and path.name != "frame.html"
    }
    # The callers take these from a table, or choose one of two.
    chosen = {name for name in ABOUT_PURCHASES if name.startswith("transfer_")}
    chosen |= {"order_new", "order_cancelled", "order_unconfirmed"}
    chosen |= {"producer_cancelled", "producer_unconfirmed"}
    chosen |= {"refund_account", "refund_promised", "purchase_code"}
    chosen |= {"review_published", "review_refused"}
    chosen |= {f"lost_factor/{step}" for step in LOST} | {f"joining/{step}" for step in JOINING}
    chosen |= {f"quote_step/{step}" for step in QUOTED}
    chosen |= {f"producer_quote/{step}" for step in TO_QUOTE}
    assert named_by_callers() | chosen == written
    assert set(NOTES) | set(ABOUT_PURCHASES) == written


class Words(HTMLParser):
    """What a person sees of a letter, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.links: list[str] = []
        self.is_title = False

    def handle_starttag(self, tag, attrs) -> None:
        self.is_title = tag == "title"
        self.links += [value for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if not self.is_title:
            self.seen += data.split()


def words(text: str) -> list[str]:
    """The words of a plain text in the order of the page, without links and list marks."""
    *body, signature = re.sub(r"https?://\S+", "", text).split("\n\n")
    return re.sub(r"^- ", "", "\n\n".join([signature, *body]), flags=re.MULTILINE).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_says_the_same_in_both_forms(purchase, language):
    number = purchase.orders.get().number
    for name, given in LETTERS:
        context = dict(given)
        if name in ABOUT_PURCHASES:
            context |= {"purchase": purchase.number, "order_number": number}
        template = name.split("/")[0]
        mail = compose(MailMessage(template=template, context=context, language=language))
        html = mail.alternatives[0].content
        assert f'<html lang="{language}">' in html
        page = Words()
        page.feed(html)
        assert re.findall(r"https?://\S+", mail.body) == page.links
        seen = [word.rstrip(":") for word in page.seen if not word.startswith("http")]
        assert [word.rstrip(":") for word in words(mail.body)] == seen, name
        assert mail.subject and "\n" not in mail.subject
        for text in (mail.subject, mail.body, html):
            assert "%(" not in text and "{{" not in text
        ends = re.findall(r"[.!?:](\w)", re.sub(r"\S+@\S+|https?://\S+", "", mail.body))
        assert not any(letter.isupper() for letter in ends), (
            mail.body
        )  # a sentence stuck to another


def test_letter_of_a_purchase_shows_its_goods(purchase):
    order = purchase.orders.get()
    context = {"purchase": purchase.number, "order_number": order.number}
    mail = compose(MailMessage(template="order_shipped", context=context, language="en"))
    line = order.lines.get()
    assert mail.body.splitlines() == [
        f"A parcel of purchase {purchase.number} is on its way to you.",
        "",
        f"{order.producer.name} ({order.number})",
        f"- 2 × {line.title}: ₫{int(line.line_price_incl_tax):,}",
        "",
        "VNPost VN1",
        "",
        f"Total: ₫{purchase.total:,}",
        "",
        f"See the purchase: {settings.SITE_URL}/en/checkout/{purchase.token}/",
        "",
        settings.OSCAR_SHOP_NAME,
    ]
    assert mail.subject == f"Purchase {purchase.number}: a parcel is on its way"


def test_step_that_has_no_letter_is_not_sent(purchase):
    context = {"purchase": purchase.number, "return": "1", "step": "forgotten"}
    message = MailMessage(template="return_step", context=context, language="vi")
    with pytest.raises(Exception, match="return_step/forgotten"):
        compose(message)
