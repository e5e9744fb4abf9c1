"""The checks, a module each: `TITLE`, and `look`, which yields what it finds and, last, what was good."""
