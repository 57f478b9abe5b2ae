"""`vpclint baseline`: what is known to be wrong, so that only what is new fails."""

import click

from vpclint.cli.group import LazyGroup

COMMANDS = {
    "prune": "Take away what is not found any more.",
    "show": "Show what a baseline holds.",
    "write": "Write down all that is found.",
}
"""What is done with a baseline; the module of each is loaded only when it is asked for."""


@click.group("baseline", cls=LazyGroup, helps=COMMANDS, modules="vpclint.cli.baseline_")
def command() -> None:
    """Keep a file of known findings: `vpclint check --baseline FILE` marks them, and fails for new ones only.

    Exit codes: 0 done · 2 usage, configuration or unreadable input · 4 a bug.
    """
