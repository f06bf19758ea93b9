"""`python -m parley`: the command, for who has the Python and not the path."""

from parley.cli import main

main()
