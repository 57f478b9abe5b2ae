"""`vpclint policy`: questions about policy documents alone."""

import click

from vpclint.cli.group import LazyGroup

COMMANDS = {
    "allows": "Whether policies together allow what is asked.",
    "compare": "Whether one policy allows no more than another.",
    "denies": "Whether policies together deny what is asked.",
    "lint": "Find what is wrong with policy documents.",
}
"""The questions; the module of each is loaded only when it is asked."""


@click.group("policy", cls=LazyGroup, helps=COMMANDS, modules="vpclint.cli.policy_")
def command() -> None:
    """Ask what policy documents decide, and what is wrong with them, without any state or job.

    Exit codes: 0 it is so · 1 it is not · 3 cannot tell · 2 usage or unreadable input · 4 a bug.
    """
