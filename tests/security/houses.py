"""Two houses, each with a row of everything: what one owns is what the other must not reach.

A house is a producer with an owner and a helper, a buyer with purchases, and what the desk
holds of both. All comes about by the shop's own services, so that a page finds real rows.
"""

import datetime
import io
import uuid
from dataclasses import dataclass, field
from typing import Any

from allauth.usersessions.models import UserSession
from django.core import signing
from django.core.files.base import ContentFile
from django.utils import timezone
from oscar.core.loading import get_model
from PIL import Image

from catalogue.certificates.models import Correction, RatedLink
from catalogue.certificates.proposals import propose_rated
from catalogue.certificates.tables.services import read_decisions
from catalogue.models import Publication
from catalogue.origin.labels.services import mint_labels
from catalogue.origin.lots.services import attach, open_lot, record_step, release_lot
from catalogue.origin.models import (
    CaptureJob,
    CaptureToken,
    LotAttachment,
    LotMaterial,
    Suspicion,
)
from catalogue.places.models import Village
from catalogue.products.services import add_picture
from marketplace.accounts.models import FactorReset, User
from marketplace.aftersale.documents import issue_confirmation, issue_delivery_note
from marketplace.aftersale.returns import ask_return
from marketplace.aftersale.takeback import cancel_order
from marketplace.enquiries.services import ask as ask_place
from marketplace.files.downloads import address_of
from marketplace.files.pictures import Picture
from marketplace.gateways.cards import customer_id
from marketplace.gateways.models import (
    BankTransfer,
    CardDispute,
    Payment,
    Refund,
)
from marketplace.gateways.payout_results import upload_results
from marketplace.gateways.refunds import name_account
from marketplace.gateways.statements import upload_statement
from marketplace.gateways.transfers import record_transfer
from marketplace.joining.models import Application, Requirement
from marketplace.joining.pages import propose_page
from marketplace.joining.papers import hand_in
from marketplace.joining.standing import application_of
from marketplace.ledger import payouts
from marketplace.ledger.adjustments import ask_adjustment
from marketplace.ledger.models import Account, Transaction
from marketplace.ledger.services import LOSSES, accounts_for
from marketplace.listings.imports import services as imports
from marketplace.listings.members import SALT as INVITED
from marketplace.listings.models import Wanted
from marketplace.listings.services import propose, texts_of
from marketplace.lots.keys import issue_key
from marketplace.lots.printing import draw_batch
from marketplace.producers.models import Holiday, MemberChange, Producer
from marketplace.programme.offices.models import Post
from marketplace.purchases.confirm_models import ConfirmRule
from marketplace.purchases.consignment_models import Consignment
from marketplace.purchases.services import confirm_order
from marketplace.reviews.writing import Said, write_review
from marketplace.talks.complaints import file_complaint
from marketplace.talks.questions import answer_question, ask_question
from marketplace.talks.reports import report_message
from marketplace.talks.threads import (
    write_about_order,
    write_about_product,
    write_to_buyer,
    write_to_buyer_of,
)
from marketplace.visits.models import ClosedDay, Schedule
from tests import factories, visits
from tests.flows.sale import ADDRESS, arrived, paid, place, ship
from tests.marketplace.programme.dossiers import cast
from tests.marketplace.quotes.quoted import asked, offered


@dataclass
class House:
    """One side of the market and its rows by name, as tests/security/addresses.py asks for them."""

    letter: str
    village: Village
    producer: Producer
    owner: User
    helper: User
    buyer: User
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name == "rows" or name not in self.rows:
            raise AttributeError(name)
        return self.rows[name]


def picture(colour: str = "brown") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


