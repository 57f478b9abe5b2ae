"""What a team has accepted is put to what was found: suppressions, and a baseline.

It is done once all is judged, wherever that was, so that a run on several workers comes to the same.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain

from msgspec import Struct, structs

from vpclint.engine.baseline import Baseline, Known
from vpclint.engine.folding import bounded, verdicts_of
from vpclint.engine.suppressing import Meanings, Meant, Suppressor, asked, locked, said_of_standing
from vpclint.errors import ConfigurationError, InputError, first_errors
from vpclint.finding import Finding, Place, Suppression
from vpclint.report.judged import Judged
from vpclint.text.paths import relative
from vpclint.text.sources import Texts
from vpclint.work.accepted import Accepted
from vpclint.work.bench import Bench
from vpclint.work.run import Came, Found


def settled(came: Came, accepted: Accepted | None, bench: Bench, found: Found, texts: Texts) -> Came:
    """What came out of a run, with every finding marked.

    Args:
        came: what came out.
        accepted: what the team has accepted of it; where it is None, what comments say alone.
        bench, found: of the run.
        texts: the files of the run, and that of the suppressions.

    Raises:
        ConfigurationError: an entry is about no rule, or about one that can't be suppressed.
    """
    accepted = accepted or Accepted()
    given, errors = _given(accepted, bench, found, texts)
    if given:
        came = _suppressed(came, given, accepted, bench, found, texts)
    came = structs.replace(came, errors=(*came.errors, *errors))
    return _mapped(came, accepted.baseline.marked) if accepted.baseline else came


def _given(accepted: Accepted, bench: Bench, found: Found, texts: Texts) -> tuple[list[Meant], list[InputError]]:
    """The suppressions of a run, comments first, and the comments that can't be followed."""
    meanings = Meanings(bench.catalogue, bench.question.settings)
    meant, refused = _understood(found.comments if accepted.comments else (), meanings)
    told = partial(_error, meanings=meanings, texts=texts)
    further = "further comments in this file can't be followed"
    errors = [first_errors(file, map(told, several), len(several), further) for file, several in refused.items()]
    entries = accepted.suppressions.entries if accepted.suppressions else ()
    return [*meant, *_entries(entries, meanings, texts)], [*chain.from_iterable(errors)]


def _understood(
    comments: Iterable[Suppression | InputError], meanings: Meanings
) -> tuple[list[Meant], Mapping[str, Sequence[Suppression | InputError]]]:
    """Comments with their rules, and by file those that can't be followed."""
    understood: list[Meant] = []
    refused: dict[str, list[Suppression | InputError]] = {}
    for each in comments:
        file = each.file or "" if isinstance(each, InputError) else each.place.file
        meant = None if isinstance(each, InputError) else meanings.of(each)
        if meant is None:
            refused.setdefault(file, []).append(each)
        else:
            understood.append(meant)
    return understood, refused


def _error(comment: Suppression | InputError, meanings: Meanings, texts: Texts) -> InputError:
    """Why a comment can't be followed, with its place."""
    if isinstance(comment, InputError):
        return comment
    place = texts.location(comment.place.file, "", span=comment.place.span)
    return InputError(meanings.refusal(comment), comment.place.file, place.line, place.column)


def _entries(entries: Iterable[Suppression], meanings: Meanings, texts: Texts) -> Iterator[Meant]:
    """Entries with their rules.

    Raises:
        ConfigurationError: as `settled`.
    """
    for each in entries:
        meant = meanings.of(each)
        if meant is None:
            place = texts.location(each.place.file, f"{each.place.pointer}/rule")
            raise ConfigurationError(meanings.refusal(each), each.place.file, place.line, place.column)
        yield meant


def _suppressed(
    came: Came, given: Iterable[Meant], accepted: Accepted, bench: Bench, found: Found, texts: Texts
) -> Came:
    folder = accepted.suppressions.folder if accepted.suppressions else ""
    question = bench.question
    day, fixed = question.now.date(), locked(question.settings)
    suppressor = Suppressor(given, folder, partial(_line, texts), day, fixed)
    marked = _mapped(came, suppressor.suppressed)
    standing = suppressor.standing(_asked(came, bench, found), found.files)
    said = said_of_standing(standing, bench.rules, bench.question.settings)
    return structs.replace(marked, suppressions=tuple(bounded(said, bench.rules)))


def _line(texts: Texts, place: Place) -> int:
    return texts.location(place.file, place.pointer, span=place.span).line


def _asked(came: Came, bench: Bench, found: Found) -> set[str]:
    """The rules that could be answered."""
    return asked(bench.rules, jobs=bool(found.jobs), states=bool(found.states), policies=bool(came.policies))


def _mapped(came: Came, change: Callable[[Finding], Finding]) -> Came:
    """What came out with every finding changed, and the verdicts that this leads to."""
    policies = []
    for each in came.policies:
        said = tuple(map(change, each.said))
        verdicts = verdicts_of(said)
        policies.append(structs.replace(each, said=said, verdict=verdicts.verdict, **verdicts.others))
    return structs.replace(
        came,
        judged=tuple(_judged(each, change) for each in came.judged),
        states=tuple(map(change, came.states)),
        policies=tuple(policies),
        suppressions=tuple(map(change, came.suppressions)),
    )


def _judged(judged: Judged, change: Callable[[Finding], Finding]) -> Judged:
    findings = tuple(map(change, judged.findings))
    verdicts = verdicts_of(findings, judged.hidden)
    report = structs.replace(judged.report, verdict=verdicts.verdict.value, **verdicts.others)
    return structs.replace(judged, findings=findings, report=report)


class Pruned(Struct, frozen=True):
    """What is left of a baseline, and what is gone from it."""

    kept: tuple[Known, ...]
    gone: tuple[Known, ...]


def held(came: Came, baseline: Baseline) -> list[Known]:
    """What a baseline would hold of a run: all that is not suppressed."""
    return [known for finding in came.said if finding.suppressed is None for known in baseline.entries(finding)]


def pruned(came: Came, baseline: Baseline, bench: Bench, found: Found, accepted: Accepted | None) -> Pruned:
    """A baseline without what a run has looked for and not found."""
    there = {known.key for finding in came.said for known in baseline.entries(finding)}
    accepted = accepted or Accepted()
    about = (rule.name for rule in bench.rules if rule.asked_of == "suppression")
    rules = _asked(came, bench, found).union(about if accepted.comments and not bench.left_out else ())
    scopes = {f"{each.survey.shown.account}/{each.survey.shown.region}" for each in found.states}
    own = (accepted.suppressions.file,) if accepted.suppressions else ()
    files = {relative(file, baseline.folder) for file in (*found.files, *own)}

    def is_gone(known: Known) -> bool:
        looked_at = known.scope in scopes if known.scope else known.resource in files
        return known.key not in there and known.rule in rules and looked_at

    gone = tuple(each for each in baseline.known if is_gone(each))
    return Pruned(tuple(each for each in baseline.known if not is_gone(each)), gone)
