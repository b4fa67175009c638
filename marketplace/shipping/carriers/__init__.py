"""Those who carry parcels: one module each, behind one interface (interface.py, named.py)."""
