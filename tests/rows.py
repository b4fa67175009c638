"""Rows that are made once for all tests of a module; each test changes what it likes of them.

To make the goods of a listing takes longer than what most tests then ask of them. A module's
rows lie in a transaction around those of its tests, which roll back to where they began:

    @pytest.fixture(scope="module")
    def made(rows_of_module) -> dict[str, Product]: ...

    @pytest.fixture
    def goods(made, db) -> dict[str, Product]:
        return deepcopy(made)  # what a test sets on an instance is the test's own
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TestCase
from django.utils import translation


@pytest.fixture(autouse=True, scope="session")
def _connections_stay_open() -> Iterator[None]:
    """Leave connections open after a test, which is a class of its own to pytest-django.

    Django closes them with the class. A transaction around several of them would be lost, and
    PostgreSQL begins each connection with nothing that it has read of the tables.
    """

    def roll_back_only(cls: type[TestCase]) -> None:
        if cls._databases_support_transactions() and cls._databases_support_savepoints():
            cls._rollback_atomics(cls.cls_atomics)
        super(TestCase, cls).tearDownClass()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestCase, "tearDownClass", classmethod(roll_back_only))
        yield


@pytest.fixture(autouse=True, scope="session")
def _references_are_looked_through_by_postgresql() -> Iterator[None]:
    """Leave keys that lead nowhere to the run on PostgreSQL, which knows them without a look.

    SQLite reads every table through after each test, which took a tenth of most.
    """
    asks = TestCase._should_check_constraints

    def only_there(case: TestCase, connection: BaseDatabaseWrapper) -> bool:
        return connection.vendor != "sqlite" and asks(case, connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestCase, "_should_check_constraints", only_there)
        yield


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Let fixtures of a module make rows, and take them back when its last test is over."""
    translation.activate(settings.LANGUAGE_CODE)
    around = transaction.atomic()
    around._from_testcase = True  # as a test's own: what asks for no transaction around it gets on
    with django_db_blocker.unblock():
        around.__enter__()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
        assert not connection.in_atomic_block
