"""One module a kind of goods; each has `scene(facts, view, dice)` and `SETTINGS`."""
