"""The family `watching`: whether flow logs would show what happens to a job's traffic.

A log of a VPC or of a subnet covers interfaces that come later, so only these count for a job (Amazon VPC User Guide,
"Logging IP traffic using VPC Flow Logs").
"""

from collections.abc import Iterator

from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import FlowLog
from vpclint.checks.common import names, places
from vpclint.decision.case import Case
from vpclint.finding import Finding, open_question
from vpclint.truth import Facts

_HALVES = {"ACCEPT": {"ACCEPT"}, "REJECT": {"REJECT"}, "ALL": {"ACCEPT", "REJECT"}}


def flow_logs_missing(case: Case) -> Iterator[Finding]:
    """No active flow log watches the VPC, nor every subnet of the job."""
    unwatched = tuple(subnet for subnet, logs in _logs(case).items() if not logs)
    if not unwatched:
        return
    doubts = _doubts(case)
    if doubts:
        yield open_question(doubts, affects=(case.affected(unwatched),))
        return
    yield Finding(
        message=f"no active flow log watches {names(unwatched)}",
        resource=", ".join(case.vpc_ids),
        places=case.subnet_places(unwatched),
        affects=(case.affected(unwatched),),
        values={"vpc": case.vpc_ids[0] if case.vpc_ids else ""},
    )


def flow_logs_not_delivering(case: Case) -> Iterator[Finding]:
    """A flow log is active, but its records do not arrive."""
    for log in _unique(case):
        if or_none(log.deliver_logs_status) == "FAILED":
            reason = or_none(log.deliver_logs_error_message)
            yield Finding(
                message=f"{log.flow_log_id} of {log.resource_id} is active, and does not deliver its records",
                resource=log.flow_log_id,
                places=places(case.state.flow_logs.place(log.flow_log_id, "/DeliverLogsStatus")),
                notes=(f"the reason that AWS gives: {reason}",) if reason else (),
                values={"flow-log": log.flow_log_id},
            )
    if _doubts(case):
        yield open_question(_doubts(case))


def flow_logs_partial(case: Case) -> Iterator[Finding]:
    """The flow logs of a subnet record only what is accepted, or only what is rejected."""
    halves = {
        subnet: set().union(*(_HALVES.get(str(or_none(log.traffic_type)), {"ACCEPT", "REJECT"}) for log in logs))
        for subnet, logs in _logs(case).items()
        if logs
    }
    doubts = _doubts(case)
    for half in ("ACCEPT", "REJECT"):
        hit = tuple(subnet for subnet, recorded in halves.items() if recorded == {half})
        if hit and not doubts:
            yield Finding(
                message=f"the flow logs of {names(hit)} record {half} only",
                resource=", ".join(case.vpc_ids),
                places=places(*(case.state.flow_logs.place(log.flow_log_id, "/TrafficType") for log in _unique(case))),
                affects=(case.affected(hit),),
                values={"vpc": case.vpc_ids[0] if case.vpc_ids else ""},
            )
        elif hit:
            yield open_question(doubts, affects=(case.affected(hit),))


def _logs(case: Case) -> dict[str, list[FlowLog]]:
    """The active flow logs that cover each subnet, be it by the subnet or by its VPC."""
    covering: dict[str, list[FlowLog]] = {}
    for subnet in case.subnets:
        watched = (subnet.subnet_id, or_none(subnet.vpc_id) or "")
        found = [log for resource in watched for log in case.state.flow_logs.where("resource_id", resource)]
        covering[subnet.subnet_id] = [log for log in found if log.flow_log_status == "ACTIVE"]
    return covering


def _unique(case: Case) -> tuple[FlowLog, ...]:
    return tuple({log.flow_log_id: log for logs in _logs(case).values() for log in logs}.values())


def _doubts(case: Case) -> Facts:
    """What would tell of further flow logs, or what those that are known do."""
    facts = set(case.state.flow_logs.where("resource_id", "").gaps)
    for log in case.state.flow_logs:
        for attribute, name in ((log.flow_log_status, "FlowLogStatus"), (log.traffic_type, "TrafficType")):
            if or_none(attribute) is None:
                facts.add(case.state.flow_logs.fact(log.flow_log_id, name))
    for subnet_id in case.job.subnet_ids:
        facts |= case.state.subnets.exists(subnet_id).facts
    facts |= {
        case.state.subnets.fact(subnet.subnet_id, "VpcId") for subnet in case.subnets if or_none(subnet.vpc_id) is None
    }
    return frozenset(facts)
