"""Which test makes which move: every line of every table of moves is walked by a service.

PROVEN names a test for each move; conftest looks at what the named tests do to the database and
fails one that does not make what is said of it. UNMADE says why no service makes a move that
is allowed all the same. tests/source/test_states.py holds both to the tables. A move is written
as its model and its two states.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.models import Model, QuerySet

from marketplace.frame import states
from marketplace.frame.states import field_of


def is_moving() -> bool:
    """Tell whether frame/states.py called what is patched below, or a model's own save did."""
    caller = sys._getframe(2)
    names = {frame.f_globals["__name__"] for frame in (caller, caller.f_back) if frame}
    return states.__name__ in names


@contextmanager
def recorded() -> Iterator[set[str]]:
    """Collect the moves that rows make in the database by move() and move_rows()."""
    made: set[str] = set()
    save, update = Model.save, QuerySet.update

    def saved(row, *args, update_fields=None, **kwargs):
        field = field_of(type(row))
        if is_moving() and field in (update_fields or ()):
            note(type(row), type(row)._base_manager.filter(pk=row.pk), getattr(row, field))
        return save(row, *args, update_fields=update_fields, **kwargs)

    def updated(rows, **values):
        if is_moving() and field_of(rows.model) in values:
            note(rows.model, rows, values[field_of(rows.model)])
        return update(rows, **values)

    def note(model, rows, to) -> None:
        before = set(rows.order_by().values_list(field_of(model), flat=True))
        made.update(f"{model.__name__} {state} {to}" for state in before if state != to)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Model, "save", saved)
        patch.setattr(QuerySet, "update", updated)
        yield made


