"""The answer to one question as data, hop by hop: what `vpclint.path` gives and `vpclint path --format json` prints."""

from msgspec import Struct

from vpclint.report.found import ErrorReport, FindingReport, Location

SCHEMA_VERSION = 1

NAMES, OUT, BACK = "names", "out", "back"
"""The stages of a way."""


class DeciderReport(Struct, frozen=True, omit_defaults=True):
    """A rule, route or entry that lets traffic through."""

    resource: str
    what: str = ""
    location: Location | None = None


class ObstacleReport(Struct, frozen=True, omit_defaults=True):
    """What stands in the way, or may.

    Attributes:
        rule: the rule that reports it.
        verdict: `fail` where it is proved, `unknown` where a fact is missing.
        severity: `warning` where the destination may be reached all the same.
        resource: what has to change.
        code: what AWS's Reachability Analyzer calls it, if it knows it.
        subject: another resource in the story, or the number of an entry.
        traffic: what is stopped.
        locations: where it stands.
    """

    rule: str
    verdict: str
    severity: str
    resource: str
    code: str = ""
    subject: str = ""
    traffic: str = ""
    locations: tuple[Location, ...] = ()


class StepReport(Struct, frozen=True, omit_defaults=True):
    """One step, in the order in which the packet, and then its answer, takes them.

    Attributes:
        stage: `names` while the name is resolved, `out` on the way there, `back` on the way of the answer.
        hop: what is passed: `security-group`, `network-acl`, `route`, `nat-gateway`, …
        part: the addresses that come this way, where others of the destination come another.
        location: where the record stands.
    """

    stage: str
    hop: str
    resource: str
    verdict: str
    why: str
    part: str = ""
    location: Location | None = None
    deciders: tuple[DeciderReport, ...] = ()
    obstacles: tuple[ObstacleReport, ...] = ()


class MissingReport(Struct, frozen=True, omit_defaults=True):
    """A fact without which the question stays open, as a sentence, and how to get it."""

    fact: str
    obtain: str = ""


class WayReport(Struct, frozen=True, omit_defaults=True):
    """The answer for one subnet.

    Attributes:
        through: the endpoints and NAT gateways that the way leads through.
        obstacles, warnings: how many causes are proved to stop it, or some of it.
        missing: what would have to be known for an answer.
    """

    subnet: str
    verdict: str
    through: tuple[str, ...]
    obstacles: int
    warnings: int
    steps: tuple[StepReport, ...]
    missing: tuple[MissingReport, ...] = ()


class PathReport(Struct, frozen=True):
    """The answer to one question.

    Attributes:
        verdict: `pass`, `fail` or `unknown`: the worst of the subnets.
        sentence: the answer in words.
        source: who asks: a job's name, or `command line`.
        groups: the security groups of the interface; without any they are not examined.
        findings: what is proved to stand in the way, with the remedies, as `vpclint check` reports it.
    """

    schema_version: int
    vpclint: str
    verdict: str
    sentence: str
    source: str
    groups: tuple[str, ...]
    destination: str
    ways: tuple[WayReport, ...]
    findings: tuple[FindingReport, ...]
    assumptions: tuple[str, ...]
    not_examined: tuple[str, ...]
    errors: tuple[ErrorReport, ...]
