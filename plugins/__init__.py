"""The plugin system: hook specifications and the host."""

if __name__ != "greenlane.plugins":
    raise ImportError("import greenlane.plugins: a bare plugins would be a second copy")
