"""Enquiries to villages and makers: asked on a page, answered here, addresses shown to nobody."""
