"""Preferential origin: a bill of materials run against every agreement that could apply. Law-neutral.

`rule` and `written`: product-specific rules as lawyers write them. `agreement`: an agreement's terms. `bill`: what
went into the goods. `judge`: a good against one agreement. `compare`: against all of a route, ranked. No texts.
"""