def build_house(letter: str, desk: tuple[User, User]) -> House:
    """Build a house; `desk` are two accountants, since money out takes two."""
    village = factories.make_village(f"Làng {letter}", slug=f"lang-{letter.lower()}")
    producer = factories.make_producer(
        f"Nhà {letter}",
        village=village,
        phone="0243987654" + str(ord(letter) % 10),
        tax_code="0101234567",
        address="Xóm 3",
    )
    house = House(
        letter=letter,
        village=village,
        producer=producer,
        owner=factories.make_member(producer, f"owner-{letter.lower()}@example.vn"),
        helper=factories.make_member(producer, f"helper-{letter.lower()}@example.vn", "packer"),
        buyer=factories.make_user(f"buyer-{letter.lower()}@example.vn", first_name="Lan"),
    )
    add_goods(house)
    add_origin(house)
    add_sales(house)
    add_talks(house)
    add_visits(house)
    add_money(house, desk)
    add_own_pages(house)
    add_people(house)
    add_dossiers(house)
    return house


def add_dossiers(house: House) -> None:
    """A dossier that is asked back, one that lies at the commune, a post there."""
    clerk = cast.commune_person(house.producer, f"xa-{house.letter.lower()}@example.vn")
    asked = cast.ask(cast.make_filed(house.product, house.owner), clerk)
    filed = cast.make_filed(factories.make_product(house.producer), house.owner)
    house.rows |= {
        "dossier": asked,
        "asked_item": asked.requests.get().items.get(),
        "dossier_paper": asked.citations.first().version,
        "filed_dossier": filed,
        "filed_paper": filed.citations.first().version,
        "office_post": Post.objects.get(user=clerk),
    }


def add_people(house: House) -> None:
    """An invitation, a second factor that somebody lost, the registration with a paper."""
    application = application_of(house.producer)
    Application.objects.filter(pk=application.pk).update(
        kind="household", groups=[1], representative="Lan", citizen_sealed=""
    )
    requirement = Requirement.objects.get(place=10)
    joining_paper = hand_in(
        application=application,
        requirement=requirement,
        by=house.owner,
        file=ContentFile(b"%PDF-1.4 giay", name="giay.pdf"),
        number="01A8",
        issuer="UBND",
    )
    change = MemberChange.objects.create(
        producer=house.producer,
        kind="invited",
        email="moi@example.vn",
        after="seller",
        by=house.owner,
    )
    house.rows |= {
        "membership": house.producer.memberships.get(user=house.helper),
        "application": application,
        "requirement": requirement,
        "joining_paper": joining_paper,
        "holiday": Holiday.objects.create(
            producer=house.producer, first="2099-01-01", last="2099-01-05"
        ),
        "page_proposal": propose_page(
            producer=house.producer,
            by=house.owner,
            content={"story_vi": "Chuyện mới.", "since": 1985},
            picture=Picture(picture("blue"), name="page.jpg"),
        ),
        "invitation": signing.dumps(change.pk, salt=INVITED),
        "lost_factor": FactorReset.objects.create(
            user=house.buyer, asked_by=house.owner, reason="Mất máy"
        ),
        "confirm_rule": ConfirmRule.objects.create(
            ocop_set_id=house.product.ocop_set_id + (house.letter == "B"), hours=48, grace_hours=24
        ),
    }


def add_visits(house: House) -> None:
    """A visit with a schedule, a closed day and a session that the house's buyer has paid for."""
    visit = visits.make_visit(house.producer)
    session = visits.make_session(visit)
    house.rows |= {
        "visit": visit,
        "visit_session": session,
        "booking": visits.booked(session, user=house.buyer, adult=1),
        "schedule": Schedule.objects.create(
            visit=visit, weekdays=[5], time="09:00", first="2099-01-01", capacity=4
        ),
        "closed_day": ClosedDay.objects.create(visit=visit, day="2099-01-03"),
    }


