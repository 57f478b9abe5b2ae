"""Whole answers, kept in `golden/`.

`UPDATE_GOLDEN=1 python -m pytest -n 0 tests/paths/test_golden.py` writes them anew; read the difference before you
keep it.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from worlds import SUBNET, World, acl, entry, group, options, permission, route, table, world

from .asking import (
    CLOSED_EPHEMERAL,
    CLOSED_IN_PART,
    LET_IN,
    LOCAL,
    SECOND,
    TO_NAT,
    TWO_SUBNETS,
    WITH_GROUP,
    ask,
    job,
    linked,
    natted,
)

GOLDEN = Path(__file__).parent / "golden"

Question = tuple[World, tuple[str, ...], int]

QUESTIONS: dict[str, Question] = {
    "s3-by-a-gateway": (world(), (SUBNET, "s3", *WITH_GROUP), 0),
    "s3-without-groups": (world(), (SUBNET, "s3"), 0),
    "objects": (world(BucketLocations=None), (SUBNET, "s3://raw/events/", *WITH_GROUP), 0),
    "closed-ephemeral-range": (CLOSED_EPHEMERAL, (SUBNET, "s3", *WITH_GROUP), 1),
    "ephemeral-range-closed-in-part": (CLOSED_IN_PART, (SUBNET, "s3", *WITH_GROUP), 0),
    "blackhole-before-nat": (
        natted(TO_NAT, route("93.184.0.0/16", "nat-2", state="blackhole")),
        (SUBNET, "93.184.0.0/15:443", *WITH_GROUP),
        1,
    ),
    "part-of-the-internet-dropped": (
        natted(TO_NAT, route("93.184.0.0/16", "nat-2", state="blackhole")),
        (SUBNET, "internet", *WITH_GROUP),
        0,
    ),
    "host-by-nat": (natted(), (SUBNET, "example.com:443", *WITH_GROUP), 0),
    "nat-in-a-private-subnet": (natted(nat_in=SUBNET), (SUBNET, "example.com:443", *WITH_GROUP), 1),
    "closed-group-of-an-endpoint": (linked(ingress=()), (SUBNET, "sts", *WITH_GROUP), 1),
    "service-by-an-endpoint": (linked(ingress=LET_IN), (SUBNET, "sts", *WITH_GROUP), 0),
    "internet-gateway-as-default": (
        natted(route("0.0.0.0/0", "igw-1")),
        (SUBNET, "example.com:443", *WITH_GROUP),
        1,
    ),
    "lists-not-exported": (world(NetworkAcls=None), (SUBNET, "s3", *WITH_GROUP), 3),
    "tables-not-exported": (world(RouteTables=None), (SUBNET, "s3", *WITH_GROUP), 3),
    "subnets-not-exported": (world(Subnets=None, NetworkAcls=[acl()]), (SUBNET, "s3", *WITH_GROUP), 3),
    "transit-gateway": (
        world(RouteTables=[table(LOCAL, route("10.1.0.0/16", "tgw-1"))]),
        (SUBNET, "10.1.2.3:5432"),
        3,
    ),
    "name-servers-of-ones-own": (
        world(DhcpOptions=[options("10.0.1.9")], SecurityGroups=[group(egress=[permission("-1", "0.0.0.0/0")])]),
        (SUBNET, "s3", *WITH_GROUP),
        3,
    ),
    "several-obstacles": (
        world(
            RouteTables=[table(LOCAL)],
            SecurityGroups=[group(), group("sg-0000000b")],
            NetworkAcls=[acl(entry(100, "allow", "52.219.0.0/16", egress=True))],
        ),
        (SUBNET, "s3", *WITH_GROUP, "--security-group", "sg-0000000b"),
        1,
    ),
    "job": (TWO_SUBNETS, ("job.json", "s3"), 1),
    "peers": (TWO_SUBNETS, ("job.json", "peers"), 0),
    "peers-without-rules": (world(SecurityGroups=[group()]), (SUBNET, "peers", *WITH_GROUP), 1),
}
FILES: dict[str, Any] = {"job_json": job(SUBNET, SECOND, EnableInterContainerTrafficEncryption=True)}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_is_the_one_that_is_kept(tmp_path: Path, name: str) -> None:
    held, question, code = QUESTIONS[name]
    run = ask(tmp_path, held, *question, **FILES)
    assert (run.code, run.err) == (code, "")
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(run.out, "utf-8")
    assert run.out == golden.read_text("utf-8")


def test_no_answer_is_kept_that_nothing_gives() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(QUESTIONS)
