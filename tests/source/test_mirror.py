"""The tests of a function are found by its path: x/y.py is tested by tests/x/test_y.py.

A topic of its own stands beside it as tests/x/test_y_<topic>.py. What only wires, lists or names
has nothing to run and needs none. ELSEWHERE tells of the few modules whose tests are somewhere
else, and where; a new module is not added to it.
"""

import ast
from pathlib import PurePosixPath

import pytest

from tests.source.templates import ROOT, listed

HOMES = ("flows", "browser", "source", "mutants", "security", "services")
WIRING = {"__init__.py", "__main__.py", "admin.py", "apps.py", "translation.py", "urls.py"}
# The demo market is made up and drawn; the browser's tests walk one that is built whole.
WIRING_IN = {"migrations", "management", "demo"}

ELSEWHERE: dict[str, str] = {
    # One protocol with an engine a database: the same searches are asked of each.
    "catalogue/search/engines/base.py": "tests/catalogue/search/test_queries.py",
    "catalogue/search/engines/postgres.py": "tests/catalogue/search/test_queries.py",
    "catalogue/search/engines/sqlite.py": "tests/catalogue/search/test_queries.py",
    # A fact or two of a row, asked where a service or a page goes by it.
    "catalogue/certificates/rated_models.py": "tests/catalogue/certificates/test_rated.py",
    "catalogue/origin/models/events.py": "tests/catalogue/origin/pages/test_timeline.py",
    "catalogue/origin/models/labels.py": "tests/marketplace/sell/lots/test_label_views.py",
    "catalogue/origin/models/lots.py": "tests/flows/test_lots.py",
    "catalogue/places/models.py": "tests/marketplace/shipping/test_address_form.py",
    "catalogue/places/pages.py": "tests/cms/test_models.py",
    "catalogue/search/models.py": "tests/catalogue/search/test_query.py",
    "marketplace/purchases/confirm_models.py": "tests/marketplace/purchases/test_confirming.py",
    "marketplace/ledger/models/book.py": "tests/marketplace/ledger/test_guards.py",
    "marketplace/ledger/models/payouts.py": "tests/marketplace/ledger/test_payouts.py",
    "marketplace/ledger/models/rules.py": "tests/marketplace/ledger/test_terms.py",
    # Parts of one figure, log or notice, which the whole is asked for.
    "marketplace/frame/errors.py": "tests/marketplace/frame/test_logs.py",
    "marketplace/frame/metrics.py": "tests/marketplace/frame/test_logs.py",
    "marketplace/frame/scrubbing.py": "tests/marketplace/frame/test_logs.py",
    "marketplace/operations/checks.py": "tests/marketplace/operations/test_services.py",
    "marketplace/operations/queries.py": "tests/marketplace/operations/test_services.py",
    "marketplace/operations/words.py": "tests/marketplace/operations/test_services.py",
    # What a view of the same folder hands on: its tests are those of the view.
    "catalogue/shop/origin_forms.py": "tests/catalogue/shop/test_origin_views.py",
    "marketplace/account/access.py": "tests/marketplace/account/test_views.py",
    "marketplace/account/own_purchases.py": "tests/marketplace/account/test_own_data.py",
    "marketplace/account/own_words.py": "tests/marketplace/account/test_own_data.py",
    "marketplace/accounts/officers.py": "tests/marketplace/ocop/test_views.py",
    "marketplace/accounts/models.py": "tests/marketplace/listings/test_lost_factors.py",
    "marketplace/desk/moderation/lost_factors.py": "tests/marketplace/listings/test_lost_factors.py",
    "marketplace/sell/member_views.py": "tests/marketplace/listings/test_members.py",
    "marketplace/wiring.py": "tests/marketplace/test_settings.py",
    "marketplace/accounts/requests.py": "tests/flows/test_buying.py",
    "marketplace/listings/content.py": "tests/marketplace/sell/test_views_of_products.py",
    "marketplace/aftersale/files.py": "tests/marketplace/desk/test_aftersale_views.py",
    "marketplace/desk/finance/forms.py": "tests/marketplace/desk/finance/test_desk_views.py",
    "marketplace/ocop/access.py": "tests/marketplace/ocop/test_views.py",
    "marketplace/sell/return_steps.py": "tests/marketplace/sell/test_aftersale_views.py",
    "marketplace/search/forms.py": "tests/catalogue/shop/test_views.py",  # Oscar imports it
    "marketplace/basket/context.py": "tests/marketplace/basket/test_queries.py",
    # What only tests and the style guide run, or a program of its own.
    "marketplace/frame/memory.py": "tests/catalogue/listing/test_shelf.py",
    "marketplace/frame/style_samples.py": "tests/marketplace/frame/test_styleguide.py",
    "marketplace/frame/typesetting.py": "tests/marketplace/frame/test_documents.py",
    # Stripe as our tests meet it: played through the library, over HTTP.
    "marketplace/gateways/stripe/standin/answers.py": "tests/flows/test_payments.py",
    "marketplace/gateways/stripe/standin/money_back.py": "tests/flows/test_stripe.py",
    "marketplace/gateways/stripe/standin/server.py": "tests/flows/test_payments.py",
    "marketplace/gateways/stripe/standin/store.py": "tests/flows/test_payments.py",
    "marketplace/gateways/stripe/standin/wallet.py": "tests/flows/test_stripe.py",
}


