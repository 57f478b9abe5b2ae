"""`vpclint path`: what it takes, what it refuses, and how it ends."""

import json
from pathlib import Path

import pytest
from cli.running import GOOD, put, vpclint
from worlds import GROUP, SUBNET, World, group, permission, route, subnet, table, world

from .asking import LOCAL, SECOND, TWO_SUBNETS, WITH_GROUP, ask, job, natted

NASTY = "\x1b[31m\r\n\x07\u202e\u200b\u2028"
LOST = table(LOCAL)


def last(out: str) -> str:
    return out.rstrip("\n").rpartition("\n")[2]


@pytest.mark.parametrize(
    ("held", "to", "code", "sentence"),
    [
        (world(), "s3", 0, f"{SUBNET} reaches S3 through vpce-0000000a"),
        (world(RouteTables=[LOST]), "s3", 1, f"{SUBNET} does not reach S3: 1 obstacle"),
        (world(NetworkAcls=None), "s3", 3, f"cannot tell whether {SUBNET} reaches S3: the state has no NetworkAcls"),
        (natted(), "1.2.3.4:443", 0, f"{SUBNET} reaches 1.2.3.4:443 through nat-1"),
        (natted(), "1.2.3.4/32:443", 0, f"{SUBNET} reaches 1.2.3.4/32:443 through nat-1"),
        (natted(), "example.com:8443", 1, f"{SUBNET} does not reach example.com:8443: 1 obstacle"),
        (natted(), "internet:443", 0, f"{SUBNET} reaches the internet at port 443 through nat-1"),
        (natted(), "ecr.api", 0, f"{SUBNET} reaches ecr.api through nat-1"),
        (world(), "dynamodb", 1, f"{SUBNET} does not reach dynamodb: 1 obstacle"),
        (world(), "peers", 0, f"{SUBNET} reaches the other instances of the job"),
    ],
)
def test_the_last_line_and_the_exit_code_are_the_answer(
    tmp_path: Path, held: World, to: str, code: int, sentence: str
) -> None:
    if to == "dynamodb":
        held = world(PrefixLists=[*held["PrefixLists"], DYNAMODB_LIST], SecurityGroups=OPEN)
    run = ask(tmp_path, held, SUBNET, to, *WITH_GROUP)
    assert (run.code, last(run.out), run.err) == (code, sentence, "")


DYNAMODB_LIST = {
    "PrefixListId": "pl-0000000d",
    "PrefixListName": "com.amazonaws.eu-central-1.dynamodb",
    "Cidrs": ["52.94.0.0/22"],
}
OPEN = [group(egress=[permission("-1", "0.0.0.0/0")])]


@pytest.mark.parametrize(
    ("source", "to", "options", "said"),
    [
        ("subnet-0000000f", "s3", (), "subnet-0000000f is not in the state, did you mean subnet-0000000a?"),
        ("subnet-1", "s3", (), "'subnet-1' is no id of a subnet"),
        ("subnet-0000000A", "s3", (), "is no id of a subnet"),
        (SUBNET, "s3", ("--security-group", "sg-1"), "'sg-1' is no id of a security group"),
        (
            SUBNET,
            "s3",
            ("--security-group", "sg-0000000f"),
            "sg-0000000f is not in the state, did you mean sg-0000000a?",
        ),
        (SUBNET, "peers", (), "--security-group"),
        (SUBNET, "stss", (), "did you mean 'sts'?"),
        (SUBNET, "example.com:0", (), "ends in no port from 1 to 65535"),
        ("missing.json", "s3", (), "'missing.json' is neither a subnet nor a file"),
        ("", "s3", (), "'' is neither a subnet nor a file: a way begins at the id of a subnet"),
        ("vpc-0000000a", "s3", (), "'vpc-0000000a' is neither a subnet nor a file"),
        ("http://x:443", "s3", (), "'http://x:443' is neither a subnet nor a file"),
        ("x" * 10_000, "s3", (), f"'{'x' * 79}…' is neither a subnet nor a file"),
        (".", "s3", (), "'.' is a folder: a way begins at the id of a subnet"),
        (SUBNET, "s3://a b/x", (), "'a b' is no name of a bucket"),
        ("broken.json", "s3", (), "broken.json:1:"),
        ("state.json", "s3", (), "state.json holds no job"),
        (
            "two.json",
            "s3",
            (),
            "two.json holds 2 jobs, and a way is asked for one, with two.json#NAME or two.json#2: two.json#1",
        ),
        ("job.json", "s3", WITH_GROUP, "a job names its own security groups"),
        ("wrong.json", "s3", (), "'subnet-1' is no id of a subnet"),
        ("lost.json", "s3", (), "subnet-0000000f is not in the state"),
        ("outside.json", "s3", (), "the job runs outside of any VPC of yours"),
    ],
)
def test_what_can_not_be_asked_is_a_usage_error(
    tmp_path: Path, source: str, to: str, options: tuple[str, ...], said: str
) -> None:
    files = {
        "job_json": job(),
        "broken_json": "{",
        "two_json": [job(), job()],
        "wrong_json": job("subnet-1"),
        "lost_json": job("subnet-0000000f"),
        "outside_json": {"EnableNetworkIsolation": False},
    }
    run = ask(tmp_path, world(), source, to, *options, **files)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


