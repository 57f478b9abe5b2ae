"""`vpclint policy allows`."""

from vpclint.cli.policy_question import question

command = question("allows", "Tell whether policies together allow what is asked.")
