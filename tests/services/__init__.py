"""The market on real servers of others: `make check-services` (docs/services.md)."""
