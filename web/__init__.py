"""The Flask host: JSON doors, pages and the command line."""

if __name__ != "greenlane.web":
    raise ImportError("import greenlane.web: a bare web would be a second copy")
