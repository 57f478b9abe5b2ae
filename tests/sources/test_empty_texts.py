"""An empty text in a record is a member that is missing, and an empty id makes no record."""

from pathlib import Path
from typing import Any

import pytest
from cli.running import JOB, STATE, SUBNETS, VPC, at, findings, put, report, state


def judged(folder: Path, given: Any) -> Any:
    """The report on the good job in this state."""
    return report(put(folder, {"state.json": given, "job.json": JOB}), "state.json", "job.json")


@pytest.mark.parametrize("member", ["State", "VpcId", "AvailabilityZone", "OwnerId"])
def test_an_empty_text_is_a_member_that_is_missing(tmp_path: Path, member: str) -> None:
    path = at("Subnets", member, SubnetId=SUBNETS[0])
    missing = state()
    del missing["Subnets"][path[1]][member]
    assert judged(tmp_path, state((path, ""))) == judged(tmp_path, missing)


def test_an_empty_target_beside_another_one_is_not_set(tmp_path: Path) -> None:
    held = state()
    for each in (route for table in held["RouteTables"] for route in table["Routes"]):
        each.update(dict.fromkeys({"NatGatewayId", "TransitGatewayId", "GatewayId"} - each.keys(), ""))
    assert judged(tmp_path, held)["verdict"] == "pass"


@pytest.mark.parametrize("key", [key for key, records in STATE.items() if isinstance(records, list)])
def test_no_empty_text_proves_that_the_job_will_not_work(tmp_path: Path, key: str) -> None:
    for index, record in enumerate(STATE[key]):
        for member in (name for name, value in record.items() if isinstance(value, str)):
            if member != "LocationConstraint":  # an empty one is us-east-1
                found = judged(tmp_path, state(((key, index, member), "")))
                assert found["verdict"] != "fail", (index, member)


def test_a_record_with_an_empty_id_may_be_any_that_is_not_there(tmp_path: Path) -> None:
    held = state(Subnets=[each for each in STATE["Subnets"] if each["SubnetId"] != SUBNETS[0]])
    held["Subnets"].append({"SubnetId": "", "VpcId": VPC})
    found = judged(tmp_path, held)
    assert (found["verdict"], findings(found, "subnet-not-found")) == ("unknown", [])
