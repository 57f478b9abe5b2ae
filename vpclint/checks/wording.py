"""What several families say of routes and subnets: which tables are used, where they lead, who is not hit."""

from vpclint.checks.common import names
from vpclint.decision.case import Blockage, Case
from vpclint.network.targets import target_of


def reached(blockage: Blockage) -> str:
    """What the traffic is for, or the addresses of it where only a part is hit."""
    refused, what = blockage.obstacle.refused, names(blockage.obstacle.towards)
    return f"{refused.destinations()} of {what}" if blockage.obstacle.partial and refused else what


def tables_of(case: Case, subnet_ids: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The route tables that subnets use, each with its subnets."""
    tables: dict[str, tuple[str, ...]] = {}
    for subnet in filter(None, map(case.state.subnets.get, subnet_ids)):
        table = case.analysis.table_of(subnet).table
        if table:
            tables[table.route_table_id] = (*tables.get(table.route_table_id, ()), subnet.subnet_id)
    return tables


def table_note(case: Case, table_id: str, subnet_ids: tuple[str, ...]) -> str:
    """A route table in a sentence: whose it is, and where it leads."""
    subnet = case.state.subnets.get(subnet_ids[0])
    main = subnet is not None and case.analysis.table_of(subnet).main
    role = f"the main table of {subnet.vpc_id}" if main and subnet else "the subnet's own table"
    table = case.state.route_tables.get(table_id)
    routes = case.analysis.routes(table).routes if table else ()
    targets = (target_of(numbered.route) for numbered in routes)
    others = [
        f"{numbered.destination} to {target.id}"
        for numbered, target in zip(routes, targets, strict=True)
        if target.kind != "local"
    ]
    return f"{table_id}, {role}: {names(others) if others else 'local only'}"


def not_hit(case: Case, blockage: Blockage) -> tuple[str, ...]:
    """A note for the failure that comes and goes: which subnets are not hit."""
    others = tuple(each for each in case.job.subnet_ids if each not in blockage.subnets)
    if not others:
        return ()
    verb = "is" if len(others) == 1 else "are"
    return (f"{names(others)} {verb} not hit by this, and SageMaker picks one of the subnets",)
