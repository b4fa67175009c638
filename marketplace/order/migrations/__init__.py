"""Oscar's migrations of this app, and ours after them, in one history."""

from pathlib import Path

import oscar.apps.order.migrations as oscar_migrations

# Looking Oscar's folder up through the package keeps its files out of our tree.
__path__ = [*__path__, str(Path(oscar_migrations.__file__).parent)]