def add_goods(house: House) -> None:
    """A product on sale with its picture and certificate, a draft, two proposals, vouchers."""
    product = factories.make_product(house.producer, stock=60, weight_g=100)
    add_picture(product=product, file=ContentFile(picture(), name=f"{house.letter}.jpg"))
    certificate = factories.make_certificate(product)
    table = imports.upload(
        producer=house.producer,
        name=f"hang-{house.letter}.csv",
        content=f"Mã;Giá;Tên\n{product.code};251.000;\nX1;9;Ấm {house.letter}".encode(),
        by=house.owner,
        again=False,
    )
    imports.read_import.func(table.pk)
    more = imports.upload(
        producer=house.producer,
        name=f"them-{house.letter}.csv",
        content=f"Tên;Mô tả;Giá;Bộ\nChén {house.letter};Vẽ tay;90k;21".encode(),
        by=house.owner,
        again=False,
    )
    imports.read_import.func(more.pk)
    imports.confirm(table=more, by=house.owner, leaves_out=False, is_sure=False)
    imports.apply_import.func(more.pk)
    ready = imports.upload(
        producer=house.producer,
        name=f"gia-{house.letter}.csv",
        content=f"Mã;Giá\n{product.code};252.000".encode(),
        by=house.owner,
        again=False,
    )
    imports.read_import.func(ready.pk)
    sold_out = factories.make_product(house.producer, stock=0)
    house.rows |= {
        "applied_table": more,
        "ready_table": ready,
        "sold_out": sold_out,
        "wanted": Wanted.objects.create(
            product=sold_out, email=f"wanted-{house.letter.lower()}@example.vn"
        ),
        "product": product,
        "table": table,
        "batch": more.batch,
        "draft": factories.make_product(
            house.producer, publication=Publication.DRAFT, is_public=False
        ),
        "certificate": certificate,
        "rated_link": RatedLink.objects.create(
            rated=certificate.rated, product=None, reason="Không còn bán", asked_by=house.owner
        ),
        "table_of_decisions": read_decisions(
            name="qd.csv",
            content="Tên;Số quyết định\nChè;12/QĐ-UBND\n".encode(),
            by=house.owner,
        ),
        "proposal": propose_rated(
            name=f"Chè {house.letter}",
            holder_name="Hộ Lê Văn A",
            holder_kind="household",
            commune=certificate.rated.commune,
            ocop_set=certificate.rated.ocop_set,
            by=house.owner,
        ),
        "correction": Correction.objects.create(
            certificate=certificate,
            changes={"stars": ["4", "3"], "score": ["78.00", "62.00"]},
            reason="Đọc nhầm",
            asked_by=house.owner,
        ),
        "revision": propose(
            producer=house.producer,
            product=product,
            content=texts_of(product) | {"story_vi": "Chuyện mới."},
            by=house.owner,
            images=[ContentFile(picture("green"), name="new.jpg")],
        ),
        "voucher": factories.make_voucher(producer=house.producer, platform_share=0),
        "offered": factories.make_voucher(
            producer=house.producer, platform_share=50, agreed_at=None
        ),
        "market_voucher": factories.make_voucher(),
    }


def add_origin(house: House) -> None:
    """Lots with steps, files, materials and labels; a key and what came by it; a report."""
    lot = open_lot(
        product=house.product,
        quantity=50,
        by=house.owner,
        materials=[LotMaterial(name="Đất", supplier="Nhà đất", where_from="Trúc Thôn")],
    )
    at = timezone.now() - datetime.timedelta(hours=3)
    event = record_step(lot=lot, step="ceramics.throw", note="Chuốt", by=house.owner, at=at)
    paper = attach(
        lot=lot,
        kind=LotAttachment.Kind.DOCUMENT,
        file=ContentFile(b"%PDF-1.4 phieu", name="phieu.pdf"),
        by=house.owner,
        caption="Phiếu",
        is_public=False,
    )
    released = open_lot(
        product=house.product,
        quantity=30,
        by=house.owner,
        materials=[LotMaterial(name="Gom 12", supplier="Gom 12", supplier_lot="HD-1")],
    )
    release_lot(lot=released, by=house.owner)
    released.refresh_from_db()
    run = mint_labels(lot=released, count=4, by=house.owner)
    draw_batch.func(run.pk)
    run.refresh_from_db()
    issue_key(producer=house.producer, name="ERP", by=house.owner)
    key = CaptureToken.objects.get(producer=house.producer)
    house.rows |= {
        "lot": lot,
        "event": event,
        "material": lot.materials.get(),
        "paper": paper,
        "private_file": address_of(
            str(paper.paper.name), saved_as="phieu", reader=house.owner.pk
        ).split("/")[-2],
        "released": released,
        "run": run,
        "label": run.labels.first(),
        "key": key,
        "job": CaptureJob.objects.create(
            producer=house.producer, token=key, document={}, digest=house.letter, success=True
        ),
        "suspicion": Suspicion.objects.create(
            product=house.product, address="/P/x", message="Tem bị bóc", email="khach@example.vn"
        ),
    }


