"""The compiled hot path: takes and returns plain values."""

if __name__ != "greenlane.ext":
    raise ImportError("import greenlane.ext: a bare ext would be a second copy")
