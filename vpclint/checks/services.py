"""The family `services`: the AWS services that the container reaches, and the interface endpoints that lead to them.

S3's own interface endpoints are among them: where one stands in for the gateway, it is judged as any other.
"""

from collections.abc import Iterator

from vpclint.algebra.addresses import NO_ADDRESSES, AddressSet
from vpclint.aws.absence import or_none
from vpclint.aws.ec2 import VpcEndpoint
from vpclint.aws.services import preferred_name, service_names
from vpclint.checks.common import from_blockages, names, not_hit, places, reached, table_note, tables_of
from vpclint.decision.case import Blockage, Case
from vpclint.decision.destinations import NAMES
from vpclint.finding import Finding, open_question
from vpclint.network.blocks import assignable, subnet_block
from vpclint.network.destination import Service
from vpclint.network.hops import Cause
from vpclint.network.known_services import is_known, suggestion
from vpclint.workload.needs import ServiceNeed

Values = dict[str, str | tuple[str, ...]]


def service_endpoint_missing(case: Case) -> Iterator[Finding]:
    """The VPC has no endpoint for a service that the job needs, and no other way leads there."""

    def say(blockage: Blockage) -> Finding:
        vpc_id, service = blockage.obstacle.resource, blockage.obstacle.subject
        tables = tables_of(case, blockage.subnets)
        message, values = _lacking(case, blockage, tuple(tables))
        return Finding(
            message=message,
            resource=vpc_id,
            places=(
                *case.subnet_places(blockage.subnets, f"instances placed here can't reach {service}"),
                *places(
                    *(
                        case.state.route_tables.place(table_id, "", table_note(case, table_id, subnets))
                        for table_id, subnets in tables.items()
                    ),
                    case.state.vpcs.place(vpc_id, "", vpc_id),
                ),
            ),
            notes=(*_doubts(case, _service(service)), *not_hit(case, blockage)),
            values={"vpc": vpc_id, **values},
            discriminator=service,
        )

    known = (each for each in from_blockages(case, Cause.SERVICE_ENDPOINT_MISSING, say))
    unknown = {each.need.service for each in case.answers if isinstance(each.need, ServiceNeed)}
    unknown = {service for service in unknown if is_known(case.state, service).is_no}
    return (finding for finding in known if finding.discriminator not in unknown)


def _lacking(case: Case, blockage: Blockage, tables: tuple[str, ...]) -> tuple[str, Values]:
    """What is not there, as a sentence and for the remedies: an endpoint, or only the routes to one."""
    vpc_id, named = blockage.obstacle.resource, blockage.obstacle.subject
    service = _service(named)
    gateways = case.analysis.service_endpoints(vpc_id, Service(service, case.state.region)).gateways
    if gateways:
        gateway = gateways[0].vpc_endpoint_id
        verb = "holds" if len(tables) == 1 else "hold"
        lacking = f"{names(tables)} {verb} no route to {gateway}, the endpoint for {reached(blockage.obstacle)}"
        return lacking, {"endpoint": gateway, "route-table": tables}
    values: Values = {} if _doubts(case, service) else {"service": _full_name(case, service)}
    if service in NAMES:
        values |= {"gateway-service": _full_name(case, service), "route-table": tables}
    else:
        group = case.job.group_ids[:1] if values else ()
        values |= {"subnet": _one_a_zone(case, blockage.subnets), "group": group}
    return (
        f"{vpc_id} has no endpoint for {named}, and no other route to {reached(blockage.obstacle)} in {names(tables)}",
        values,
    )


def _doubts(case: Case, service: str) -> tuple[str, ...]:
    """A note on a name that no list shows, for which there may be nothing to make an endpoint for."""
    if not is_known(case.state, service).is_unknown:
        return ()
    meant = suggestion(case.state, service)
    hint = f", did you mean {meant}?" if meant else ""
    return (f"{service} is no service that ships in the list of vpclint{hint}",)


def _service(name: str) -> str:
    """The service that messages call so."""
    return next((service for service, called in NAMES.items() if called == name), name)


def _full_name(case: Case, service: str) -> str:
    """The name of the endpoint service: as the state lists it, else as most of them are named."""
    wanted = service_names(service, case.state.region)
    listed = sorted(each.service_name for each in case.state.vpc_endpoint_services if each.service_name in wanted)
    return listed[0] if listed else preferred_name(service, case.state.region)


