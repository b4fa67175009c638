"""Standing attacks on our own market: every address, every role, hostile values and texts."""
