"""Queries that are asked on every page, compiled once instead of every time.

Django spends more on writing a small query than a database on answering it. A Prepared
query is written by the ORM at its first use, with marks where the keys go, and kept;
afterwards only the keys are put in. Rows come back as a NamedTuple whose fields stand in the
order of the query's columns.

    class Priced(NamedTuple):
        pk: int
        price: int | None

    prices = Prepared(
        Priced, lambda n: Product.objects.filter(pk__in=marks(n)).values_list("pk", "price")
    )
    prices.rows([3, 5, 8])[0].price
"""

from collections.abc import Callable, Sequence
from itertools import starmap
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.models import F, QuerySet, Subquery, TextField

Row = TypeVar("Row", bound=tuple)
FIRST_MARK = -(2**31) + 1  # no key is negative


def marks(n: int) -> list[int]:
    """Values that stand for n keys in a queryset to be prepared."""
    return list(range(FIRST_MARK, FIRST_MARK + n))


class Prepared(Generic[Row]):
    """A values_list query by keys; `make` gets how many keys there will be."""

    def __init__(self, row: type[Row], make: Callable[[int], QuerySet]) -> None:
        self.row, self.make = row, make
        self.compiled: dict[tuple[str, int], tuple[Any, str, list]] = {}

    def rows(self, keys: Sequence[int]) -> list[Row]:
        """Ask with these keys."""
        if not keys:
            return []
        n = len(keys)
        alias = router.db_for_read(self.model)
        if (alias, n) not in self.compiled:
            queryset = self.make(n)
            # modeltranslation's rewriting gives columns in an order of its own.
            if getattr(queryset, "_rewrite", False):
                raise TypeError("Prepare a queryset of objects.rewrite(False).")
            compiler = queryset.query.get_compiler(alias)
            sql, parameters = compiler.as_sql()
            self.compiled[alias, n] = compiler, sql, list(parameters)
        compiler, sql, parameters = self.compiled[alias, n]
        values = [
            keys[value - FIRST_MARK]
            if isinstance(value, int) and FIRST_MARK <= value < FIRST_MARK + n
            else value
            for value in parameters
        ]
        found = ask(connections[alias], sql, values)
        return list(starmap(self.row, compiler.results_iter(results=[found])))

    @property
    def model(self):
        if not hasattr(self, "_model"):
            self._model = self.make(1).model
        return self._model


class JsonRows(Subquery):
    """The rows of another query within one: ``[[column, …], …]`` as JSON, None when empty.

    A small query costs what a trip to the database costs; so what belongs to one row comes
    with it.
    """

    template = (
        "(SELECT json_agg(json_build_array(%(columns)s))::text FROM (%(subquery)s) AS listed)"
    )

    def __init__(self, queryset: QuerySet, *columns: str) -> None:
        named = {f"part{n}": F(column) for n, column in enumerate(columns)}
        names = ", ".join(f"listed.part{n}" for n in range(len(columns)))
        super().__init__(queryset.values(**named), output_field=TextField(), columns=names)

    def as_sqlite(self, compiler, connection, **extra):
        template = (
            "(SELECT json_group_array(json_array(%(columns)s)) FROM (%(subquery)s) AS listed)"
        )
        return self.as_sql(compiler, connection, template=template, **extra)


def ask(connection, sql: str, values: list) -> list[tuple]:
    """Execute; on PostgreSQL as a statement the server has planned once for this connection.

    Not behind a pool that gives each transaction another connection (Django's own sign of
    that is DISABLE_SERVER_SIDE_CURSORS), and not while queries are being counted.
    """
    is_pooled = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
    if connection.vendor != "postgresql" or is_pooled or connection.queries_logged:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()
    from psycopg import Cursor  # only where PostgreSQL is
    from psycopg.types.numeric import Int8

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        if getattr(connection, "plans_once", None) is not connection.connection:
            # By keys a plan is good for every value; the server would rather plan each anew,
            # which takes several times as long as to execute it.
            cursor.execute("SET plan_cache_mode = force_generic_plan", prepare=False)
            if not connection.in_atomic_block:  # a transaction may take it back
                connection.plans_once = connection.connection
        connection.connection.prepare_threshold = 0  # Django's None forbids what is asked for here
        # A number's type would follow from its size, and each mixture be another statement.
        values = [Int8(value) if type(value) is int else value for value in values]
        try:
            cursor.execute(sql, values, prepare=True)
        finally:
            connection.connection.prepare_threshold = None
        return cursor.fetchall()
