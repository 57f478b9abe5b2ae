"""The words and commands for groups that refuse what the job needs."""

import shlex
from pathlib import Path

import pytest
from cli.running import findings, good_folder, report
from worlds import GROUP, S3_LIST, case_of, group, job_of, permission, route, table, world

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
    assert finding.values == {"group": GROUP, "port": "443", "prefix-list": S3_LIST, "destination": ("S3",)}


def test_no_command_for_s3_alone_is_given_where_more_is_refused() -> None:
    finding = said(Host("example.com", 443, (HOST,)))
    assert finding.message == f"{GROUP} does not allow TCP 443 out to S3 and example.com"
    assert finding.values["prefix-list"] == ""
    assert "ranges" not in finding.values


LETS_S3_OUT = CLOSED | {"SecurityGroups": [group(egress=[permission("tcp", S3_LIST, ports=(443, 443))])]}


@pytest.mark.parametrize(
    ("blocks", "ranges"),
    [
        ((HOST,), "{CidrIp=8.8.8.0/24}"),
        (("8.8.8.8/32", "8.8.8.32/28"), "{CidrIp=8.8.8.8/32},{CidrIp=8.8.8.32/28}"),
        (tuple(f"8.8.8.{n}/32" for n in range(0, 18, 2)), "{CidrIp=0.0.0.0/0}"),
        ((), "{CidrIp=0.0.0.0/0}"),
    ],
)
def test_a_host_is_let_out_to_by_its_port_and_blocks(blocks: tuple[str, ...], ranges: str) -> None:
    needs = NeedsSettings(internet=(Host("example.com", 8443, blocks),))
    [finding] = security_group_egress(case_of(LETS_S3_OUT, job_of(), Settings(needs=needs)))
    opened = {name: finding.values[name] for name in ("destination", "from-port", "to-port", "ranges")}
    assert opened == {"destination": ("example.com",), "from-port": "8443", "to-port": "8443", "ranges": ranges}


def test_the_command_for_a_host_is_one_word_for_its_permission(tmp_path: Path) -> None:
    [found] = findings(
        report(good_folder(tmp_path), ".", "--need-internet", "example.com:8443"), "security-group-egress"
    )
    [command] = found["remedy"]["aws_cli"]
    wanted = "IpProtocol=tcp,FromPort=8443,ToPort=8443,IpRanges=[{CidrIp=0.0.0.0/0}]"
    assert shlex.split(command)[-2:] == ["--ip-permissions", wanted]
    assert "and allow TCP 8443 to example.com" in found["remedy"]["text"]
