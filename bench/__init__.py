"""Measurements, kept: `make bench`, or `python -m bench matcher batch compile http`. See __main__.py."""
