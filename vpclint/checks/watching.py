"""The family `watching`: whether flow logs would show what happens to a job's traffic.

A log of a VPC or of a subnet covers interfaces that come later, so only these count for a job (Amazon VPC User Guide,
"Logging IP traffic using VPC Flow Logs").
"""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import FlowLog
from vpclint.checks.common import places
from vpclint.decision.case import Case
from vpclint.finding import Finding, open_question
from vpclint.truth import Fact, Facts

_HALVES = {"ACCEPT": {"ACCEPT"}, "REJECT": {"REJECT"}, "ALL": {"ACCEPT", "REJECT"}}


class _Watch(Struct, frozen=True):
    """The flow logs of one subnet, by the subnet or by its VPC.

    Attributes:
        active: those that are known to be active.
        gaps: what would tell of further ones.
    """

    subnet_id: str
    active: tuple[FlowLog, ...]
    gaps: Facts


def _watches(case: Case) -> list[_Watch]:
    watches = []
    for subnet_id in case.job.subnet_ids:
        subnet = case.state.subnets.get(subnet_id)
        gaps = set(case.state.subnets.exists(subnet_id).facts)
        if subnet and or_none(subnet.vpc_id) is None:
            gaps.add(case.state.subnets.fact(subnet_id, "VpcId"))
        resources = (subnet_id, (or_none(subnet.vpc_id) if subnet else None) or subnet_id)
        active: dict[str, FlowLog] = {}
        for members in (case.state.flow_logs.where("resource_id", each) for each in resources):
            gaps |= members.gaps
            active |= {log.flow_log_id: log for log in members if log.flow_log_status == "ACTIVE"}
            gaps |= {_status(case, log) for log in members if log.flow_log_status != "ACTIVE"}
        if subnet or gaps:
            watches.append(_Watch(subnet_id, tuple(active.values()), frozenset(gaps)))
    return watches


def _status(case: Case, log: FlowLog) -> Fact:
    """What would tell whether a log is active, which is the only status that AWS documents (botocore: FlowLog)."""
    status = or_none(log.flow_log_status)
    return case.state.flow_logs.fact(log.flow_log_id, "FlowLogStatus", _unknown_word(status, "status"))


def _unknown_word(word: str | None, what: str) -> str:
    return "" if word is None else f"{word!r} is no {what} that vpclint knows"


def flow_logs_missing(case: Case) -> Iterator[Finding]:
    """No active flow log watches the VPC, nor every subnet of the job."""
    unwatched = [watch for watch in _watches(case) if not watch.active]
    hidden = [watch for watch in unwatched if watch.gaps]
    if hidden:
        subnets = tuple(watch.subnet_id for watch in hidden)
        yield open_question(_together(hidden), affects=(case.affected(subnets),))
    bare = [watch.subnet_id for watch in unwatched if not watch.gaps]
    for resource, subnets in _grouped(bare, lambda each: _bare_vpc(case, each) or each).items():
        vpc = _vpc_of(case, subnets[0])
        what = f"{resource} or a subnet of it" if resource == vpc else resource
        yield Finding(
            message=f"no active flow log watches {what}",
            resource=resource,
            places=case.subnet_places(subnets),
            affects=(case.affected(subnets),),
            values={"vpc": vpc},
        )