def add_sales(house: House) -> None:
    """Purchases in each state that a page acts on, and what came after them."""
    vase, buyer, owner = house.product, house.buyer, house.owner
    to_confirm = paid([(vase, 2)], user=buyer)
    waiting = place([(vase, 1)], user=buyer)
    by_card = place([(vase, 1)], "stripe", user=buyer)
    sent = paid([(vase, 1)], user=buyer)
    parcel = ship(sent.orders.get(), owner)
    fetched = paid([(vase, 1)], user=buyer).orders.get()
    confirm_order(order=fetched, by=owner)
    consignment = Consignment.objects.create(
        order=fetched,
        carrier="GHN",
        reference=f"{fetched.number}-1",
        units={str(fetched.lines.get().pk): 1},
        weight_g=1500,
        length_cm=20,
        width_cm=15,
        height_cm=10,
        to_collect=0,
        tracking_code=f"LADFY{house.letter}",
        state="booked",
        by=owner,
    )
    here = arrived([(vase, 2)], owner, user=buyer)
    order = here.orders.get()
    review = write_review(
        line=order.lines.get(),
        said=Said(4, "Gói kỹ.", {"packing": 5}, [Picture(picture("grey"), name="3f.jpg")]),
        language="vi",
    )
    claim = ask_return(
        order=order,
        token=uuid.uuid4(),
        reason="damaged",
        wish="refund",
        text="Vỡ.",
        quantities={order.lines.get().pk: 1},
        pictures=[picture("red")],
        by=buyer,
    )
    gone = paid([(vase, 1)], user=buyer)
    reversal = cancel_order(
        order=gone.orders.get(), key=f"k-{house.letter}", side="buyer", reason="other", by=buyer
    )
    refund = Refund.objects.get(reversal=reversal)
    name_account(refund=refund, bank_bin="970436", account="0011223344", account_name="LAN")
    refund.refresh_from_db()
    get_model("purchases", "Purchase").objects.filter(user=buyer).update(
        note="Gọi trước", company="Công ty Lan", company_address="12 Hàng Bông", phone="0912000111"
    )
    get_model("purchases", "Purchase").objects.filter(pk=here.pk).update(
        is_gift=True, gift_sender="Hòa", gift_message="Mừng sinh nhật mẹ"
    )
    house.rows |= {
        "waiting": waiting,
        "by_card": by_card,
        "purchase": to_confirm,
        "order": to_confirm.orders.get(),
        "sent_order": sent.orders.get(),
        "parcel": parcel,
        "consignment": consignment,
        "review": review,
        "arrived": here,
        "arrived_order": order,
        "claim": claim,
        "claim_picture": claim.pictures.get(),
        "cancelled": gone,
        "refund": refund,
        "document": issue_confirmation(order),
        "note": issue_delivery_note(parcel),
    }


