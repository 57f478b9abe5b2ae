"""Counts on how many drawn policies vpclint and cvc5 agree: `PYTHONPATH=tests python -m policy.count 2000`."""

import sys
from collections import Counter

from .drawn import answers


def main() -> int:
    """Prints the counts, and every disagreement with its seed; ends with 1 where there is one."""
    policies = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    counts: Counter[str] = Counter()
    for seed in range(policies):
        for what, found, solved in answers(seed):
            if None in (found, solved):
                counts["left open by vpclint" if found is None else "left open by cvc5"] += 1
            elif found is solved:
                counts["agreed: there is a request" if found else "agreed: there is none"] += 1
            else:
                counts["disagreed"] += 1
                print(f"seed {seed}: vpclint says {found} of {what}, cvc5 {solved}")  # noqa: T201 - it is a command
    for what, count in sorted(counts.items()):
        print(f"{count:7,} {what}")  # noqa: T201
    return 1 if counts["disagreed"] else 0


if __name__ == "__main__":
    sys.exit(main())
