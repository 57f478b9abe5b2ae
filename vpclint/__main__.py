"""`python -m vpclint` is the command `vpclint`."""

from vpclint.cli.main import main

if __name__ == "__main__":  # the processes of a cluster import what has started them
    main()