def _grouped(subnets: Iterable[str], key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Subnets by what is said of them together, so that a finding has its name whatever subnets a job lists."""
    groups: dict[str, tuple[str, ...]] = {}
    for each in subnets:
        groups[key(each)] = (*groups.get(key(each), ()), each)
    return groups


def _vpc_of(case: Case, subnet_id: str) -> str:
    subnet = case.state.subnets.get(subnet_id)
    return (subnet and or_none(subnet.vpc_id)) or ""


def _bare_vpc(case: Case, subnet_id: str) -> str:
    """The VPC of a subnet where no active flow log watches it or any of its subnets, as far as the state shows."""
    vpc_id = _vpc_of(case, subnet_id)
    watched = {vpc_id, *(each.subnet_id for each in case.state.subnets.where("vpc_id", vpc_id))}
    logs = (log for each in watched for log in case.state.flow_logs.where("resource_id", each))
    return "" if any(log.flow_log_status == "ACTIVE" for log in logs) else vpc_id


def flow_logs_not_delivering(case: Case) -> Iterator[Finding]:
    """A flow log is active, but its records do not arrive."""
    watches = _watches(case)
    for log in _logs(watches):
        if _delivers(log) is False:
            reason = or_none(log.deliver_logs_error_message)
            yield Finding(
                message=f"{log.flow_log_id} of {log.resource_id} is active, and does not deliver its records",
                resource=log.flow_log_id,
                places=places(case.state.flow_logs.place(log.flow_log_id, "/DeliverLogsStatus")),
                notes=(f"the reason that AWS gives: {reason}",) if reason else (),
                values={"flow-log": log.flow_log_id, **_watched(or_none(log.resource_id) or "")},
            )
    facts = _together(watches) | {_delivery(case, log) for log in _logs(watches) if _delivers(log) is None}
    if facts:
        yield open_question(facts)


def _watched(resource_id: str) -> dict[str, str]:
    """What is watched, and as the API names its type; empty for what is none of these."""
    types = {"vpc": "VPC", "subnet": "Subnet", "eni": "NetworkInterface"}
    watched_type = types.get(resource_id.partition("-")[0], "")
    return {
        "watched": resource_id,
        "type": watched_type,
        "watched-vpc": resource_id if watched_type == "VPC" else "",
    }


def _delivers(log: FlowLog) -> bool | None:
    """Whether its records arrive; AWS leaves out the status of a log that has not delivered anything yet."""
    return {None: True, "SUCCESS": True, "FAILED": False}.get(or_none(log.deliver_logs_status))


def _delivery(case: Case, log: FlowLog) -> Fact:
    reason = _unknown_word(or_none(log.deliver_logs_status), "status")
    return case.state.flow_logs.fact(log.flow_log_id, "DeliverLogsStatus", reason)


def flow_logs_partial(case: Case) -> Iterator[Finding]:
    """The flow logs of a subnet record only what is accepted, or only what is rejected."""
    hit: dict[tuple[str, str], list[_Watch]] = {}
    facts: set[Fact] = set()
    for watch in _watches(case):
        recorded = set[str]().union(*(_HALVES.get(str(log.traffic_type), set()) for log in watch.active))
        untold = {_traffic_type(case, log) for log in watch.active if log.traffic_type not in _HALVES}
        if recorded == _HALVES["ALL"] or not (watch.active or watch.gaps):
            continue
        if untold or watch.gaps:
            facts |= untold | watch.gaps
        else:
            of_subnet = any(or_none(log.resource_id) == watch.subnet_id for log in watch.active)
            resource = watch.subnet_id if of_subnet else _vpc_of(case, watch.subnet_id)
            hit.setdefault((resource, recorded.pop()), []).append(watch)
    for (resource, half), watches in hit.items():
        subnets = tuple(watch.subnet_id for watch in watches)
        logs = (case.state.flow_logs.place(log.flow_log_id, "/TrafficType") for log in _logs(watches))
        yield Finding(
            message=f"the flow logs of {resource} record {half} only",
            resource=resource,
            places=places(*logs),
            affects=(case.affected(subnets),),
            values={"vpc": _vpc_of(case, subnets[0])},
        )
    if facts:
        yield open_question(frozenset(facts))


def _traffic_type(case: Case, log: FlowLog) -> Fact:
    reason = _unknown_word(or_none(log.traffic_type), "type")
    return case.state.flow_logs.fact(log.flow_log_id, "TrafficType", reason)


def _logs(watches: list[_Watch]) -> tuple[FlowLog, ...]:
    return tuple({log.flow_log_id: log for watch in watches for log in watch.active}.values())


def _together(watches: list[_Watch]) -> Facts:
    return frozenset().union(*(watch.gaps for watch in watches))