PROVEN: dict[str, dict[str, list[str]]] = {
    "tests/cms/promoters/test_services.py": {
        "test_from_the_invitation_to_the_end": ["Invitation waiting taken"],
        "test_what_is_withdrawn_leads_nowhere": ["Invitation waiting withdrawn"],
    },
    "tests/marketplace/programme/test_checking.py": {
        "test_one_checks_another_puts_in_force_and_each_step_stays": [
            "SheetVersion unchecked checked",
            "SheetVersion checked in_force",
        ],
        "test_taking_back_wants_a_reason_and_both_begin_anew": [
            "SheetVersion in_force unchecked",
        ],
        "test_who_doubts_a_check_takes_it_back": ["SheetVersion checked unchecked"],
    },
    "tests/marketplace/programme/dossiers/test_handing.py": {
        "test_filed_at_the_commune_with_a_day_and_mails_to_both": ["Dossier draft at_commune"],
        "test_asked_answered_and_the_clock_stands_still_meanwhile": [
            "Dossier at_commune with_holder",
            "Dossier with_holder at_commune",
        ],
        "test_form_03_then_over_to_the_province": ["Dossier at_commune at_province"],
        "test_province_asks_and_the_answer_comes_back_to_it": [
            "Dossier at_province with_holder",
            "Dossier with_holder at_province",
        ],
        "test_result_needs_the_certificate_or_a_reason": ["Dossier at_province rated"],
        "test_not_rated_says_why_and_a_new_one_may_begin": ["Dossier at_province not_rated"],
        **{
            f"test_maker_withdraws_from_anywhere_and_the_office_is_told[{at}]": [
                f"Dossier {at} withdrawn"
            ]
            for at in ("draft", "at_commune", "with_holder", "at_province")
        },
    },
    "tests/marketplace/bookings/test_hosting.py": {
        "test_a_mistake_is_taken_back": ["Booking booked missed", "Booking missed booked"],
        "test_guests_are_checked_in_once": ["Booking booked attended"],
        "test_guests_of_a_session_called_off_choose_or_get_all_back": ["Session open cancelled"],
        "test_guests_who_come_late_or_by_mistake": [
            "Booking missed attended",
            "Booking attended booked",
        ],
    },
    "tests/marketplace/purchases/test_visit_orders.py": {
        "test_late_money_revives_a_booking_while_there_is_room[3-True]": ["Booking cancelled held"],
        "test_paid_visit_is_confirmed_and_its_ticket_is_mailed": ["Booking held booked"],
        "test_seats_go_back_when_nobody_pays": ["Booking held cancelled"],
    },
    "tests/marketplace/visits/test_seats.py": {
        "test_guests_who_are_cancelled_give_their_seats_back": ["Booking booked cancelled"],
    },
    "tests/catalogue/certificates/test_corrections.py": {
        "test_second_person_makes_it_and_old_and_new_are_kept": ["Correction asked corrected"],
        "test_refused_correction_leaves_all_as_it_was[officer]": ["Correction asked refused"],
    },
    "tests/catalogue/certificates/test_confirming.py": {
        "test_a_second_officer_enters_it_once": ["Proposal asked entered"],
        "test_another_officer_sends_it_back_and_says_why": ["Proposal asked sent_back"],
        "test_who_asked_takes_it_back": ["Proposal asked withdrawn"],
    },
    "tests/catalogue/certificates/tables/test_services.py": {
        "test_a_table_is_read_handed_over_and_entered_by_another": ["Proposal draft asked"],
        "test_a_draft_is_given_up": ["Proposal draft withdrawn"],
    },
    "tests/catalogue/certificates/test_linking.py": {
        "test_a_second_person_ties_it_and_stars_follow": ["RatedLink asked tied"],
        "test_who_asked_does_not_decide": ["RatedLink asked refused"],
    },
    "tests/marketplace/listings/imports/test_services.py": {
        "test_prices_and_stock_count_at_once_and_new_products_wait": [
            "ProductImport waiting reading",
            "ProductImport reading checked",
            "ProductImport checked applying",
            "ProductImport applying applied",
        ],
        "test_what_sold_meanwhile_refuses_the_whole_and_says_which_row": [
            "ProductImport applying checked"
        ],
        "test_one_table_at_a_time_and_a_cancelled_one_keeps_no_rows": [
            "ProductImport waiting cancelled",
            "ProductImport checked cancelled",
        ],
        "test_table_that_is_cancelled_while_it_is_read_stays_so": [
            "ProductImport reading cancelled"
        ],
        "test_lost_file_is_said": ["ProductImport reading failed"],
        "test_undone_import_leaves_all_as_it_was": [
            "ProductImport applied undoing",
            "ProductImport undoing undone",
        ],
        "test_what_moved_since_prevents_the_undoing_and_is_named": [
            "ProductImport undoing applied"
        ],
        "test_draft_that_an_import_sent_is_a_draft_again": ["Revision submitted draft"],
    },
    "tests/marketplace/listings/imports/test_batches.py": {
        "test_batch_is_published_portion_by_portion_and_told_once": [
            "ProposalBatch waiting publishing",
            "ProposalBatch publishing decided",
        ],
        "test_single_ones_go_back_with_a_reason_and_the_rest_is_published": [
            "ProposalBatch waiting decided"
        ],
        "test_producer_that_may_not_sell_any_more_publishes_nothing": [
            "ProposalBatch publishing waiting"
        ],
    },
    "tests/flows/test_aftersale.py": {
        "test_cancel_before_sending_gives_money_and_stock_back": ["Purchase paid cancelled"],
        "test_cash_refused_whole_cancels_and_unfit_goods_stay_out": [
            "Parcel shipped failed",
            "Order shipped cancelled",
            "Line shipped cancelled",
        ],
        "test_cash_return_is_paid_to_a_bank_account": [
            "Return asked approved",
            "Return approved refunded",
        ],
        "test_dispute_is_decided_by_staff_with_both_sides_words": ["Return disputed refunded"],
        "test_exchange_takes_one_from_the_stock": [
            "Return approved received",
            "Return received exchanged",
        ],
        "test_refused_by_staff_is_the_last_word": ["Return disputed refused"],
        "test_remittance_takes_only_its_carriers_parcels_and_their_sum": ["Purchase placed paid"],
        "test_silence_goes_to_the_market_and_the_forgotten_lapses": [
            "Return asked disputed",
            "Return approved withdrawn",
        ],
        "test_while_the_market_decides_a_producer_neither_accepts_nor_refuses": [
            "Return asked refused",
            "Return refused disputed",
        ],
    },
    "tests/flows/test_bounced_refunds.py": {
        "test_buyer_is_mailed_of_every_account_that_is_named_by_its_last_digits": [
            "Refund needs_account ready"
        ],
        "test_buyer_is_told_and_asked_for_another_account_once": ["Refund paid needs_account"],
        "test_refund_that_bounced_before_it_was_noted_posts_nothing": [
            "Refund ready needs_account"
        ],
    },
    "tests/flows/test_buying.py": {
        "test_cancel_gives_the_stock_back": [
            "Purchase placed cancelled",
            "Order placed cancelled",
            "Line placed cancelled",
        ],
        "test_cash_purchase_adds_up_over_two_producers": ["Basket Open Submitted"],
        "test_producer_confirms_ships_and_delivers": [
            "Parcel shipped delivered",
            "Order confirmed shipped",
            "Order shipped delivered",
            "Line confirmed shipped",
            "Line shipped delivered",
        ],
        "test_transfer_pays_once_and_only_when_exact": ["BankTransfer open matched"],
    },
    "tests/flows/test_exchange_came_back.py": {
        "test_a_form_of_an_earlier_parcel_changes_nothing": ["Return came_back exchanged"],
        "test_buyer_may_call_the_market_meanwhile": ["Return came_back disputed"],
        "test_it_comes_back_once_into_stock_and_chain": ["Return exchanged came_back"],
        "test_producer_refunds_it": ["Return came_back refunded"],
    },
    "tests/marketplace/sell/lots/test_label_views.py": {
        "test_a_failed_run_says_so_and_can_be_drawn_again": [
            "LabelBatch running failed",
            "LabelBatch failed waiting",
        ],
        "test_code_too_long_for_a_label_is_told_before_any_is_made": ["Lot open released"],
    },
    "tests/marketplace/lots/test_printing.py": {
        "test_a_run_is_drawn_once_however_often_the_queue_asks": [
            "LabelBatch waiting running",
            "LabelBatch running done",
        ],
        "test_a_run_whose_worker_was_lost_can_be_drawn_again": ["LabelBatch running waiting"],
    },
    "tests/flows/test_labels.py": {
        "test_first_right_hidden_code_opens_and_later_ones_are_told": ["Label activated opened"],
        "test_five_wrong_hidden_codes_are_the_last": ["Label printed activated"],
        "test_label_without_use_or_code_is_not_opened": ["Label activated revoked"],
        "test_labels_move_only_along_the_table": ["Label activated sold"],
        "test_recalled_and_open_lots_give_no_labels_into_use": ["Lot released recalled"],
        "test_reprint_has_the_same_serials_and_a_reason": ["Label printed revoked"],
    },
    "tests/flows/test_lots.py": {
        "test_open_lot_cannot_be_recalled_and_closed_takes_no_more_steps": ["Lot released closed"],
    },
    "tests/flows/test_moves.py": {
        "test_buyer_takes_the_wish_back_before_the_answer": ["Return asked withdrawn"],
        "test_buyer_takes_the_wish_back_while_the_market_decides": ["Return disputed withdrawn"],
        "test_confirmed_order_is_cancelled_with_its_lines": [
            "Order confirmed cancelled",
            "Line confirmed cancelled",
        ],
        "test_label_that_was_sold_is_opened_or_revoked_and_an_opened_one_revoked": [
            "Label sold opened",
            "Label sold revoked",
            "Label opened revoked",
        ],
        "test_lot_is_closed_unreleased_and_a_closed_one_recalled": [
            "Lot open closed",
            "Lot closed recalled",
        ],
        "test_market_lets_the_goods_go_back": ["Return disputed approved"],
        "test_money_counts_whatever_was_noted_of_its_payment[cancelled]": [
            "Payment cancelled succeeded"
        ],
        "test_money_counts_whatever_was_noted_of_its_payment[failed]": ["Payment failed succeeded"],
        "test_order_whose_rest_is_cancelled_after_the_first_parcel_arrived_is_delivered": [
            "Order confirmed delivered",
            "Line confirmed delivered",
        ],
        "test_producer_pays_at_once_and_the_buyer_keeps_it": ["Return asked refunded"],
        "test_refund_refused_to_one_and_given_to_another_did_not_fail": [
            "Refund ready failed",
            "Refund failed sent",
        ],
        "test_refund_that_a_late_answer_marked_as_sent_may_bounce": [
            "Refund ready sent",
            "Refund sent needs_account",
        ],
        "test_refund_that_fails_on_its_way_is_tried_again": [
            "Refund sent failed",
            "Refund failed ready",
        ],
        "test_refused_adjustment_posts_nothing": ["Adjustment asked refused"],
        "test_refused_batch_leaves_its_producers_to_the_next": [
            "PayoutBatch proposed rejected",
            "PayoutLine proposed dropped",
        ],
        "test_run_that_failed_is_drawn_by_the_next_worker": ["LabelBatch failed running"],
    },
    "tests/marketplace/reviews/test_moderating.py": {
        "test_a_waiting_review_is_published_with_its_pictures": ["Review waiting public"],
        "test_a_waiting_review_is_refused_with_a_reason_its_author_reads": [
            "Review waiting refused"
        ],
        "test_a_public_review_that_was_reported_goes_with_its_stars": [
            "Review public refused",
            "ReviewReport open upheld",
        ],
        "test_a_review_that_may_stay_dismisses_its_reports": ["ReviewReport open dismissed"],
        "test_a_refused_review_is_shown_again": ["Review refused public"],
    },
    "tests/marketplace/reviews/test_writing.py": {
        "test_a_public_review_that_a_rule_finds_something_in_waits_and_a_mended_one_waits_on": [
            "Review public waiting"
        ],
        "test_a_refused_review_said_anew_waits_for_the_market": ["Review refused waiting"],
    },
    "tests/marketplace/talks/test_complaints.py": {
        "test_both_sides_write_in_turn": [
            "Complaint open answered",
            "Complaint answered open",
        ],
    },
    "tests/marketplace/talks/test_questions.py": {
        "test_an_answer_is_changed_and_taken_away": [
            "Question open answered",
            "Question answered open",
        ],
    },
    "tests/marketplace/talks/test_reports.py": {
        "test_a_hidden_message_is_shown_again": ["Message shown hidden", "Message hidden shown"],
        "test_a_question_is_hidden_with_its_answer_and_shown_again[answered]": [
            "Question answered hidden",
            "Question hidden answered",
            "Report open upheld",
        ],
        "test_a_question_is_hidden_with_its_answer_and_shown_again[open]": [
            "Question open hidden",
            "Question hidden open",
        ],
        "test_nothing_done_dismisses_and_the_reporter_is_told": ["Report open dismissed"],
    },
    "tests/marketplace/talks/test_threads.py": {
        "test_both_sides_write_in_turn": ["Thread waiting answered", "Thread answered waiting"],
    },
    "tests/flows/test_payments.py": {
        "test_3ds_abandoned_runs_out_and_the_stock_returns": [
            "Purchase pending expired",
            "Payment started cancelled",
            "Order pending cancelled",
            "Line pending cancelled",
        ],
        "test_late_money_goes_back_when_the_goods_are_gone": [
            "Payment started succeeded",
            "Refund ready paid",
        ],
    },
    "tests/flows/test_payouts.py": {
        "test_a_line_is_left_out_when_less_is_due_or_the_account_changed": [
            "PayoutBatch proposed approved",
            "PayoutBatch approved done",
        ],
        "test_batch_goes_from_proposal_by_a_second_person_to_paid": [
            "PayoutLine proposed approved",
            "PayoutLine approved paid",
        ],
        "test_failed_line_is_owed_again_and_proposed_anew": ["PayoutLine approved failed"],
    },
    "tests/flows/test_return_deadlines.py": {
        "test_goods_on_their_way_that_nobody_notes_go_to_the_market": ["Return approved disputed"],
        "test_goods_that_came_back_late_are_looked_at_but_not_past_the_day": [
            "Return received refunded"
        ],
        "test_what_a_person_must_weigh_goes_to_the_market[damaged-refund]": [
            "Return received disputed"
        ],
    },
    "tests/flows/test_stripe.py": {
        "test_published_refund_and_dispute_are_read": ["Refund sent paid"],
        "test_refund_refused_to_one_caller_and_given_to_another_is_not_given_again": [
            "Refund failed paid"
        ],
        "test_refund_that_fails_later_is_paid_to_the_bank_and_never_twice": [
            "Refund paid failed",
            "Refund failed needs_account",
        ],
    },
    "tests/flows/test_transfers.py": {
        "test_a_notice_that_comes_after_its_row_is_the_rows_transfer": [
            "StatementImport draft imported"
        ],
        "test_late_money_for_goods_that_are_gone_waits_and_goes_back_once": [
            "Purchase expired paid",
            "Order cancelled placed",
            "Line cancelled placed",
        ],
        "test_part_of_a_cancelled_purchase_is_not_forgotten": [
            "Purchase pending cancelled",
            "BankTransfer open closed",
        ],
        "test_what_is_over_goes_back_and_the_buyer_is_asked_where": [
            "Purchase pending paid",
            "Order pending placed",
            "Line pending placed",
        ],
    },
    "tests/marketplace/aftersale/test_unconfirmed.py": {
        "test_at_half_of_the_time_those_who_pack_are_reminded_once": [
            "ConfirmDeadline running reminded"
        ],
        "test_at_the_deadline_the_producer_and_the_market_are_told": [
            "ConfirmDeadline reminded late"
        ],
        "test_after_the_grace_it_is_cancelled_refunded_and_back_on_the_shelf": [
            "ConfirmDeadline late over"
        ],
        "test_a_clock_that_stood_still_warns_before_it_cancels": ["ConfirmDeadline running late"],
        "test_an_order_cancelled_by_its_buyer_is_left_alone": ["ConfirmDeadline running over"],
        "test_who_got_more_time_may_be_late_again_and_is_told_again": [
            "ConfirmDeadline late extended",
            "ConfirmDeadline extended late",
        ],
        "test_who_was_reminded_confirms_and_the_clock_has_nothing_left_to_do": [
            "ConfirmDeadline reminded over"
        ],
        "test_who_was_reminded_gets_more_time_and_confirms_in_it": [
            "ConfirmDeadline reminded extended",
            "ConfirmDeadline extended over",
        ],
    },
    "tests/marketplace/purchases/test_consignments.py": {
        "test_a_booking_holds_what_the_carrier_was_told": ["Consignment asked booked"],
        "test_what_the_carrier_refuses_stands_with_its_words": ["Consignment asked refused"],
        "test_another_booking_waits_until_the_first_is_withdrawn": ["Consignment booked withdrawn"],
    },
    "tests/marketplace/purchases/test_confirming.py": {
        "test_more_time_is_given_once_and_both_sides_read_of_it": [
            "ConfirmDeadline running extended"
        ],
    },
    "tests/marketplace/ledger/test_adjustments.py": {
        "test_adjustment_needs_a_second_person_and_posts_once": ["Adjustment asked posted"],
    },
    "tests/marketplace/joining/test_pages.py": {
        "test_proposed_sent_back_and_published": [
            "PageProposal submitted returned",
            "PageProposal returned submitted",
            "PageProposal submitted published",
        ],
    },
    "tests/marketplace/joining/test_papers.py": {
        "test_accepted_then_asked_then_accepted_again": [
            "Paper waiting accepted",
            "Paper accepted asked",
            "Paper asked accepted",
        ],
        "test_waived_then_asked_then_waived": [
            "Paper waiting waived",
            "Paper waived asked",
            "Paper asked waived",
        ],
        "test_what_waits_is_asked_back": ["Paper waiting asked"],
    },
    "tests/marketplace/enquiries/test_services.py": {
        "test_a_guest_proves_the_address_before_anybody_reads_it": ["Enquiry unproven open"],
        "test_words_go_to_and_fro_and_the_state_follows": [
            "Enquiry open answered",
            "Enquiry answered open",
            "Enquiry answered closed",
        ],
        "test_what_waits_is_closed_without_an_answer": ["Enquiry open closed"],
    },
    "tests/marketplace/quotes/test_asking.py": {
        "test_a_guest_proves_the_address_before_the_maker_reads_it": ["Quote unproven open"],
        "test_who_asked_withdraws": ["Quote open withdrawn"],
        "test_what_was_offered_is_withdrawn_too": ["Quote quoted withdrawn"],
    },
    "tests/marketplace/quotes/test_offering.py": {
        "test_an_offer_is_taken_back_and_made_anew": ["Quote open quoted", "Quote quoted open"],
        "test_a_maker_declines_with_a_reason": ["Quote open declined"],
        "test_an_offer_lapses_after_its_last_day": ["Quote quoted lapsed"],
        "test_an_enquiry_that_nobody_answers_lapses": ["Quote open lapsed"],
    },
    "tests/marketplace/quotes/test_accepting.py": {
        "test_accepted_twice_is_one_purchase": ["Quote quoted accepted"],
    },
    "tests/marketplace/joining/test_services.py": {
        "test_from_the_first_step_to_selling": [
            "Application draft sent",
            "Application sent verified",
            "Producer registering verified",
        ],
        "test_asked_back_with_words_then_sent_again": [
            "Application sent asked",
            "Application asked sent",
        ],
        "test_refused_with_a_reason_and_taken_up_again": [
            "Application sent refused",
            "Application refused draft",
        ],
        "test_what_was_asked_back_may_be_refused": ["Application asked refused"],
    },
    "tests/marketplace/joining/test_standing.py": {
        "test_suspended_sells_nothing_and_its_people_finish_orders": [
            "Producer verified suspended",
            "Producer suspended verified",
        ],
        "test_closed_leaves_the_shelves_for_good": ["Producer suspended closed"],
        "test_one_that_sells_is_closed_at_once": ["Producer verified closed"],
    },
    "tests/marketplace/listings/test_services.py": {
        "test_after_a_decision_new_words_are_a_new_proposal": ["Revision submitted published"],
        "test_draft_is_sent_once_the_producer_is_verified": ["Revision draft submitted"],
        "test_what_was_sent_back_is_proposed_anew_in_the_same_row": [
            "Revision submitted returned",
            "Revision returned submitted",
        ],
    },
    "tests/marketplace/listings/test_wanted.py": {
        "test_account_is_told_once_when_it_is_back": ["Wanted waiting told"],
        "test_guest_is_told_only_after_proving_the_address": ["Wanted asked waiting"],
        "test_who_stops_hears_nothing_and_may_ask_again": ["Wanted waiting stopped"],
    },
    "tests/marketplace/purchases/test_services.py": {
        "test_paid_order_is_confirmed_once": ["Order placed confirmed", "Line placed confirmed"],
    },
}
UNMADE: dict[str, str] = {}


def promised(test: str) -> set[str]:
    """Tell which moves a test (its node id) has to make."""
    path, _, name = test.partition("::")
    return set(PROVEN.get(path, {}).get(name, ()))
