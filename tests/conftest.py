"""The cast of the tests: a buyer, an owner, a team mate, an officer, staff, a stranger."""

import gc
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import DatabaseError, connection
from django.db.transaction import TransactionManagementError
from django.test import Client, TransactionTestCase
from django.test.signals import template_rendered
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from catalogue.listing import shelf
from catalogue.search.query import vocabulary
from marketplace.frame.jinja import Page
from marketplace.ledger.models import Entry
from marketplace.purchases.mail import compose
from marketplace.purchases.models import MailMessage
from tests import factories, keyring, moves
from tests.booked import stand_in  # noqa: F401 - a fixture
from tests.databases import migrated_once  # noqa: F401 - a fixture
from tests.doors import pass_stage
from tests.keyring import keys_of_database  # noqa: F401 - a fixture
from tests.rows import (  # noqa: F401 - fixtures
    _connections_stay_open,
    _references_are_looked_through_by_postgresql,
    rows_of_module,
)
from tests.sold import made_sold, sold  # noqa: F401 - fixtures

(Path(__file__).parent.parent / ".cache").mkdir(exist_ok=True)  # the kept test database

keyring.hold()  # what tests are about is not how often keys are read

# How long an example takes says what else the machine does, not whether it is right.
hypothesis_settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")


gc.disable()  # nothing that is imported goes away again


def pytest_collection_finish():
    """Collect what tests leave, not what was loaded: to look through that takes half a second."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # models and queries make many short-lived objects
    gc.enable()


DATABASE = {"db", "transactional_db", "django_db_setup", "rows_of_module"}


def asks_the_database(item: pytest.Item) -> bool:
    """Tell whether another database could answer a test otherwise."""
    if item.get_closest_marker("one_database"):
        return False
    case = getattr(item, "cls", None)
    return (
        bool(DATABASE & set(getattr(item, "fixturenames", ())))
        or item.get_closest_marker("django_db") is not None
        or (case is not None and issubclass(case, TransactionTestCase))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item):
    """Name what asks the database, so that a second run on another one can leave out the rest."""
    if asks_the_database(item):
        item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Browser tests come last: Playwright's loop runs on, and Django asks no database in it."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


READABLE: set[tuple] = set()


def compose_once(message: MailMessage) -> None:
    """Write a mail, unless a letter with the same parts in the same language was written before.

    To write each was a sixth of what tests of purchases and returns took.
    """
    parts = tuple(sorted((name, bool(value)) for name, value in message.context.items()))
    kind = (message.template, message.context.get("step"), message.language, parts)
    if kind not in READABLE:
        compose(message)
        READABLE.add(kind)


# In words of SQL: to build them anew after each test took longer than to answer them.
LEFT_BEHIND = (
    f"SELECT (SELECT SUM(amount) FROM {Entry._meta.db_table}), "
    f"(SELECT COUNT(*) FROM {MailMessage._meta.db_table})"
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """After every test that may use the database its books are right and its mails readable."""
    result = yield
    if {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
        try:
            with connection.cursor() as cursor:
                cursor.execute(LEFT_BEHIND)
                owed, letters = cursor.fetchone()
        except (DatabaseError, TransactionManagementError):  # a test that broke its transaction
            return result
        assert not owed, f"the ledger is off by {owed} dong"
        for message in MailMessage.objects.all() if letters else ():
            compose_once(message)
    return result


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix,
    migrated_once,  # noqa: F811
):
    """What pytest-django asks for before it makes the database."""


@pytest.fixture(autouse=True, scope="session")
def _pages_tell_their_values():
    """Let `response.context` work: Django tells the test client of its own templates only."""
    values_of = Page.values

    def told(page, context, request):
        values = values_of(page, context, request)
        template_rendered.send(sender=Page, template=page.template, context=values)
        return values

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Page, "values", told)
        yield


@pytest.fixture(autouse=True, scope="session")
def _force_login_passes_the_stage():
    """Let `client.force_login` open a session as the finished login stage does.

    For doors themselves there is tests/doors.py, which goes through the forms.
    """
    sign_in = Client._login

    def through_the_stage(client, user, backend=None):
        sign_in(client, user, backend)
        pass_stage(client, user)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "_login", through_the_stage)
        yield


@pytest.fixture(autouse=True, scope="session")
def _memory_is_kept():
    """Leave memory alone after a shelf is built: to look through a test run's takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "give_back", lambda: None)
        yield


@pytest.fixture
def cache_of_the_process(settings):
    """Keep caches in this process: their clock can be set, what lies in them can be counted."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": memory, "LOCATION": name} for name in settings.CACHES}
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once():
    """Let each client's WhiteNoise take the list of static files that the first one made.

    A test's client loads all middleware anew; to look for the files again was a sixth of the run.
    """
    listed: dict[tuple, dict] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def look_once(self: WhiteNoiseMiddleware) -> None:
        made_of = (str(settings.STATIC_ROOT), *map(str, settings.STATICFILES_DIRS), settings.DEBUG)
        if made_of not in listed:
            look(self)
            listed[made_of] = dict(self.files)
        self.files.update(listed[made_of])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


FOLDERS = count()


@pytest.fixture(autouse=True)
def _isolated_files_and_cache(settings, tmp_path_factory):
    """Keep files and mail of a test out of the installation, and its cache out of the next.

    Their folder is made by who writes there first, which few tests do; for `tmp_path` pytest
    makes one each, and reads through those of all tests before for a number that is free.
    """
    own = tmp_path_factory.getbasetemp() / f"files-{next(FOLDERS)}"
    settings.COUNT_READERS = False  # written whenever a minute is over, within some test
    settings.MEDIA_ROOT = own / "media"
    settings.PRIVATE_ROOT = own / "private"
    settings.EMAIL_FILE_PATH = own / "mail"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    caches["pages"].clear()
    shelf.forget()
    vocabulary.at = None
    translation.activate(settings.LANGUAGE_CODE)  # whatever the test before has read


@pytest.fixture(autouse=True)
def _moves_as_promised(request):
    """A test that tests/moves.py names makes the moves that it is named for."""
    promised = moves.promised(request.node.nodeid)
    if not promised:
        yield
        return
    with moves.recorded() as made:
        yield
    assert not promised - made


@pytest.fixture
def buyer(db):
    return factories.make_user("buyer@example.com", first_name="Lan")


@pytest.fixture
def stranger(db):
    return factories.make_user("stranger@example.com")


@pytest.fixture
def staff(db):
    user = factories.make_user("staff@example.com")
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def officer(db):
    return factories.make_officer("officer@example.com")


@pytest.fixture
def producer(db):
    return factories.make_producer("Gốm Ánh Hồng")


@pytest.fixture
def owner(producer):
    return factories.make_member(producer, "owner@example.com", role="owner")


@pytest.fixture
def product(producer):
    return factories.make_product(producer)


@pytest.fixture
def code_was_given(monkeypatch):
    """Let a guest move money as after the code of the mail (tests/…/purchases/test_codes.py)."""
    monkeypatch.setattr("marketplace.checkout.access.has_shown_code", lambda *asked: True)
