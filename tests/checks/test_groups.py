"""The words and commands for groups that refuse what the job needs."""

from worlds import GROUP, S3_LIST, case_of, group, job_of, route, table, world

from vpclint.checks.filters.groups import security_group_egress
from vpclint.finding import Finding
from vpclint.settings import Host, NeedsSettings, Settings

HOST = "8.8.8.0/24"
CLOSED = world(
    RouteTables=[table(route("10.0.0.0/16", "local"), route(S3_LIST, "vpce-0000000a"), route(HOST, "nat-1"))],
    SecurityGroups=[group(egress=[])],
)


def said(*hosts: Host) -> Finding:
    [finding] = security_group_egress(case_of(CLOSED, job_of(), Settings(needs=NeedsSettings(internet=hosts))))
    return finding


def test_s3_alone_is_let_out_by_its_prefix_list() -> None:
    finding = said()
    assert finding.message == f"{GROUP} does not allow TCP 443 out to S3"
    assert finding.values == {"group": GROUP, "port": "443", "prefix-list": S3_LIST}


def test_no_command_for_s3_alone_is_given_where_more_is_refused() -> None:
    finding = said(Host("example.com", 443, (HOST,)))
    assert finding.message == f"{GROUP} does not allow TCP 443 out to S3 and example.com"
    assert finding.values["prefix-list"] == ""
