"""One package per economy, data first."""

if __name__ != "greenlane.jurisdictions":
    raise ImportError("import greenlane.jurisdictions: a bare jurisdictions would be a second copy")
