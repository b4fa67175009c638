"""Facts of tables, rows and batches."""

from marketplace.listings.imports.models import ImportRow, ProductImport, ProposalBatch

State = ProductImport.State


def test_a_table_is_at_work_in_turn_and_may_be_cancelled_until_it_is_applied():
    at_work = {state for state in State if ProductImport(state=state).is_at_work}
    assert at_work == {State.WAITING, State.READING, State.APPLYING, State.UNDOING}
    open_ones = {state for state in State if ProductImport(state=state).may_be_cancelled}
    assert open_ones == {State.WAITING, State.READING, State.CHECKED}


def test_rows_say_what_they_are():
    table = ProductImport(file_name="a.csv")
    assert str(table) == "a.csv (waiting)" and table.state_text
    assert str(ImportRow(table_id=1, number=2)) == "1: 2"
    assert str(ProposalBatch(table_id=1)) == "1: waiting"
