"""VPCs for which no job was named, as text: each subnet with what it could give a job.

vpc-0a1b
  subnet-0aa in eu-central-1a: 250 free addresses, the largest job that fits has 100 instances
    rtb-07f, its own route table · network ACL acl-04d
    s3: works over vpce-0f3
    internet:443: does not work, no route matches the internet
"""

from collections.abc import Callable, Iterator, Mapping

from vpclint.report.judged import HopReport
from vpclint.report.vpcs import Bounds, ReachReport, VpcReport, VpcSubnetReport
from vpclint.text.escape import visible

Paint = Callable[[str, str], str]
Paths = Mapping[str, tuple[HopReport, ...]]

_COLOURS = {"pass": "good", "fail": "error", "unknown": "warning"}
_WORDS = {"pass": "works", "fail": "does not work", "unknown": "cannot tell"}


def vpc_lines(vpc: VpcReport, paths: Paths, paint: Paint, *, whole: bool) -> Iterator[str]:
    """The subnets of a VPC; with the whole path of each need, if asked."""
    yield paint("strong", visible(vpc.vpc))
    for subnet in vpc.subnets:
        yield f"  {_head(subnet)}"
        yield f"    {_filters(subnet)}"
        for need, reach in subnet.needs.items():
            yield f"    {visible(need, 300)}: {_reached(reach, paths, paint)}"
            yield from hop_lines(paths.get(reach.path, ()) if whole else ())


def hop_lines(hops: tuple[HopReport, ...]) -> Iterator[str]:
    """A path, a line a hop."""
    for hop in hops:
        yield f"      {hop.verdict:7} {hop.hop} {visible(hop.resource)}: {visible(hop.why, 500)}"


def fitting(vpc: VpcReport) -> str:
    """In how many of the subnets a job could run, by their ways and their free addresses."""
    sound = [subnet for subnet in vpc.subnets if subnet.verdict == "pass"]
    sure = sum(subnet.largest_job.least > 0 for subnet in sound)
    unknown = sum(subnet.verdict == "unknown" for subnet in vpc.subnets)
    of_all = f"of {_counted(len(vpc.subnets), 'subnet', 'subnets')}"
    if not vpc.subnets:
        return "no subnet is known"
    if sound and not sure:
        return "no subnet has room for all jobs at once"
    if unknown and not sure:
        return f"whether a job could run is unknown in {unknown} {of_all}"
    return f"a job fits in {sure} {of_all}{f', unknown in {unknown}' if unknown else ''}"


def _head(subnet: VpcSubnetReport) -> str:
    zone = f" in {visible(subnet.zone)}" if subnet.zone else ""
    free = _bounded(subnet.free_addresses, "free address", "free addresses")
    largest = _bounded(subnet.largest_job, "instance", "instances")
    fits = f"the largest job that fits has {largest}" if subnet.largest_job.most else "too few for a job"
    return f"{visible(subnet.subnet)}{zone}: {free}, {fits}"


def _filters(subnet: VpcSubnetReport) -> str:
    role = "the main route table" if subnet.main_route_table else "its own route table"
    table = f"{visible(subnet.route_table)}, {role}" if subnet.route_table else "route table not known"
    acl = f"network ACL {visible(subnet.network_acl)}" if subnet.network_acl else "network ACL not known"
    return f"{table} · {acl}"


def _reached(reach: ReachReport, paths: Paths, paint: Paint) -> str:
    """Whether a need is met: over what, or why not; where that is open, all that leaves it open."""
    word = paint(_COLOURS[reach.verdict], _WORDS[reach.verdict])
    over = f" over {', '.join(map(visible, reach.over))}" if reach.over else ""
    wanted = ("fail", "unknown") if reach.partial else (reach.verdict,)
    whys = tuple(dict.fromkeys(hop.why for hop in paths.get(reach.path, ()) if hop.verdict in wanted))
    why = "; ".join(whys if reach.verdict == "unknown" else whys[:1])
    reason = "" if reach.verdict == "pass" and not reach.partial else f", {visible(why, 500)}"
    return f"{word}{' in part' if reach.partial else ''}{over}{reason}"


def _bounded(number: Bounds, singular: str, plural: str) -> str:
    known = number.least == number.most
    return f"{'' if known else 'at most '}{_counted(number.most, singular, plural)}"


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