def add_talks(house: House) -> None:
    """Questions, threads about an order and a product, and a report of what the owner wrote."""
    buyer, owner, vase = house.buyer, house.owner, house.product
    answered = ask_question(product=vase, by=buyer, text="Men trong?")
    answer_question(question=answered, by=owner, text="Men trong.")
    about_vase = write_about_product(product=vase, by=buyer, text="Gói riêng?").thread
    written = write_about_order(order=house.order, by=buyer, text="Giao buổi chiều.")
    said = write_to_buyer_of(order=house.arrived_order, by=owner, text="Hàng đến nơi?")
    report = report_message(message=said, side="buyer", by=buyer, reason="rude", note="Gắt")
    complaint = file_complaint(
        about="order",
        name="Lan",
        email=buyer.email,
        text="Chưa thấy hàng.",
        purchase_number=house.order.number,
        user=buyer,
    )
    enquiry = {"kind": "visit", "name": "Hoa", "email": "", "text": "Mở cửa?", "language": "vi"}
    house.rows |= {
        "complaint": complaint,
        "enquiry_to_village": ask_place(village=house.village, user=buyer, **enquiry),
        "enquiry_to_maker": ask_place(producer=house.producer, user=buyer, **enquiry),
        "quote": offered(asked(house.producer, (vase, 20), user=buyer), owner),
        "question": ask_question(product=vase, by=buyer, text="Rửa máy?"),
        "answered": answered,
        "thread": written.thread,
        "message": written,
        "said_of_order": said,
        "said_of_product": write_to_buyer(thread=about_vase, by=owner, text="Gói riêng."),
        "report": report,
    }


def add_money(house: House, desk: tuple[User, User]) -> None:
    """What the desk holds: transfers, statements, payouts with results, adjustments, disputes."""
    letter, producer = house.letter, house.producer
    record_transfer(
        {
            "reference": f"FT-STRAY-{letter}",
            "amount": 70_000,
            "purpose": "tien hang",
            "booked_at": "2026-11-24T08:00:00+07:00",
        }
    )
    statement, _ = upload_statement(
        name=f"sao-ke-{letter}.csv",
        content=f"Ngày;Mã GD;Ghi có;Diễn giải\n25/11/2026;F{letter};5.000;tien".encode(),
        by=desk[0],
    )
    factories.make_sale(producer, f"SALE{letter}")
    factories.make_bank_account(producer)
    batch = payouts.propose_batch(by=desk[0])
    assert batch
    payouts.approve_batch(batch=batch, by=desk[1])
    line = batch.lines.get()
    results, _ = upload_results(
        batch=batch,
        name=f"ket-qua-{letter}.csv",
        content=f"Nội dung;Số tiền;Trạng thái\n{line.reference};1;Thành công".encode(),
        by=desk[0],
    )
    adjustment = ask_adjustment(
        account=Account.objects.get(key=f"producer:{producer.pk}"),
        against=accounts_for([LOSSES])[LOSSES],
        amount=7_000,
        reason="Vỡ khi vận chuyển",
        by=desk[0],
    )
    account = factories.make_bank_account(
        factories.make_producer(f"Nhà mới {letter}"), verified=False
    )
    house.rows |= {
        "transfer": BankTransfer.objects.get(bank_reference=f"FT-STRAY-{letter}"),
        "statement": statement,
        "batch": batch,
        "payout": line,
        "results": results,
        "adjustment": adjustment,
        "new_account": account,
        "transaction": Transaction.objects.filter(producer=producer).first(),
        "chargeback": CardDispute.objects.create(
            payment=Payment.objects.filter(purchase=house.purchase).get(),
            dispute_id=f"dp_{letter}",
            amount=1_000,
        ),
    }


def add_own_pages(house: House) -> None:
    """A buyer's own shelf: addresses, things kept for later, a card's customer."""
    country = get_model("address", "Country").objects.get(pk="VN")
    address = get_model("address", "UserAddress").objects.create(
        user=house.buyer, **ADDRESS | {"country": country}
    )
    wishlist = get_model("wishlists", "WishList").objects.create(owner=house.buyer)
    wishlist.lines.create(product=house.product, title=house.product.title)
    customer_id(house.buyer)
    basket = factories.make_basket(house.product)
    basket.owner = house.buyer
    basket.save()
    session = UserSession.objects.create(
        user=house.buyer, ip="127.0.0.1", session_key=f"of-{house.letter}"
    )
    house.rows |= {
        "address": address,
        "wishlist": wishlist,
        "line": basket.lines.get(),
        "session": session,
    }
