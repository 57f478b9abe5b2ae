"""`vpclint policy denies`."""

from vpclint.cli.policy_question import question

command = question("denies", "Tell whether policies together deny what is asked, explicitly or implicitly.")
