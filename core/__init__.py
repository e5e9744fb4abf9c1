"""The law-neutral engine: no web framework, no plugin manager."""

if __name__ != "greenlane.core":
    raise ImportError("import greenlane.core: a bare core would be a second copy")
