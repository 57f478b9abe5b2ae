"""Whether the package repositories of Amazon Linux can be read, proved for every object of theirs."""

from collections.abc import Callable, Iterator
from typing import Literal

from msgspec import structs

from vpclint.checks.common import names, places, tables_of
from vpclint.decision.case import Case
from vpclint.decision.packages import ENDPOINTS, Crossing, crossings, elsewhere
from vpclint.finding import Finding, Severity, open_question
from vpclint.policy.prove import Witness
from vpclint.policy.values import Known, Value

NEED = "package repositories"


def told(wanted: Literal["deny", "allow"], case: Case) -> Iterator[Finding]:
    """A finding for each endpoint and each NAT gateway that lets an object be read, or does not let one be.

    Args:
        wanted: whether no object shall be read, or each.
        case: the job, or the VPC.
    """
    yield from _reachable(case) if wanted == "deny" else _blocked(case)


def _reachable(case: Case) -> Iterator[Finding]:
    own = list(crossings(case, denied=True))
    yield from _each(case, own, lambda several: _readable(case, several))
    around = {each.carrier.resource for each in own if not each.truth.is_yes}
    others = [each for each in elsewhere(case) if each.carrier.resource not in around]
    severity = None if case.settings.packages.regions == "all" else Severity.WARNING
    for finding in _each(case, others, lambda several: _readable_elsewhere(case, several)):
        yield structs.replace(finding, severity=severity)


def _blocked(case: Case) -> Iterator[Finding]:
    yield from _each(case, list(crossings(case, denied=False)), lambda several: _unreadable(case, several))


def _each(case: Case, found: list[Crossing], say: Callable[[list[Crossing]], Finding]) -> Iterator[Finding]:
    """What `say` makes of all subnets that meet one carrier; an open question where nobody can tell."""
    groups: dict[tuple[str, bool], list[Crossing]] = {}
    for each in found:
        if not each.truth.is_yes:
            groups.setdefault((each.carrier.resource, each.truth.is_no), []).append(each)
    for (resource, proved), several in groups.items():
        affects = (case.affected(tuple(each.subnet.subnet_id for each in several), NEED),)
        if proved:
            yield structs.replace(say(several), affects=affects)
        else:
            facts = frozenset().union(*(each.truth.facts for each in several))
            yield open_question(facts, resource=resource, affects=affects)


def _readable(case: Case, several: list[Crossing]) -> Finding:
    first = several[0]
    resource = first.carrier.resource
    if first.carrier.kind in ENDPOINTS:
        what = _request(first.witness)
        return _about_policy(case, several, f"the policy of {resource} lets anyone read {what}", what)
    tables = tuple(tables_of(case, _subnets(several)))
    what = f"the package repositories of {case.state.region}"
    message = f"{names(tables)} leads S3 over {resource}, so that anyone reads {what}"
    return _about_way(case, several, message, what, "what comes over a NAT gateway passes no endpoint policy")


def _readable_elsewhere(case: Case, several: list[Crossing]) -> Finding:
    tables = tuple(tables_of(case, _subnets(several)))
    resource = several[0].carrier.resource
    message = f"{names(tables)} leads to other Regions over {resource}, whose package repositories anyone reads"
    note = "a gateway endpoint takes S3 of its own Region alone: its policy holds nothing of other Regions"
    return _about_way(case, several, message, "other Regions", note)


def _unreadable(case: Case, several: list[Crossing]) -> Finding:
    what = _request(several[0].witness)
    message = f"the policy of {several[0].carrier.resource} lets nobody read {what} without signing the request"
    return _about_policy(case, several, message, what)


def _request(witness: Witness | None) -> str:
    """The object of a request that shows something, and what it takes."""
    if witness is None:
        return "an object of the package repositories"
    chosen = " and ".join(f"{key} is {_in_words(value)}" for key, value in witness.chosen)
    return f"{witness.request.resource}{' where ' * bool(chosen)}{chosen}"


def _in_words(value: Value) -> str:
    return " and ".join(value.values) if isinstance(value, Known) else "absent"


def _subnets(several: list[Crossing]) -> tuple[str, ...]:
    return tuple(each.subnet.subnet_id for each in several)


def _about_policy(case: Case, several: list[Crossing], message: str, what: str) -> Finding:
    resource = several[0].carrier.resource
    table = case.state.vpc_endpoints
    where = table.place(resource, "/PolicyDocument", "the policy") or table.place(resource)
    return Finding(
        message=message,
        resource=resource,
        places=(*places(where), *case.subnet_places(_subnets(several), "instances placed here use this endpoint")),
        values={"endpoint": resource},
        discriminator=f"policy {what}",
    )


def _about_way(case: Case, several: list[Crossing], message: str, what: str, note: str) -> Finding:
    resource = several[0].carrier.resource
    tables = tables_of(case, _subnets(several))
    return Finding(
        message=message,
        resource=resource,
        places=(
            *case.subnet_places(_subnets(several), "instances placed here take this way"),
            *places(*(case.state.route_tables.place(table_id, "", "the table") for table_id in tables)),
        ),
        notes=(note,),
        values={"route-table": tuple(tables), "nat-gateway": resource},
        discriminator=f"way {what}",
    )
