"""What goes to those who read and judge, and what comes back: plain data, in which no state travels."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct, field

from vpclint.decision.choice import Shown
from vpclint.engine.audit import Home
from vpclint.errors import InputError
from vpclint.finding import Finding, Suppression
from vpclint.network.assumed import Assumed
from vpclint.report.judged import Judged
from vpclint.settings import Settings
from vpclint.sources.files import Files
from vpclint.sources.loading import Note
from vpclint.text.sources import Location
from vpclint.truth import Fact
from vpclint.version import __version__
from vpclint.workload.job import Job
from vpclint.workload.request import JobOptions

if TYPE_CHECKING:
    from vpclint.policy.written import WrittenPolicy

Key = tuple[int | str, ...]
"""What names a job or VPC in a run: its unit and its number among the unit's jobs; unit, state and id of a VPC."""


PlaceKey = tuple[str, str, tuple[int, int] | None]
"""What names a place: its file, pointer and span."""


class Question(Struct, frozen=True):
    """What a whole run asks.

    Attributes:
        settings: as configured.
        options: what the command line says of a job.
        vpcs: those to look at where there is no job; all of them if there are none.
        policy_type: what all files that are policies are attached to: a type, or `gateway-endpoint`; empty where that
            is to be told by content and name.
        now: the moment of the run.
        version: that of the vpclint which asks.
    """

    settings: Settings
    options: JobOptions | None = None
    vpcs: tuple[str, ...] = ()
    policy_type: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    version: str = __version__


class StateSurvey(Struct, frozen=True):
    """What a run has to know of a state that it has not read.

    Attributes:
        shown: what it shows to jobs.
        homes: its VPCs.
        partition: its partition.
        unread: what can't be read of a state without VPCs; of any other it is told with the rest.
    """

    shown: Shown
    homes: tuple[Home, ...]
    partition: str = ""
    unread: tuple[Finding, ...] = ()


class Survey(Struct, frozen=True):
    """What the files of a unit hold.

    Attributes:
        unit: the number of the unit.
        states, jobs, errors, notes, strange, begins: as of what was loaded, in the order of the files.
        bare: there is a job that does not say how many instances it has.
        policies: the files that are policies, which are judged by what all states say.
        comments: the suppressions beside what they are about, and what is wrong with those that are none.
        places: where these comments are; empty where the texts are at hand.
    """

    unit: int
    states: tuple[StateSurvey, ...] = ()
    jobs: tuple[Job, ...] = ()
    errors: tuple[InputError, ...] = ()
    notes: tuple[Note, ...] = ()
    strange: tuple[str, ...] = ()
    begins: str = ""
    bare: bool = False
    policies: "tuple[WrittenPolicy, ...]" = ()
    comments: tuple[Suppression | InputError, ...] = ()
    places: Mapping[PlaceKey, Location] = {}


class JobTask(Struct, frozen=True):
    """A job to judge, and the number of a state in its unit; or the fact for want of which there is none."""

    key: Key
    job: Job
    state: int | Fact


class VpcTask(Struct, frozen=True):
    """A VPC to look at, in a state of its unit; of an empty one there is nothing to say but of its state."""

    key: Key
    vpc_id: str
    state: int
    empty: bool = False


class Order(Struct, frozen=True):
    """What is to be judged in the states of one unit.

    Attributes:
        unit: the number of the unit; None where no state is needed.
        jobs, vpcs: what is to be judged.
        files: those of jobs from other units.
    """

    unit: int | None
    jobs: tuple[JobTask, ...] = ()
    vpcs: tuple[VpcTask, ...] = ()
    files: Files = Files(())


class Part(Struct, frozen=True):
    """What came out of an order.

    Attributes:
        judged: the answers.
        states: what the rules about states say of those that were looked at, by unit and number.
        used: what the user has settled and a question was open about.
        places: where the places of all findings are, by file, pointer and span; empty where the texts are at hand.
        errors: what could not be read.
    """

    judged: Mapping[Key, Judged]
    states: Mapping[Key, tuple[Finding, ...]] = {}
    used: frozenset[Assumed] = frozenset()
    places: Mapping[PlaceKey, Location] = {}
    errors: tuple[InputError, ...] = ()