def modules() -> list[str]:
    """List what may hold rules or faces: every module of ours that runs something."""
    return [
        name
        for folder in ("catalogue", "marketplace", "cms")
        for name in listed(folder)
        if name.endswith(".py") and not is_wiring(PurePosixPath(name)) and runs(name)
    ]


def is_wiring(path: PurePosixPath) -> bool:
    named = path.name in WIRING or path.name.endswith("_urls.py")
    return named or bool(WIRING_IN & set(path.parts))


def runs(name: str) -> bool:
    """Tell whether a module has a function that does more than name its row (`__str__`)."""
    return any(
        isinstance(node, ast.FunctionDef) and node.name != "__str__"
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8")))
    )


def files_of(name: str, files: frozenset[str]) -> list[str]:
    """Name the test files that stand at the path of a module.

    >>> files_of("a/b.py", frozenset({"tests/a/test_b.py", "tests/a/test_b_late.py"}))
    ['tests/a/test_b.py', 'tests/a/test_b_late.py']
    """
    path = PurePosixPath(name)
    path = path.parent if path.name == "__init__.py" else path  # a package's stand beside it
    start = f"tests/{path.parent}/test_{path.stem}"
    mine = [file for file in files if file == f"{start}.py" or file.startswith(f"{start}_")]
    return sorted(file for file in mine if file == f"{start}.py" or not is_anothers(file, path))


def is_anothers(file: str, path: PurePosixPath) -> bool:
    """Tell whether a topic's name is that of a longer module: test_views_x beside views_x.py."""
    stem = PurePosixPath(file).stem.removeprefix("test_")
    longer = [each.stem for each in (ROOT / path.parent).glob(f"{path.stem}_*.py")]
    return any(stem == one or stem.startswith(f"{one}_") for one in longer)


FILES = frozenset(name for name in listed("tests") if PurePosixPath(name).match("test_*.py"))


def test_every_module_has_tests_at_its_path_or_said_where():
    without = {name for name in modules() if not files_of(name, FILES)}
    assert sorted(without - ELSEWHERE.keys()) == []


def test_what_is_said_to_be_elsewhere_still_is():
    """A module that got tests at its path, or went, leaves the list: it only shrinks."""
    without = {name for name in modules() if not files_of(name, FILES)}
    assert sorted(ELSEWHERE.keys() - without) == []


@pytest.mark.parametrize(("module", "tests"), ELSEWHERE.items())
def test_tests_elsewhere_are_there(module, tests):
    assert tests in FILES


def test_every_test_file_stands_at_the_path_of_something():
    """Beside flows, the browser, the source and the like no test is at home elsewhere."""
    homes = tuple(f"tests/{home}/" for home in HOMES)
    at_home = {file for name in python() for file in files_of(name, FILES)}
    strays = {file for file in FILES if not file.startswith(homes)} - at_home
    assert sorted(strays) == []


def python() -> list[str]:
    folders = ("catalogue", "marketplace", "cms")
    return [name for folder in folders for name in listed(folder) if name.endswith(".py")]


def test_a_topic_of_a_longer_module_is_not_taken_for_ones_own():
    files = frozenset({"tests/marketplace/desk/test_refund_views.py"})
    assert files_of("marketplace/desk/refund_views.py", files) == sorted(files)
    both = frozenset(
        {"tests/catalogue/listing/test_state.py", "tests/catalogue/listing/test_stars_in_words.py"}
    )
    assert files_of("catalogue/listing/stars.py", both) == [
        "tests/catalogue/listing/test_stars_in_words.py"
    ]
    engine = [file for file in files_of("marketplace/frame/jinja.py", FILES) if "white" in file]
    assert engine == []  # test_jinja_whitespace.py is of jinja_whitespace.py
