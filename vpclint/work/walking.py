"""A packet is followed from an interface to one destination and back."""

import os
from functools import partial

from msgspec import Struct

from vpclint.decision.askers import asker_named, chosen_of, file_and_job, prepared, the_only_job
from vpclint.decision.choice import best_of
from vpclint.decision.decide import decide
from vpclint.decision.questions import need_named
from vpclint.engine.catalogue import load
from vpclint.engine.remedies import remedy_in
from vpclint.engine.run import run
from vpclint.errors import NothingToCheck, UsageError, together
from vpclint.network.analysis import Analysis
from vpclint.report.found import error_report, findings_of, location
from vpclint.report.path_model import PathReport
from vpclint.report.paths import build as build_path
from vpclint.settings import Settings
from vpclint.sources.files import Files
from vpclint.sources.loading import Inputs, load_files, load_inputs
from vpclint.text.escape import quoted
from vpclint.text.sources import SourceTexts
from vpclint.work.wanted import Live, taking
from vpclint.workload.job import Job, object_uri


class Asked(Struct, frozen=True):
    """A question: from where, to where, in which state, and with which security groups."""

    source: str
    destination: str
    states: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Walked(Struct, frozen=True):
    """The answer to a question, and what was passed over."""

    report: PathReport
    notes: tuple[str, ...]


def walk(asked: Asked, settings: Settings, states: tuple[str, ...] = (), live: Live | None = None) -> Walked:
    """The same as `vpclint.path`, with what was passed over.

    Args:
        asked, settings, live: as for `vpclint.path`.
        states: files with states, for when the question names none.
    """
    catalogue = load()
    assumptions = catalogue.assumptions(settings)
    named = asker_named(asked.source, asked.groups)
    file, wanted = file_and_job(asked.source)
    if not named:
        _check_file_of_a_job(file)
    inputs = load_inputs(() if named else (file,), strict=settings.strict)
    if live:
        job = named or the_only_job(file, chosen_of(file, inputs.jobs, wanted), asked.groups)
        inputs = inputs.with_states(_asked_of_aws(live, asked, job, inputs.texts, strict=settings.strict))
    elif asked.states or not inputs.states:
        others = load_inputs(asked.states or states, strict=settings.strict, texts=inputs.texts)
        inputs = inputs.with_states(others)
    if inputs.errors and not (inputs.states and (named or inputs.jobs)):
        raise together(inputs.errors)
    if not inputs.states:
        raise NothingToCheck("there is no state to look for the way in: name one with --state FILE")
    job = named or the_only_job(file, chosen_of(file, inputs.jobs, wanted), asked.groups)
    analysis = best_of([Analysis(each, assumptions, explains=True) for each in inputs.states], job)
    need = need_named(asked.destination, analysis.state, encrypted=job.encryption)
    case = decide(analysis, prepared(job, need, analysis.state), settings, catalogue.options(settings), (need,))
    outcome = run((case,), [rule for rule in catalogue if rule.name in case.rules], settings)
    locate = partial(location, inputs.texts)
    findings = findings_of(outcome.findings, locate, partial(remedy_in, catalogue))
    assumed = tuple(str(each) for each in assumptions if each in analysis.used)
    errors, notes = tuple(map(error_report, inputs.errors)), tuple(map(str, inputs.notes))
    return Walked(build_path(case, findings, locate, errors, assumed), notes)


def _asked_of_aws(live: Live, asked: Asked, job: Job, texts: SourceTexts, *, strict: bool) -> Inputs:
    """The states that AWS tells for a way, which begins at an interface, or in the subnets of a job."""
    if asked.states:
        raise UsageError("the state is taken from AWS with --live, and --state names a file")
    uri = object_uri(asked.destination)
    taken = taking().take_for(live, job, uri.bucket if uri else "")
    return load_files(Files(taken.documents), texts, strict=strict)


def _check_file_of_a_job(source: str) -> None:
    """Refuses what can be no file with a job, since it may have been meant for something else."""
    wanted = "a way begins at the id of a subnet, subnet-…, or at a file with a job"
    if os.path.isdir(source):  # noqa: PTH112 - a text that the system can't take is no folder, not an error
        raise UsageError(f"{quoted(source, 80)} is a folder: {wanted}")
    if not os.path.exists(source):  # noqa: PTH110 - likewise
        raise UsageError(f"{quoted(source, 80)} is neither a subnet nor a file: {wanted}")
