"""What is known of an error message, as text for people."""

from collections.abc import Iterator
from textwrap import fill

from vpclint.engine.messages import Explanation, Match, Words

_WIDTH = 100


def render(explanation: Explanation) -> str:
    """The messages with what is behind them, the best match first; what is the same is said once."""
    groups: dict[tuple[object, ...], list[Match]] = {}
    for match in explanation.matches:
        groups.setdefault((match.rules, match.explanations), []).append(match)
    return "\n\n".join("\n".join(_group(matches)) for matches in groups.values()) + "\n"


def _group(matches: list[Match]) -> Iterator[str]:
    """Messages that have the same behind them."""
    match = matches[0]
    quoted = (fill(each.message, _WIDTH, initial_indent="> ", subsequent_indent="> ") for each in matches)
    yield "\n>\n".join(quoted)
    for words in match.explanations:
        yield from _words(words)
    if not match.rules:
        yield "\nNo rule of vpclint decides this."
        return
    width = max(len(rule.name) for rule in match.rules)
    yield "\nThe rules that find it before the job runs:"
    for rule in match.rules:
        yield f"  vpclint rules {rule.name:{width}}  {rule.severity.value}: {rule.title}"
    yield f"\nWith the state of your VPC and your job:\n  {match.command}"


def _words(words: Words) -> Iterator[str]:
    yield f"\n{words.title[:1].upper()}{words.title[1:]}."
    yield fill(words.why, _WIDTH)
    yield fill(words.remedy, _WIDTH)
    yield from (f"  {reference}" for reference in words.references)
