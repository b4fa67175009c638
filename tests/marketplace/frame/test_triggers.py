"""Triggers are put in whatever stood there, missed when they are away or off, taken away twice."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.frame.triggers import put_in, standing, take_away
from tests import factories

pytestmark = pytest.mark.django_db
FUNCTION = """
CREATE OR REPLACE FUNCTION no_user_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'nobody goes' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def made() -> dict[str, tuple[str, str]]:
    if connection.vendor == "postgresql":
        rest = "BEFORE DELETE ON accounts_user FOR EACH ROW EXECUTE FUNCTION no_user_goes()"
    else:
        rest = "BEFORE DELETE ON accounts_user BEGIN SELECT RAISE(ABORT, 'nobody goes'); END"
    return {"accounts_user_stays": ("accounts_user", rest)}


def goes(user) -> bool:
    try:
        with transaction.atomic():
            type(user).objects.filter(pk=user.pk)._raw_delete("default")
    except DatabaseError as refusal:
        assert "nobody goes" in str(refusal)
        return False
    return True


def test_a_trigger_holds_from_when_it_is_put_in_until_it_is_taken_away():
    user = factories.make_user()
    assert "accounts_user_stays" not in standing("default")
    for _again in range(2):
        put_in("default", made(), FUNCTION)
    assert "accounts_user_stays" in standing("default")
    assert not goes(user)
    for _again in range(2):
        take_away("default", made())
    assert "accounts_user_stays" not in standing("default")
    assert goes(user)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="a trigger is switched off on PostgreSQL only"
)
def test_a_trigger_that_is_switched_off_does_not_stand():
    put_in("default", made(), FUNCTION)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_user DISABLE TRIGGER accounts_user_stays")
    assert "accounts_user_stays" not in standing("default")
