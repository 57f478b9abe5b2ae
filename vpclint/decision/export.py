"""One state as it was exported: what can be asked of it before any job is judged in it."""

from datetime import datetime

from msgspec import Struct

from vpclint.decision.case import Options
from vpclint.settings import OptionValue
from vpclint.state.state import State


class Export(Struct, frozen=True):
    """What the checks of states are asked about.

    Attributes:
        state: what was read.
        options: the value of each option of each rule, defaults included.
        now: the moment of the run, with a time zone.
    """

    state: State
    options: Options
    now: datetime

    def option(self, rule: str, name: str) -> OptionValue:
        """The value of a rule's option."""
        return self.options[rule][name]
