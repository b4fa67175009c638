"""A database of a test's own, for processes and threads that commit."""

import shutil

import pytest
from django.conf import settings


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, tmp_path):
    """A copy of the migrated test database that other processes may write to."""
    from django.db import connection

    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite":
        connection.close()
        target = tmp_path / "race.sqlite3"
        source = connection.settings_dict["NAME"]
        shutil.copy(source, target)
        yield f"sqlite:///{target}"
        return
    parts = connection.settings_dict
    address = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST'] or '127.0.0.1'}:{parts['PORT'] or 5432}"
    import psycopg

    connection.close()
    template = name if str(name).startswith("test_") else f"test_{name}"
    own = f"{template}_race"
    with psycopg.connect(f"{address}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{own}" TEMPLATE "{template}"')
        yield f"{address}/{own}"
        admin.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