def test_a_question_needs_a_state(tmp_path: Path) -> None:
    run = vpclint(put(tmp_path, {"job.json": job()}), "path", "job.json", "s3")
    assert (run.code, run.out) == (2, "")
    assert "--state FILE" in run.err
    run = vpclint(tmp_path, "path", SUBNET, "s3", "--state", "job.json")
    assert (run.code, run.out) == (2, "")
    run = vpclint(tmp_path, "path", SUBNET, "s3", "--state", "nothing.json")
    assert (run.code, run.out) == (2, "")
    assert "nothing.json" in run.err


def test_the_state_may_come_from_the_configuration_or_from_beside_the_job(tmp_path: Path) -> None:
    put(tmp_path, {"states/one.json": world(), "vpclint.toml": "[inputs]\nstate = ['states/*.json']\n"})
    assert vpclint(tmp_path, "path", SUBNET, "s3").code == 0
    put(tmp_path, {"both.json": [job(), world(RouteTables=[LOST])]})
    assert vpclint(tmp_path, "path", "both.json", "s3").code == 1
    assert vpclint(tmp_path, "path", "both.json", "s3", "--state", "states").code == 0
    assert vpclint(put(tmp_path, {"other.toml": ""}), "path", SUBNET, "s3", "--config", "other.toml").code == 2


def test_of_several_states_the_one_that_knows_the_subnet_is_asked(tmp_path: Path) -> None:
    put(tmp_path, {"a.json": world(), "b.json": world(Subnets=[subnet(SECOND)], SecurityGroups=[group("sg-0000000b")])})
    question = ("path", SECOND, "s3", "--security-group", "sg-0000000b", "--state", "a.json", "--state", "b.json")
    run = vpclint(tmp_path, *question)
    assert run.code == 1
    assert "b.json:" in run.out
    assert "a.json:" not in run.out


def test_cannot_tell_may_be_ignored(tmp_path: Path) -> None:
    question = (SUBNET, "s3", *WITH_GROUP)
    assert ask(tmp_path, world(NetworkAcls=None), *question).code == 3
    assert ask(tmp_path, world(NetworkAcls=None), *question, "--unknown", "ignore").code == 0
    assert ask(tmp_path, world(RouteTables=[LOST], NetworkAcls=None), *question, "--unknown", "ignore").code == 1
    put(tmp_path, {"vpclint.toml": 'unknown = "ignore"'})
    assert ask(tmp_path, world(NetworkAcls=None), *question).code == 0


def test_strict_assumes_nothing(tmp_path: Path) -> None:
    question = (SUBNET, "s3://raw/events/", *WITH_GROUP)
    assert "assumed: bucket raw is in eu-central-1" in ask(tmp_path, world(BucketLocations=None), *question).out
    strict = ask(tmp_path, world(BucketLocations=None), *question, "--strict")
    assert (strict.code, "assumed" in strict.out) == (3, False)


@pytest.mark.parametrize(("answer", "code"), [("yes", 0), ("no", 1)])
def test_what_the_settings_assume_is_listed_where_it_was_open(tmp_path: Path, answer: str, code: int) -> None:
    lines = ['rule = "path-leaves-the-vpc"', f'answer = "{answer}"', 'reason = "tested monthly"']
    assume = "\n".join("\n".join(["[[assume]]", f'resource = "{each}"', *lines]) for each in ("tgw-1", "tgw-2"))
    held = world(RouteTables=[table(LOCAL, route("10.1.0.0/16", "tgw-1"))])
    run = ask(tmp_path, held, SUBNET, "10.1.2.3:5432", vpclint_toml=assume)
    assert run.code == code
    assert "\nassumed: path-leaves-the-vpc of tgw-1 " in run.out
    assert "tgw-2" not in run.out + run.err


def test_a_state_beside_a_broken_one_is_asked_and_the_breakage_is_told(tmp_path: Path) -> None:
    put(tmp_path, {"broken.json": '{"Vpcs": [}'})
    run = ask(tmp_path, world(), SUBNET, "s3", "--state", "broken.json")
    assert run.code == 2
    assert "error: broken.json:1:" in run.out
    assert last(run.out).endswith("through vpce-0000000a")


def test_where_no_state_can_be_read_each_file_is_told_up_to_a_few(tmp_path: Path) -> None:
    put(tmp_path, {f"states/{number:02}.json": '{"Vpcs": [}' for number in range(23)})
    run = vpclint(tmp_path, "path", SUBNET, "s3", "--state", "states")
    lines = run.err.splitlines()
    assert (run.code, run.out, len(lines)) == (2, "", 22)
    assert lines[1].startswith("vpclint: states/01.json:1:")
    assert lines[-1] == "vpclint: 2 more files and folders can't be read"


