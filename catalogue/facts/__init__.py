"""Facts of goods: how large, of what, how it is kept; what a kind of goods is asked for."""
