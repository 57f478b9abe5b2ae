"""Counts the work that something takes: a number that is the same on any machine, however busy."""

import sys
from collections.abc import Callable


def calls_in(run: Callable[[], object]) -> int:
    """How many functions are called, in Python and in C, while something runs."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        run()
    finally:
        sys.setprofile(before)
    return count


def grows_with_its_input(run: Callable[[int], object], small: int = 100) -> bool:
    """Whether four times as much takes about four times as many calls; of what is quadratic it is sixteen times."""
    run(small)  # what is read or compiled once does not count
    return calls_in(lambda: run(4 * small)) < 6 * calls_in(lambda: run(small))
