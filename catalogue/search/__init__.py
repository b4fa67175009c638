"""Search that forgives: a thin index beside the catalogue, behind one small interface."""
