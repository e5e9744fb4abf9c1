"""The environmental treaties: Montreal, Basel, Rotterdam, Stockholm and CITES, as notices on every route.

A pack without an economy (code XT, which ISO 3166-1 leaves to its users): it changes no verdict; an economy's own pack
may enforce what it tells of. Data only: see README.md for coverage and sources.
"""
