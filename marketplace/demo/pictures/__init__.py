"""The picture studio: still lifes of the demo market's goods, rendered by our own code.

A developer's tool. It wants Blender as a Python module (`requirements.txt` beside this
page) and an environment of its own (`make pictures`); the market neither imports nor needs
it, it only reads the finished `masters/`. docs/pictures.md says how a kind is added.
"""
