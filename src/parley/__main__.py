"""`python -m parley`: the command, where Python is found and the command is not."""

from parley.cli import main

main()