def test_each_subnet_of_a_job_is_asked_with_the_groups_of_the_job(tmp_path: Path) -> None:
    run = ask(tmp_path, TWO_SUBNETS, "job.json", "s3", job_json=job(SUBNET, SECOND, SUBNET))
    assert run.code == 1
    assert last(run.out) == (f"{SUBNET} reaches S3 through vpce-0000000a, {SECOND} does not reach S3: 1 obstacle")
    assert run.out.count(f" with {GROUP} to S3\n") == 2
    run = ask(tmp_path, world(SecurityGroups=[group()]), "job.json", "s3", job_json=job())
    assert "error[security-group-egress]" in run.out


def test_what_a_job_needs_besides_is_not_asked(tmp_path: Path) -> None:
    run = ask(tmp_path, world(Subnets=[subnet(free=0)]), "job.yaml", "s3", job_yaml=json.dumps(GOOD["job"]))
    assert run.code == 2
    whole = GOOD["job"] | {"NetworkConfig": job()}
    run = ask(tmp_path, world(Subnets=[subnet(free=0)]), "job.json", "s3", job_json=whole)
    assert (run.code, last(run.out)) == (0, f"{SUBNET} reaches S3 through vpce-0000000a")


def test_encrypted_peers_need_more_than_tcp(tmp_path: Path) -> None:
    tcp = world(
        SecurityGroups=[
            group(ingress=[permission("tcp", GROUP, ports=(0, 65535))], egress=[permission("-1", "0.0.0.0/0")])
        ]
    )
    assert ask(tmp_path, tcp, "job.json", "peers", job_json=job()).code == 0
    encrypted = ask(tmp_path, tcp, "job.json", "peers", job_json=job(EnableInterContainerTrafficEncryption=True))
    assert encrypted.code == 1
    assert "error[security-group-encryption-ports] · ENI_SG_RULES_MISMATCH" in encrypted.out


def test_a_missing_fact_is_told_with_the_way_to_get_it(tmp_path: Path) -> None:
    run = ask(tmp_path, world(RouteTables=None), SUBNET, "s3", *WITH_GROUP)
    assert "to get it: aws ec2 describe-route-tables (ec2:DescribeRouteTables)\n" in run.out
    assert run.out.count("to get it") == 1


def test_the_command_that_repairs_it_is_shown(tmp_path: Path) -> None:
    run = ask(tmp_path, world(RouteTables=[LOST]), SUBNET, "s3", *WITH_GROUP)
    command = "aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-0000000a --add-route-table-ids rtb-0000000a"
    assert f"\nhelp: {command}\n" in run.out


def test_colour_is_for_those_who_want_it(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": world(RouteTables=[LOST])})
    question = ("path", SUBNET, "s3", "--state", "state.json")
    assert "\x1b" not in vpclint(tmp_path, *question).out
    assert "\x1b[1;31mfail    \x1b[0m" in vpclint(tmp_path, *question, FORCE_COLOR="1").out


def test_no_text_from_outside_is_printed_raw(tmp_path: Path) -> None:
    list_id = f"pl-{NASTY}"
    routes = route("0.0.0.0/0", f"nat-{NASTY}"), route(list_id, "vpce-0000000a"), route("5.0.0.0/8", f"eni-{NASTY}")
    hostile = natted(*routes)
    hostile["RouteTables"][0] |= {"RouteTableId": f"rtb-{NASTY}"}
    hostile["SecurityGroups"][0]["IpPermissionsEgress"].append(permission("tcp", f"pl-{NASTY}", ports=(443, 443)))
    hostile["DhcpOptions"][0]["DhcpOptionsId"] = f"dopt-{NASTY}"
    hostile["Vpcs"][0]["DhcpOptionsId"] = f"dopt-{NASTY}"
    for to in ("s3", "example.com:443", "5.5.5.5:80", NASTY, f"{NASTY}:443", f"s3://{NASTY}/"):
        run = ask(tmp_path, hostile, SUBNET, to, *WITH_GROUP)
        assert run.code < 4, run.err
        assert all(char.isprintable() or char == "\n" for char in run.out + run.err), ascii(run.out)
        as_json = ask(tmp_path, hostile, SUBNET, to, *WITH_GROUP, "--format", "json").out
        assert all(char.isprintable() or char == "\n" for char in as_json), ascii(as_json)
    for source in (f"subnet-{NASTY}", f"{NASTY}.json"):
        run = ask(tmp_path, hostile, source, "s3")
        assert run.code == 2
        assert all(char.isprintable() or char == "\n" for char in run.err)


@pytest.mark.parametrize("which", ["b", "2"])
def test_one_of_several_jobs_in_a_file_is_asked_for(tmp_path: Path, which: str) -> None:
    two = [{"ProcessingJobName": name, "NetworkConfig": job(f"subnet-0000000{name}")} for name in "ab"]
    second = subnet("subnet-0000000b", "10.0.2.0/24")
    run = ask(tmp_path, world(Subnets=[subnet(), second]), f"two.json#{which}", "s3", two_json=two)
    assert run.code == 0, run.err
    assert "subnet-0000000b" in run.out
    assert SUBNET not in run.out
