"""NAT gateways, and what lies between them and the internet."""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.aws.absence import or_none
from vpclint.aws.gateways import NatGateway
from vpclint.checks.common import from_blockages, places, reached, route_tables, routes_to
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding, Place, Severity
from vpclint.network.gateways import attached
from vpclint.network.hops import Cause
from vpclint.network.targets import target_of


_ONLY_WAIT = {"nat-subnet": "", "route-table": ""}
"""No values for the commands that replace a NAT gateway: one that is pending comes by itself."""


def nat_gateway_not_available(case: Case) -> Iterator[Finding]:
    """A NAT gateway that a selected route leads to is not available, or does not exist any more."""

    def say(blockage: Blockage) -> Finding:
        way = _Way(case, blockage, blockage.obstacle.resource)
        status = blockage.obstacle.subject
        fault = "does not exist any more" if status == "gone" else f"is {status}, not available"
        failure = or_none(way.nat.failure_message) if way.nat else None
        return way.finding(
            f"the NAT gateway {way.nat_id} {fault}, so it is no way to {way.reached}",
            (case.state.nat_gateways.place(way.nat_id, "/State"),),
            _ONLY_WAIT if status.lower() == "pending" else {},
            notes=(f"AWS says of it: {failure.rstrip('. ')}",) if failure else (),
        )

    return from_blockages(case, Cause.NAT_GATEWAY_NOT_AVAILABLE, say)


def nat_gateway_private(case: Case) -> Iterator[Finding]:
    """The way to the internet leads over a private NAT gateway, which has no public address."""

    def say(blockage: Blockage) -> Finding:
        way = _Way(case, blockage, blockage.obstacle.resource)
        return way.finding(
            f"the NAT gateway {way.nat_id} is private, without a public address, so it is no way to {way.reached}",
            (case.state.nat_gateways.place(way.nat_id, "/ConnectivityType"),),
        )

    return from_blockages(case, Cause.NAT_GATEWAY_PRIVATE, say)


def nat_gateway_without_internet_route(case: Case) -> Iterator[Finding]:
    """The table of the NAT gateway's own subnet does not lead on to an internet gateway."""

    def say(blockage: Blockage) -> Finding:
        way, table_id = _Way(case, blockage, blockage.obstacle.resource), blockage.obstacle.subject
        pointer, targets = way.onward(table_id)
        end = f"has no route to {way.reached}"
        if targets:
            end = f"leads {way.reached} {'back to it' if way.nat_id in targets else f'to {targets[0]}'}"
        return way.finding(
            f"the table {table_id} of the NAT gateway {way.nat_id} {end}, not to an internet gateway",
            (
                case.state.route_tables.place(table_id, pointer, "no internet gateway here"),
                case.state.nat_gateways.place(way.nat_id, "", way.nat_id),
            ),
            way.repair(table_id, targets),
        )

    return from_blockages(case, Cause.NAT_GATEWAY_WITHOUT_INTERNET_ROUTE, say)


def internet_gateway_detached(case: Case) -> Iterator[Finding]:
    """The internet gateway behind a NAT gateway is not attached to the VPC, or the VPC has none."""

    def say(blockage: Blockage) -> Finding:
        way, gateway = _Way(case, blockage, blockage.obstacle.subject), blockage.obstacle.resource
        none = gateway == way.vpc_id
        table = case.state.vpcs if none else case.state.internet_gateways
        fault = f"{gateway} has no internet gateway" if none else f"{gateway} is not attached to {way.vpc_id}"
        return way.finding(
            f"{fault}, so the NAT gateway {way.nat_id} is no way to {way.reached}",
            (table.place(gateway, "", gateway), case.state.nat_gateways.place(way.nat_id, "", way.nat_id)),
            {"vpc": way.vpc_id, "gateway": "" if none else gateway},
        )

    return from_blockages(case, Cause.INTERNET_GATEWAY_DETACHED, say)


