"""`python -m greenlane.web.cli`: the command line, for programs that start it."""

from greenlane.web.cli import main

main(prog_name="greenlane")
