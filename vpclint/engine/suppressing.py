"""Which findings are suppressed, by what, and which suppressions are none any more.

A suppression changes no finding and no answer to a need: it takes the finding out of what counts for the verdict.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, structs

from vpclint.engine.asking import check_of
from vpclint.engine.catalogue import Catalogue
from vpclint.engine.folding import severity_of
from vpclint.engine.rule import Rule
from vpclint.errors import UsageError
from vpclint.finding import Finding, Place, Standing, Suppression
from vpclint.settings import Settings
from vpclint.text.globs import Globs
from vpclint.text.paths import relative
from vpclint.truth import Answer

FACT_MISSING = "fact-missing"

Numbers = Mapping[frozenset[str], Sequence[int]]
"""By the rules that they are about, the numbers of suppressions."""


class Meant(Struct, frozen=True):
    """A suppression, and the rules that it is about."""

    suppression: Suppression
    rules: frozenset[str]


class Meanings:
    """Knows what the rules of suppressions mean.

    That something is refused is soon known; why, with what was probably meant, is asked of those that are told.
    """

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self._catalogue = catalogue
        self._locked = locked(settings)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, suppression: Suppression) -> Meant | None:
        """A suppression with the rules that it is about; None where there is a `refusal` of it."""
        found = [self._rules(pattern) for pattern in suppression.rules]
        return Meant(suppression, frozenset().union(*found)) if all(found) else None

    def refusal(self, suppression: Suppression) -> str:
        """Why a suppression counts for nothing: a pattern of it means no rule, or one that can't be suppressed."""
        pattern = next(pattern for pattern in suppression.rules if not self._rules(pattern))
        try:
            rules = self._catalogue.matching(pattern)
        except UsageError as error:
            return error.message
        for name in (rule.name for rule in rules if rule.name in self._locked):
            which = name if name == pattern else f"{pattern!r} means {name}, which"
            return f"{which} is locked by the configuration, so that nothing suppresses it"
        return f"{pattern} is about suppressions themselves: take away what it finds"

    def _rules(self, pattern: str) -> frozenset[str]:
        """The rules that a pattern suppresses; none where it is refused."""
        if pattern not in self._known:
            rules = self._catalogue.meant(pattern)
            found = frozenset(rule.name for rule in rules if rule.asked_of != "suppression")
            self._known[pattern] = frozenset() if any(rule.name in self._locked for rule in rules) else found
        return self._known[pattern]


def locked(settings: Settings) -> frozenset[str]:
    """The rules whose findings nothing suppresses, and no baseline knows."""
    return frozenset(name for name, values in settings.rules.items() if values.get("locked"))


class Suppressor:
    """Finds the suppressions of a finding, in a time that does not grow with their number.

    Args:
        given: the suppressions; of several for one finding, the first is named.
        folder: from which their paths lead; an absolute path.
        line_of: the line of a place, from 1.
        today: the day of the run, in UTC.
        locked: the rules of which not even an open question is suppressed by what it lacks.
    """

    def __init__(
        self,
        given: Iterable[Meant],
        folder: str,
        line_of: Callable[[Place], int],
        today: date,
        locked: Collection[str] = (),
    ) -> None:
        self._given = tuple(given)
        self._locked = locked
        self._folder = folder
        self._line_of = line_of
        self._today = today
        self._used: set[int] = set()
        self._lines: dict[tuple[str, int], dict[frozenset[str], list[int]]] = {}
        self._targets: dict[str, dict[str, dict[frozenset[str], list[int]]]] = {}
        for number, each in enumerate(self._given):
            if not each.suppression.expired(today):
                self._file(number, each)
        self._commented = {file for file, _ in self._lines}
        self._resources = Globs(filter(None, self._targets))
        self._paths = Globs({path for paths in self._targets.values() for path in paths} - {""})

    def _file(self, number: int, meant: Meant) -> None:
        """Files a suppression under what it is about."""
        each = meant.suppression
        if each.line:
            by_rules = self._lines.setdefault((each.place.file, each.line), {})
        else:
            by_rules = self._targets.setdefault(each.resource, {}).setdefault(each.path, {})
        by_rules.setdefault(meant.rules, []).append(number)

    def suppressed(self, finding: Finding) -> Finding:
        """The finding, with the first suppression that is about it; an open question also with one of what it lacks."""
        numbers = self._about(finding, finding.rule, (finding.resource,))
        if not numbers and finding.status is Answer.UNKNOWN and finding.rule not in self._locked:
            numbers = self._about_facts(finding)
        if not numbers:
            return finding
        return structs.replace(finding, suppressed=self._given[min(numbers)].suppression)

    def _about_facts(self, question: Finding) -> set[int]:
        """The suppressions of all the facts that a question lacks; none where one of them is not suppressed."""
        found = [self._about(question, FACT_MISSING, (fact.record or fact.key, fact.key)) for fact in question.facts]
        return set().union(*found) if all(found) else set()

    def _about(self, finding: Finding, rule: str, resources: Sequence[str]) -> set[int]:
        """The suppressions of a rule that are about one of the resources or a place of a finding."""
        files = {place.file for place in finding.places if place.file} if self._paths or self._commented else ()
        paths = {"", *(path for file in files for path in self._paths.matching(relative(file, self._folder)))}
        globs = {"", *(glob for resource in resources for glob in self._resources.matching(resource))}
        beside = (place for place in finding.places if place.file in self._commented)
        lines = [self._lines.get((place.file, self._line_of(place)), {}) for place in beside]
        filed = (each for tables in (*self._at(globs, paths), *lines) for each in tables.items())
        found = {number for rules, numbers in filed if rule in rules for number in numbers}
        self._used |= found
        return found

    def _at(self, globs: set[str], paths: set[str]) -> Iterator[Numbers]:
        """What is filed under one of the resources and one of the paths."""
        for glob in globs & self._targets.keys():
            by_path = self._targets[glob]
            yield from (by_path[path] for path in paths & by_path.keys())

    def standing(self, asked: Collection[str], files: Iterable[str]) -> Standing:
        """What has become of the suppressions.

        Args:
            asked: the rules that were asked of something; a suppression that is about others as well may be of use.
            files: those that were read; so may one for a file that was not.
        """
        read = {path for file in files for path in self._paths.matching(relative(file, self._folder))}
        unused = (
            each.suppression
            for number, each in enumerate(self._given)
            if number not in self._used
            and not each.suppression.expired(self._today)
            and each.rules.issubset(asked)
            and (not each.suppression.path or each.suppression.path in read)
        )
        return Standing(tuple(each.suppression for each in self._given), tuple(unused), self._today)


def said_of_standing(standing: Standing, rules: Iterable[Rule], settings: Settings) -> Iterator[Finding]:
    """What the rules about suppressions say."""
    for rule in (each for each in rules if each.asked_of == "suppression"):
        for finding in check_of(rule)(standing):
            yield structs.replace(finding, rule=rule.name, severity=severity_of(rule, finding, settings))


def asked(rules: Iterable[Rule], *, jobs: bool, states: bool, policies: bool) -> set[str]:
    """The rules that could be answered in a run over jobs, or over whole VPCs where there are none, and policies.

    Of jobs alone, without any state, only their requests can be judged.
    """

    def of_case(rule: Rule) -> bool:
        return (jobs and (states or rule.family == "request")) or (states and not rule.needs_job)

    something = {"state": states, "run": states, "policy": policies or states}
    return {rule.name for rule in rules if (of_case(rule) if rule.asked_of == "case" else something.get(rule.asked_of))}
