"""The family `names`: how the names of S3, of services and of hosts are resolved in the VPC."""

from collections.abc import Iterator

from vpclint.checks.common import from_blockages, names, places
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Severity, open_question
from vpclint.network.hops import Cause
from vpclint.network.naming import REQUIRED, Naming


def dns_support_disabled(case: Case) -> Iterator[Finding]:
    """The VPC's own resolver is switched off, and the job asks for something by its name."""

    def say(blockage: Blockage) -> Finding:
        vpc_id, mild = blockage.obstacle.resource, blockage.obstacle.mild
        servers = case.analysis.naming(vpc_id).servers
        why = f"names are left to {servers}" if mild else "nothing resolves the names that the job asks for"
        return Finding(
            message=f"enableDnsSupport of {vpc_id} is off: {why}",
            resource=vpc_id,
            severity=Severity.WARNING if mild else None,
            places=(
                *case.subnet_places(blockage.subnets, "names are asked for here"),
                *places(case.state.vpc_attributes.place(vpc_id, "/EnableDnsSupport")),
            ),
            values={"vpc": vpc_id},
            discriminator="enableDnsSupport",
        )

    return from_blockages(case, Cause.DNS_SUPPORT_DISABLED, say)


def dns_hostnames_disabled(case: Case) -> Iterator[Finding]:
    """The VPC does not answer private names of interface endpoints: an error where one of them is the only way."""
    cause = Cause.DNS_HOSTNAMES_DISABLED
    relied_on = [each.obstacle.subject for each in case.blockages(cause) if not each.obstacle.mild]

    def say(blockage: Blockage) -> Finding:
        vpc_id = blockage.obstacle.resource
        needed = f"the private names of {names(relied_on)} are not answered"
        why = needed if relied_on else "private names of interface endpoints are not answered"
        return Finding(
            message=f"enableDnsHostnames of {vpc_id} is off: {why}",
            resource=vpc_id,
            severity=Severity.WARNING if blockage.obstacle.mild else None,
            places=(
                *case.subnet_places(blockage.subnets, "names are asked for here"),
                *places(
                    case.state.vpc_attributes.place(vpc_id, "/EnableDnsHostnames"),
                    *(case.state.vpc_endpoints.place(each, "/PrivateDnsEnabled", each) for each in relied_on),
                ),
            ),
            values={"vpc": vpc_id},
            discriminator="enableDnsHostnames",
        )

    found = from_blockages(case, cause, say)
    return (finding for finding in found if not (relied_on and finding.severity is Severity.WARNING))


def dhcp_options_incomplete(case: Case) -> Iterator[Finding]:
    """The option set lacks what SageMaker asks for: the job is refused, also one that needs nothing by its name."""
    namings = {naming.options_id: naming for naming in map(case.analysis.naming, case.vpc_ids)}

    def say(blockage: Blockage) -> Finding:
        return _incomplete(case, namings[blockage.obstacle.resource])

    yield from from_blockages(case, Cause.DHCP_OPTIONS_INCOMPLETE, say)
    if _asks_for_names(case):
        return
    for options_id, naming in namings.items():
        if naming.complete.is_no:
            yield _incomplete(case, naming)
        elif naming.complete.is_unknown:
            yield open_question(naming.complete.facts, resource=options_id)


def _asks_for_names(case: Case) -> bool:
    """Whether a need of the job is met by way of a name, so that its path tells about the options."""
    hops = (hop for answer in case.answers for subnet in answer.subnets for hop in subnet.hops)
    return any(hop.kind == "dhcp-options" for hop in hops)


def _incomplete(case: Case, naming: Naming) -> Finding:
    none = naming.options_id == naming.vpc_id
    subject = f"{naming.vpc_id} has no DHCP option set" if none else f"{naming.options_id} lacks {_and(naming.missing)}"
    wanted = "both of these options" if len(naming.missing) > 1 and not none else _and(REQUIRED)
    record = case.state.dhcp_options.place(naming.options_id, "/DhcpConfigurations", "the options that there are")
    return Finding(
        message=f"{subject}, and SageMaker asks for {wanted}",
        resource=naming.options_id,
        places=(
            *case.subnet_places(tuple(each.subnet_id for each in case.subnets if each.vpc_id == naming.vpc_id)),
            *places(case.state.vpcs.place(naming.vpc_id, "/DhcpOptionsId"), record),
        ),
        values={"vpc": naming.vpc_id, "domain": _domain(case.state.region)},
    )


def _and(options: tuple[str, ...]) -> str:
    return " and ".join(options)


def _domain(region: str) -> str:
    """The domain name that the default option set of a Region has (Amazon VPC User Guide, "DHCP option sets")."""
    return "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal" if region else ""


def custom_name_servers(case: Case) -> Iterator[Finding]:
    """Names are resolved by servers of one's own: whether they know the names of AWS is in no state."""

    def say(blockage: Blockage) -> Finding:
        options_id, servers = blockage.obstacle.resource, blockage.obstacle.subject
        return Finding(
            message=f"{servers}, the name servers of {options_id}, do not resolve the names that the job asks for",
            resource=options_id,
            places=(
                *case.subnet_places(blockage.subnets, "names are asked for here"),
                *places(case.state.dhcp_options.place(options_id, "/DhcpConfigurations")),
            ),
            values={"vpc": names(case.vpc_ids), "domain": _domain(case.state.region)},
        )

    return from_blockages(case, Cause.CUSTOM_NAME_SERVERS, say)