def public_access_blocked(case: Case) -> Iterator[Finding]:
    """VPC Block Public Access stops what a NAT gateway sends to the internet gateway."""

    def say(blockage: Blockage) -> Finding:
        way = _Way(case, blockage, blockage.obstacle.subject)
        covered = f"it or {way.nat_subnet}" if way.nat_subnet else "it"
        fault = f"{way.vpc_id} blocks public access both ways, and no exclusion covers {covered}"
        options = case.state.vpc_block_public_access_options
        return way.finding(
            f"{fault}, so the NAT gateway {way.nat_id} is no way to {way.reached}",
            (
                *(options.place(options.id_of(each), "", "the mode of the account") for each in options),
                case.state.vpcs.place(way.vpc_id, "", "no exclusion that is in force covers it"),
            ),
            {"vpc": way.vpc_id},
        )

    return from_blockages(case, Cause.PUBLIC_ACCESS_BLOCKED, say)


class _Way(Struct, frozen=True):
    """The way from the job's subnets over a NAT gateway, which is stopped."""

    case: Case
    blockage: Blockage
    nat_id: str

    @property
    def nat(self) -> NatGateway | None:
        """The gateway; None for one that is gone."""
        return self.case.state.nat_gateways.get(self.nat_id)

    @property
    def nat_subnet(self) -> str:
        """The subnet of the gateway; empty for a regional one."""
        return (or_none(self.nat.subnet_id) if self.nat else None) or ""

    @property
    def vpc_id(self) -> str:
        """The VPC of the gateway, which is the job's."""
        own = or_none(self.nat.vpc_id) if self.nat else None
        return own or next(iter(self.case.vpc_ids), "")

    @property
    def reached(self) -> str:
        """What can't be reached."""
        return reached(self.blockage.obstacle)

    def finding(
        self,
        message: str,
        shown: tuple[Place | None, ...],
        values: dict[str, str] | None = None,
        notes: tuple[str, ...] = (),
    ) -> Finding:
        """The finding: the job's subnets, what is wrong, and the routes that lead there."""
        obstacle = self.blockage.obstacle
        routes = routes_to(self.case, self.blockage.subnets, self.nat_id)
        table = self.case.state.route_tables
        leading = (table.place(each.table_id, each.pointer, f"this route leads to {self.nat_id}") for each in routes)
        only = routes[0] if len(routes) == 1 else None
        return Finding(
            message=message,
            resource=obstacle.resource,
            severity=Severity.WARNING if obstacle.mild else None,
            places=(
                *self.case.subnet_places(self.blockage.subnets, f"the way out of this subnet is {self.nat_id}"),
                *places(*shown, *leading),
            ),
            notes=notes,
            values={
                "nat": self.nat_id,
                "nat-subnet": self.nat_subnet,
                "route-table": only.table_id if only else "",
                "block": only.destination if only and "/" in only.destination else "",
                **(values or {}),
            },
            discriminator=f"{obstacle.subject} {self.reached}",
        )

    def onward(self, table_id: str) -> tuple[str, tuple[str, ...]]:
        """Where the gateway's own table leads: the member that is meant, and the targets; none where no route does."""
        table, refused = self.case.state.route_tables.get(table_id), self.blockage.obstacle.refused
        if table is None or refused is None:
            return "", ()
        taken = [
            route for part in self.case.analysis.routes(table).select(refused.destinations()) for route in part.routes
        ]
        targets = tuple(dict.fromkeys(target_of(route.route).id for route in taken))
        return f"/Routes/{taken[0].index}" if taken else "/Routes", targets

    def repair(self, table_id: str, targets: tuple[str, ...]) -> dict[str, str]:
        """The values for a route to the VPC's internet gateway; none where the job's own subnets use the table."""
        shared = any(table.route_table_id == table_id for table in route_tables(self.case, self.case.job.subnet_ids))
        gateways = [each.internet_gateway_id for each in self.case.state.internet_gateways]
        usable = [each for each in gateways if attached(self.case.state, each, self.vpc_id).is_yes]
        return {
            "gateway": usable[0] if usable else "",
            "bare-table": "" if shared or targets else table_id,
            "full-table": table_id if targets and not shared else "",
        }
