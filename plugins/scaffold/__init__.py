"""A complete distribution for an economy, written from templates: it passes its own tests before a line is changed."""
