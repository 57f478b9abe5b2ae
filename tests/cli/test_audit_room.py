"""A state without any job: whether its subnets have room for the smallest one, and what there is to look at."""

from pathlib import Path
from typing import Any

import pytest

from .running import STATE, SUBNETS, VPC, check, findings, put, report, rules, state

EMPTY = "vpc-0e0e0e0e0e0e0e0e0"


def counted(*counts: int | str | None) -> dict[str, Any]:
    """The good state with its private subnets alone, which have these free addresses; no count where it is None."""
    held = state()
    private = [each for each in held["Subnets"] if each["SubnetId"] in SUBNETS][: len(counts)]
    for each, count in zip(private, counts, strict=True):
        if count is None:
            del each["AvailableIpAddressCount"]
        else:
            each["AvailableIpAddressCount"] = count
    return held | {"Subnets": private}


def audited(folder: Path, held: Any, *arguments: str) -> Any:
    return report(put(folder, {"state.json": held}), "state.json", *arguments)


def answers(found: Any) -> list[str]:
    """The verdicts of the subnets of the only VPC."""
    [vpc] = found["vpcs"]
    return [each["verdict"] for each in vpc["subnets"]]


@pytest.mark.parametrize("counts", [(0, 0), (1, 0), (1, 1)])
def test_a_vpc_in_which_no_subnet_holds_an_instance_will_not_work(tmp_path: Path, counts: tuple[int, ...]) -> None:
    run = check(put(tmp_path, {"state.json": counted(*counts)}), "state.json")
    assert run.code == 1
    assert f"{VPC} (state.json): WILL NOT WORK · a job fits in 0 of 2 subnets" in run.out
    [finding] = findings(report(tmp_path), "subnet-ip-headroom")
    assert (finding["severity"], finding["status"]) == ("error", "fail")
    assert finding["message"].endswith("1 instance needs 2")
    assert finding["affects"][0]["subnets"] == SUBNETS


def test_a_subnet_without_room_is_a_warning_while_another_one_has_it(tmp_path: Path) -> None:
    found = audited(tmp_path, counted(1, 2))
    assert (found["verdict"], answers(found)) == ("pass", ["fail", "pass"])
    [finding] = findings(found, "subnet-ip-headroom")
    assert (finding["severity"], finding["status"], finding["resource"]) == ("warning", "fail", SUBNETS[0])
    assert "a job fits in 1 of 2 subnets" in check(tmp_path, "state.json").out


@pytest.mark.parametrize("count", [-5, None, 100_000])
def test_a_count_that_nobody_can_know_leaves_the_subnet_open(tmp_path: Path, count: int | None) -> None:
    run = check(put(tmp_path, {"state.json": counted(count, count)}), "state.json")
    assert run.code == 3
    assert f"{VPC} (state.json): CANNOT TELL · whether a job could run is unknown in 2 of 2 subnets" in run.out
    missing = findings(report(tmp_path), "fact-missing")
    assert [each["resource"] for each in missing] == sorted(SUBNETS)
    assert {each["message"].partition(" of ")[0] for each in missing} == {"AvailableIpAddressCount"}
    assert [each["affects"][0]["subnets"] for each in missing] == [[each] for each in sorted(SUBNETS)]


def test_an_open_subnet_beside_a_sound_one_is_told(tmp_path: Path) -> None:
    found = audited(tmp_path, counted(None, 250))
    assert (found["verdict"], answers(found)) == ("pass", ["unknown", "pass"])
    assert "a job fits in 1 of 2 subnets, unknown in 1" in check(tmp_path, "state.json").out


def test_a_record_that_can_not_be_read_leaves_the_vpc_open(tmp_path: Path) -> None:
    run = check(put(tmp_path, {"state.json": counted("many", 0)}), "state.json", "--format", "json")
    assert (run.code, run.report["verdict"]) == (3, "unknown")
    assert rules(run.report) >= {"fact-missing"}


CAPACITY = "[capacity]\nconcurrent-jobs = 3\n"


def test_jobs_that_fit_only_in_several_subnets_together_are_warned_of(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": CAPACITY})
    found = audited(tmp_path, counted(2, 4))
    assert (found["verdict"], answers(found)) == ("pass", ["pass", "pass"])
    [finding] = findings(found, "subnet-ip-headroom")
    assert (finding["severity"], finding["affects"][0]["subnets"]) == ("warning", SUBNETS)
    assert "no subnet has room for all jobs at once" in check(tmp_path, "state.json").out


@pytest.mark.parametrize(
    ("counts", "verdicts"),
    [
        ((2, 2), ["fail", "fail"]),
        ((0, 6), ["fail", "pass"]),
        ((2, 6), ["pass", "pass"]),
        ((2, None), ["unknown", "unknown"]),
        ((0, None), ["fail", "unknown"]),
        ((6, None), ["pass", "unknown"]),
    ],
)
def test_the_jobs_that_run_at_once_count(tmp_path: Path, counts: tuple[int | None, ...], verdicts: list[str]) -> None:
    put(tmp_path, {"vpclint.toml": CAPACITY})
    found = audited(tmp_path, counted(*counts))
    assert answers(found) == verdicts
    assert found["verdict"] == min(verdicts, key=["pass", "unknown", "fail"].index)


def test_what_is_kept_in_reserve_is_no_room(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": "[capacity]\nreserve = 8\n"})
    assert answers(audited(tmp_path, counted(9, 10))) == ["fail", "pass"]


def test_a_vpc_without_subnets_is_nothing_to_check(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": state(Subnets=[])})
    run = check(tmp_path, "state.json")
    assert (run.code, run.out) == (2, "")
    assert f"nothing to check: there is no job, and no subnet in {VPC}" in run.err
    run = check(tmp_path, "state.json", "--allow-empty")
    assert run.code == 0
    assert f"no subnet in {VPC}" in run.err
    assert "WORKS" not in run.out


def test_nor_is_one_beside_others(tmp_path: Path) -> None:
    put(tmp_path, {"state.json": state(Vpcs=[*STATE["Vpcs"], STATE["Vpcs"][0] | {"VpcId": EMPTY}])})
    run = check(tmp_path, "state.json", "--format", "json")
    assert (run.code, [each["vpc"] for each in run.report["vpcs"]]) == (0, [VPC])
    assert f"{EMPTY} has no subnets, so there is nothing to check" in run.err
    alone = check(tmp_path, "state.json", "--vpc", EMPTY)
    assert (alone.code, alone.out) == (2, "")
    assert check(tmp_path, "state.json", "--vpc", EMPTY, "--allow-empty").code == 0
