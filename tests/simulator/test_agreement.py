"""The set engine and the walk of single packets say the same of every world."""

from hypothesis import given, settings

from .agreement import comparisons
from .drawn import Drawn, drawn
from .judging import NO, UNKNOWN, YES

law = settings(deadline=None, max_examples=150)


def wrongly(said: str, of: Drawn) -> list[str]:
    """The needs of which the engine says this, and packets something else."""
    return [str(each) for each in comparisons(of) if each.said == said and not each.agrees]


@law
@given(drawn())
def test_where_the_engine_says_yes_every_packet_arrives_and_is_answered(of: Drawn) -> None:
    """But for ephemeral ports, of which a part may be closed."""
    assert wrongly(YES, of) == [], of.changed


@law
@given(drawn())
def test_where_the_engine_says_no_some_packet_dies(of: Drawn) -> None:
    assert wrongly(NO, of) == [], of.changed


@law
@given(drawn())
def test_where_no_packet_leaves_what_the_state_shows_the_engine_is_not_in_doubt(of: Drawn) -> None:
    """Nothing is missing from these states, so an engine that doubts all the same has not looked."""
    assert wrongly(UNKNOWN, of) == [], of.changed
