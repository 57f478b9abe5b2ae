"""Who asks a question: an interface in a subnet, or those of a job, in each of its subnets."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import structs

from vpclint.errors import UsageError
from vpclint.state.state import State
from vpclint.state.table import Table
from vpclint.text.escape import quoted, visible
from vpclint.workload.job import GROUP_ID, SUBNET_ID, Job, Reference
from vpclint.workload.needs import Need, PeerNeed, S3Need

NAME = "command line"
"""What stands for a file where an interface is told by its ids alone."""

_SUBNETS = "subnet-"


def asker_named(source: str, groups: tuple[str, ...]) -> Job | None:
    """An interface in the subnet of this id, with these groups; None where the source is no id but a file."""
    if not source.startswith(_SUBNETS) or Path(source).suffix:
        return None
    return Job(
        name=NAME,
        file=NAME,
        vpc_config="",
        subnets=(Reference(source, ""),),
        security_groups=tuple(Reference(group, "") for group in groups),
    )


def file_and_job(source: str) -> tuple[str, str]:
    """A file, and the name or number of the job that is meant of several: `jobs.json#2` is a file and a job, if any is.

    A file whose own name holds the mark is one.
    """
    file, mark, wanted = source.rpartition("#")
    return (source, "") if not (mark and file and wanted) or os.path.exists(source) else (file, wanted)  # noqa: PTH110


def chosen_of(source: str, jobs: Sequence[Job], wanted: str) -> Sequence[Job]:
    """The jobs of this name, else the one of this number, counted from 1; all of them where nothing is wanted.

    Raises:
        UsageError: there is no such job.
    """
    if not wanted:
        return jobs
    named = [job for job in jobs if job.name == wanted]
    numbered = [job for number, job in enumerate(jobs, 1) if str(number) == wanted]
    if jobs and not (named or numbered):
        names = ", ".join(visible(job.name, 60) for job in jobs[:5])
        raise UsageError(f"{visible(source, 200)} holds no job {quoted(wanted, 80)}: its jobs are {names}")
    return named or numbered


def the_only_job(source: str, jobs: Sequence[Job], groups: tuple[str, ...]) -> Job:
    """The job of a file, whose groups are its own.

    Raises:
        UsageError: there is none, or several, or it runs outside of any VPC.
    """
    shown = visible(source, 200)
    if not jobs:
        raise UsageError(f"{shown} holds no job, and is no id of a subnet")
    if len(jobs) > 1:
        names = ", ".join(visible(job.name, 60) for job in jobs[:5])
        raise UsageError(
            f"{shown} holds {len(jobs)} jobs, and a way is asked for one, with {shown}#NAME or {shown}#2: {names}"
        )
    if groups:
        raise UsageError("a job names its own security groups: --security-group goes with a subnet")
    if not jobs[0].subnets:
        raise UsageError(f"{shown} names no subnets: the job runs outside of any VPC of yours")
    return jobs[0]


def prepared(job: Job, need: Need, state: State) -> Job:
    """The job as one that needs nothing else.

    Raises:
        UsageError: a subnet or a group is no id, or surely does not exist, or peers are asked for without groups.
    """
    _check(job.subnets, SUBNET_ID, state.subnets, "subnet")
    _check(job.security_groups, GROUP_ID, state.security_groups, "security group")
    if isinstance(need, PeerNeed) and not job.security_groups:
        raise UsageError("only security groups decide about peers: name them with --security-group")
    transfers = (need.transfer,) if isinstance(need, S3Need) and need.transfer else ()
    return structs.replace(job, instances_given=True, transfers=transfers, transfers_given=True)


def _check(references: tuple[Reference, ...], pattern: re.Pattern[str], table: Table[Any], what: str) -> None:
    for reference in references:
        if not pattern.fullmatch(reference.id):
            begins = "subnet-" if what == "subnet" else "sg-"
            raise UsageError(f"{quoted(reference.id)} is no id of a {what}: {begins} and 8 or 17 hexadecimal digits")
        if table.exists(reference.id).is_no:
            raise UsageError(f"{reference.id} is not in the state{_nearest(reference.id, table)}")


def _nearest(wanted: str, table: Table[Any]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong id needs it

    near = get_close_matches(wanted, map(table.id_of, table), 1, cutoff=0.8)
    return f", did you mean {visible(near[0])}?" if near else ""
