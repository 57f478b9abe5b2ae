"""`python -m vpclint` is the command `vpclint`."""

from vpclint.cli.main import main

main()
