"""One file a command: arguments in, exit code out. No decisions are made here."""
