"""Which modules hold the rules of which area, and how many faults each is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Screens, wiring and what others call: rules are what these files call.
NOT_RULES = {
    "__init__.py",
    "admin.py",
    "apps.py",
    "forms.py",
    "search.py",
    "translation.py",
    "urls.py",
    "views.py",
}
NOT_RULES_IN = {"management", "migrations", "standin", "templatetags"}


@dataclass(frozen=True)
class Area:
    """One room of the house: its folders, and files elsewhere or of a screen that hold its rules."""

    folders: tuple[str, ...]
    also: tuple[str, ...] = ()

    def modules(self, root: Path) -> Iterator[Path]:
        """Give the area's rule modules in the order of their paths."""
        for folder in self.folders:
            for path in sorted((root / folder).rglob("*.py")):
                here = path.relative_to(root).as_posix()
                screen = path.name in NOT_RULES or path.name.endswith(("_views.py", "_urls.py"))
                if here not in self.also and not (screen or NOT_RULES_IN & set(path.parts)):
                    yield path
        yield from (root / file for file in self.also)


@dataclass(frozen=True)
class Project:
    """What is asked: where it lies, its areas, its tests."""

    root: Path
    areas: dict[str, Area]
    tests: tuple[str, ...] = ("tests",)
    pytest_options: tuple[str, ...] = ()
    # Tests that look at models as a whole: asked for every fault in a field.
    of_models: tuple[str, ...] = ()
    settings: str | None = None
    database: str | None = None
    preload: tuple[str, ...] = ()  # packages of others that can be imported before Django starts

    def modules(self) -> dict[str, Path]:
        """Give all rule modules by their path in the project."""
        return {
            path.relative_to(self.root).as_posix(): path
            for area in self.areas.values()
            for path in area.modules(self.root)
        }


MARKET = Project(
    root=ROOT,
    areas={
        "certificates": Area(("catalogue/certificates",)),
        "listings": Area(("marketplace/listings",), also=("marketplace/sell/access.py",)),
        "discounts": Area(("marketplace/discounts",), also=("marketplace/discounts/forms.py",)),
        "ledger": Area(("marketplace/ledger",)),
        "purchases": Area(("marketplace/purchases",)),
        "aftersale": Area(("marketplace/aftersale",)),
        "gateways": Area(("marketplace/gateways",)),
        "origin": Area(("catalogue/origin",)),
        "shipping": Area(("marketplace/shipping",)),
        "joining": Area(("marketplace/joining", "marketplace/producers")),
        "notices": Area(("marketplace/notices",)),
        "visits": Area(("marketplace/visits", "marketplace/bookings")),
        "programme": Area(("marketplace/programme",)),
    },
    pytest_options=("--ignore=tests/browser", "--ignore=tests/mutants", "--hypothesis-seed=0"),
    of_models=("tests/source/test_migrations.py",),
    settings="marketplace.settings",
    database=".cache/test.sqlite3",
    preload=(
        "PIL",
        "_pytest",
        "babel",
        "bs4",
        "cryptography",
        "django.core",
        "django.db",
        "django.forms",
        "django.http",
        "django.template",
        "django.test",
        "django.utils",
        "django.views",
        "hypothesis.internal",
        "hypothesis.strategies",
        "jinja2",
        "openpyxl",
        "phonenumbers",
        "playwright",
        "pydantic",
        "reportlab",
        "requests",
        "responses",
        "stripe",
    ),
)
