"""Servers that several tests stand on; and a test that is left out is an error here."""

from collections.abc import Iterator

import pytest

from tests.services import clusters
from tests.services.clusters import Server


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.services)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Take a skip for what it is here: a server that was not tried."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"left out: {report.longrepr}"
    return report


@pytest.fixture(scope="module")
def primary() -> Iterator[Server]:
    with clusters.primary() as server:
        yield server
