"""Where a path leaves the VPC: what lies behind is in no state, and a user may settle it."""

from collections.abc import Iterator

from vpclint.checks.common import from_blockages, places, reached, routes_to
from vpclint.decision.case import Blockage, Case
from vpclint.finding import Finding
from vpclint.network.hops import Cause


def path_leaves_the_vpc(case: Case) -> Iterator[Finding]:
    """The way leads over a target whose far side the state does not show, and which is assumed not to lead there."""

    def say(blockage: Blockage) -> Finding:
        target_id = blockage.obstacle.resource
        assumed = case.analysis.assumed(Cause.PATH_LEAVES_THE_VPC.rule, target_id)
        reason = f": {assumed.reason}" if assumed and assumed.reason else ""
        return Finding(
            message=f"{target_id} is assumed not to lead to {reached(blockage.obstacle)}{reason}",
            resource=target_id,
            places=(
                *case.subnet_places(blockage.subnets, f"the way from this subnet leads over {target_id}"),
                *places(
                    *(
                        case.state.route_tables.place(route.table_id, route.pointer, f"{target_id} is its target")
                        for route in routes_to(case, blockage.subnets, target_id)
                    )
                ),
            ),
            values={"target": target_id},
        )

    return from_blockages(case, Cause.PATH_LEAVES_THE_VPC, say)
