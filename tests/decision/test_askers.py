"""Who asks: an interface in a subnet that is named by its id, or the job of a file."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from worlds import GROUP, SUBNET, job_of, state_of, world

from vpclint.decision.askers import NAME, asker_named, chosen_of, file_and_job, prepared, the_only_job
from vpclint.errors import UsageError
from vpclint.workload.job import Job, ObjectUri, Reference, Transfer
from vpclint.workload.needs import InternetNeed, PeerNeed, S3Need

STATE = state_of(world())
HOST = InternetNeed("example.com")


def named(source: str = SUBNET, *groups: str) -> Job:
    found = asker_named(source, groups or (GROUP,))
    assert found is not None
    return found


def test_an_id_of_a_subnet_is_an_interface_there_with_the_groups() -> None:
    job = named(SUBNET, GROUP, "sg-0000000b")
    assert (job.name, job.file, job.vpc_config) == (NAME, "command line", "")
    assert NAME == "command line"
    assert job.subnets == (Reference(SUBNET, ""),)
    assert job.security_groups == (Reference(GROUP, ""), Reference("sg-0000000b", ""))


@pytest.mark.parametrize("source", ["job.json", "subnet-jobs.yaml", "jobs/subnet-0000000a", "vpc-0000000a", ""])
def test_all_else_is_a_file(source: str) -> None:
    assert asker_named(source, ()) is None


def test_a_file_with_one_job_asks_for_it() -> None:
    assert the_only_job("job.json", [job_of()], ()) == job_of()


def called(*names: str) -> list[Job]:
    return [structs.replace(job_of(), name=name) for name in names]


ONE_OF_TWO = "job.json holds 2 jobs, and a way is asked for one, with job.json#NAME or job.json#2: "


@pytest.mark.parametrize(
    ("jobs", "groups", "message"),
    [
        ([], (), "job.json holds no job, and is no id of a subnet"),
        (
            called("a", "b"),
            (),
            "job.json holds 2 jobs, and a way is asked for one, with job.json#NAME or job.json#2: a, b",
        ),
        (
            called(*"abcdefg"),
            (),
            "job.json holds 7 jobs, and a way is asked for one, with job.json#NAME or job.json#2: a, b, c, d, e",
        ),
        (
            called("a" * 61, "b" * 60),
            (),
            ONE_OF_TWO + f"{'a' * 59}…, {'b' * 60}",
        ),
        ([job_of()], (GROUP,), "a job names its own security groups: --security-group goes with a subnet"),
        (
            [structs.replace(job_of(), subnets=())],
            (),
            "job.json names no subnets: the job runs outside of any VPC of yours",
        ),
    ],
)
def test_a_file_without_one_job_of_a_vpc_asks_nothing(jobs: list[Job], groups: Any, message: str) -> None:
    with pytest.raises(UsageError) as error:
        the_only_job("job.json", jobs, groups)
    assert str(error.value) == message


def test_the_name_of_a_file_is_cut_where_it_fills_the_screen() -> None:
    for source, shown in (("f" * 200, "f" * 200), ("f" * 201, f"{'f' * 199}…")):
        with pytest.raises(UsageError) as error:
            the_only_job(source, [], ())
        assert str(error.value) == f"{shown} holds no job, and is no id of a subnet"


@pytest.mark.parametrize(
    ("job", "message"),
    [
        (named("subnet-1"), "'subnet-1' is no id of a subnet: subnet- and 8 or 17 hexadecimal digits"),
        (named(SUBNET, "sg-1"), "'sg-1' is no id of a security group: sg- and 8 or 17 hexadecimal digits"),
        (named("subnet-ffffffff"), "subnet-ffffffff is not in the state"),
        (named("subnet-0000000b"), "subnet-0000000b is not in the state, did you mean subnet-0000000a?"),
        (named(SUBNET, "sg-0000000f"), "sg-0000000f is not in the state, did you mean sg-0000000a?"),
    ],
)
def test_ids_that_are_none_or_surely_not_there_are_refused(job: Job, message: str) -> None:
    with pytest.raises(UsageError) as error:
        prepared(job, HOST, STATE)
    assert str(error.value) == message


def test_ids_that_may_be_there_are_asked_for() -> None:
    hidden = state_of(world(Subnets=None, SecurityGroups=None, NetworkAcls=[]))
    assert prepared(named("subnet-ffffffff", "sg-ffffffff"), HOST, hidden).subnet_ids == ("subnet-ffffffff",)


def test_peers_need_groups() -> None:
    bare = asker_named(SUBNET, ())
    assert bare is not None
    with pytest.raises(UsageError, match="only security groups decide about peers"):
        prepared(bare, PeerNeed(encrypted=False), STATE)
    assert prepared(named(), PeerNeed(encrypted=False), STATE).group_ids == (GROUP,)


def test_a_job_asks_for_nothing_but_the_need() -> None:
    transfer = Transfer("input", "", ObjectUri("s3://other/key", "other", "key"), "")
    asked = prepared(structs.replace(job_of(), instances_given=False), S3Need(transfer), STATE)
    assert (asked.transfers, asked.transfers_given, asked.instances_given) == ((transfer,), True, True)
    assert prepared(job_of(), S3Need(), STATE).transfers == ()
    assert prepared(job_of(), HOST, STATE).transfers == ()


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("job.json", ("job.json", "")),
        ("job.json#2", ("job.json", "2")),
        ("a#b/job.json#features", ("a#b/job.json", "features")),
        ("#2", ("#2", "")),
        ("job.json#", ("job.json#", "")),
        ("there#2", ("there#2", "")),
    ],
)
def test_a_job_of_several_is_named_behind_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, meant: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there#2").touch()
    assert file_and_job(source) == meant


@pytest.mark.parametrize(("wanted", "names"), [("", "ab2"), ("b", "b"), ("1", "a"), ("2", "2")])
def test_a_name_goes_before_a_number(wanted: str, names: str) -> None:
    assert [job.name for job in chosen_of("job.json", called(*"ab2"), wanted)] == [*names]


@pytest.mark.parametrize("wanted", ["c", "0", "4", "-1"])
def test_a_job_that_is_not_there_is_told_with_those_that_are(wanted: str) -> None:
    with pytest.raises(UsageError, match=f"job.json holds no job '{wanted}': its jobs are a, b"):
        chosen_of("job.json", called(*"ab"), wanted)