def _one_a_zone(case: Case, subnet_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The first of these subnets in each zone: an endpoint takes one subnet a zone."""
    by_zone: dict[object, str] = {}
    for subnet in filter(None, map(case.state.subnets.get, subnet_ids)):
        by_zone.setdefault(subnet.availability_zone, subnet.subnet_id)
    return tuple(by_zone.values())


def service_endpoint_not_available(case: Case) -> Iterator[Finding]:
    """The endpoint to which the name or the route of a service leads, or the only one there is, is not available."""

    def say(blockage: Blockage) -> Finding:
        endpoint_id = blockage.obstacle.resource
        endpoint = case.state.vpc_endpoints.get(endpoint_id)
        status = endpoint.state if endpoint else "gone"
        return Finding(
            message=f"{endpoint_id}, the endpoint for {names(blockage.obstacle.towards)}, is {status}, not available",
            resource=endpoint_id,
            places=(
                *case.subnet_places(blockage.subnets, f"the way leads over {endpoint_id}"),
                *places(case.state.vpc_endpoints.place(endpoint_id, "/State")),
            ),
            notes=not_hit(case, blockage),
            values={"endpoint": endpoint_id, **(_in_its_place(endpoint) if endpoint else {})},
        )

    return from_blockages(case, Cause.SERVICE_ENDPOINT_NOT_AVAILABLE, say)


def _in_its_place(endpoint: VpcEndpoint) -> Values:
    """What a new interface endpoint in the place of one needs; nothing while it may still become available."""
    if or_none(endpoint.vpc_endpoint_type) != "Interface" or str(endpoint.state).lower().startswith("pending"):
        return {}
    return {
        "vpc": or_none(endpoint.vpc_id) or "",
        "service": or_none(endpoint.service_name) or "",
        "subnet": or_none(endpoint.subnet_ids) or (),
        "group": tuple(filter(None, (or_none(group.group_id) for group in or_none(endpoint.groups) or ()))),
    }


def service_endpoint_private_dns(case: Case) -> Iterator[Finding]:
    """The only way to a service is an endpoint without private DNS, to which the service's name does not lead."""

    def say(blockage: Blockage) -> Finding:
        endpoint_id, service = blockage.obstacle.resource, names(blockage.obstacle.towards)
        endpoint = case.state.vpc_endpoints.get(endpoint_id)
        inbound = endpoint is not None and endpoint.dns_options.private_dns_only_for_inbound_resolver_endpoint
        lacks = "answers private names to inbound resolver endpoints only" if inbound else "has no private DNS"
        member = "/DnsOptions/PrivateDnsOnlyForInboundResolverEndpoint" if inbound else "/PrivateDnsEnabled"
        return Finding(
            message=f"{endpoint_id} {lacks}, and no other way leads to {service}",
            resource=endpoint_id,
            places=(
                *case.subnet_places(blockage.subnets, f"instances placed here can't reach {service}"),
                *places(case.state.vpc_endpoints.place(endpoint_id, member)),
            ),
            notes=not_hit(case, blockage),
            values={"inbound-endpoint": endpoint_id if inbound else "", "endpoint": "" if inbound else endpoint_id},
        )

    return from_blockages(case, Cause.SERVICE_ENDPOINT_PRIVATE_DNS, say)


def endpoint_security_group_ingress(case: Case) -> Iterator[Finding]:
    """The groups of an interface endpoint to which a service's name leads do not admit the job on TCP 443."""

    def say(blockage: Blockage) -> Finding:
        obstacle = blockage.obstacle
        groups, endpoint_id = obstacle.resource.split(", "), obstacle.subject
        does = "does" if len(groups) == 1 else "together do"
        port = str(obstacle.refused.ports()) if obstacle.refused else "443"
        return Finding(
            message=f"{names(groups)} of {endpoint_id} {does} not admit TCP {port} from {_asking(case, blockage)}",
            resource=obstacle.resource,
            places=(
                *case.subnet_places(blockage.subnets, f"{names(obstacle.towards)} is asked for here"),
                *places(
                    *(
                        case.state.security_groups.place(group, "/IpPermissions", "no rule admits it")
                        for group in groups
                    ),
                    case.state.vpc_endpoints.place(endpoint_id, "/Groups", f"the groups of {endpoint_id}"),
                ),
            ),
            notes=(
                f"private names lead to {endpoint_id}, also where a NAT gateway leads out of the VPC",
                *not_hit(case, blockage),
            ),
            values={"endpoint-group": groups[0], "group": case.job.group_ids[:1], "port": port},
            discriminator=" ".join([endpoint_id, *sorted(blockage.subnets)]),
        )

    return from_blockages(case, Cause.ENDPOINT_SECURITY_GROUP_INGRESS, say)


def _asking(case: Case, blockage: Blockage) -> str:
    """Who is not admitted: the job's subnets, or the addresses of them that the rules leave out.

    The endpoint's own addresses, which are admitted where its group admits itself, are none that a job can draw.
    """
    refused, endpoint = blockage.obstacle.refused, case.state.vpc_endpoints.get(blockage.obstacle.subject)
    blocks = [subnet_block(case.state, each) for each in case.subnets if each.subnet_id in blockage.subnets]
    every = AddressSet.union(assignable(block) for block in blocks if isinstance(block, AddressSet))
    taken = case.analysis.interfaces(endpoint).addresses if endpoint else NO_ADDRESSES
    if refused is None or every - taken <= refused.sources():
        return names(blockage.subnets)
    return f"{refused.sources()} in {names(blockage.subnets)}"


def endpoint_zone(case: Case) -> Iterator[Finding]:
    """An interface endpoint has no interface in the zone of a subnet whose traffic it takes."""

    def say(blockage: Blockage) -> Finding:
        endpoint_id, zone = blockage.obstacle.resource, blockage.obstacle.subject
        return Finding(
            message=f"{endpoint_id} has no interface in {zone}, the zone of {names(blockage.subnets)}",
            resource=endpoint_id,
            places=(
                *case.subnet_places(blockage.subnets, f"in {zone}"),
                *places(case.state.vpc_endpoints.place(endpoint_id, "/SubnetIds", "the subnets of its interfaces")),
            ),
            notes=(f"{names(blockage.obstacle.towards)} is reached in another zone, for as long as that one is up",),
            values={"endpoint": endpoint_id, "subnet": blockage.subnets[:1]},
            discriminator=zone,
        )

    return from_blockages(case, Cause.ENDPOINT_ZONE, say)


def service_unknown(case: Case) -> Iterator[Finding]:
    """The settings name a service that no endpoint service is called after."""
    for answer in case.answers:
        need = answer.need
        known = is_known(case.state, need.service) if isinstance(need, ServiceNeed) else None
        if known is None or not isinstance(need, ServiceNeed) or known.is_yes:
            continue
        affects = (case.affected(case.job.subnet_ids, str(need)),)
        if known.is_unknown:
            notes = _doubts(case, need.service)
            yield open_question(known.facts, resource=need.service, affects=affects, notes=notes)
            continue
        meant = suggestion(case.state, need.service)
        hint = f", did you mean {meant}?" if meant else ""
        yield Finding(
            message=f"{need.service} is the name of no service in {case.state.region}{hint}",
            resource=need.service,
            places=(case.job.place("", "--need-service or the configuration says that this needs it"),),
            affects=affects,
            notes=() if meant else ("a service is named as behind com.amazonaws.REGION., such as sts or ecr.api",),
            values={"service": need.service, "meant": meant},
        )


def service_endpoint_policy(case: Case) -> Iterator[Finding]:
    """The policy of the endpoint for a service lets none of the job's requests through."""

    def say(blockage: Blockage) -> Finding:
        endpoint_id, service = blockage.obstacle.resource, blockage.obstacle.subject
        role = case.job.role_arn.partition(":role/")[2]
        who = f"the role {role}" if role else "the job"
        return Finding(
            message=f"the policy of {endpoint_id} lets {who} do nothing of {service}",
            resource=endpoint_id,
            places=(
                *places(case.state.vpc_endpoints.place(endpoint_id, "/PolicyDocument", "the policy")),
                *case.subnet_places(blockage.subnets, f"{service} is reached over this endpoint from here"),
            ),
            notes=not_hit(case, blockage),
            values={"endpoint": endpoint_id, "service": service},
            discriminator=service,
        )

    return from_blockages(case, Cause.SERVICE_ENDPOINT_POLICY, say)
