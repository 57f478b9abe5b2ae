"""What is wrong with a state, whatever jobs are judged in it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from vpclint.aws.ec2 import Subnet
from vpclint.checks.input import fact_missing, record_unreadable, state_conflict, state_incomplete, state_stale
from vpclint.decision.export import Export
from vpclint.finding import Affected, Finding, Place, open_question
from vpclint.sources.loading import load_inputs
from vpclint.state.state import Header, State
from vpclint.state.table import MANY, Batch
from vpclint.truth import Fact

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPTIONS = {"state-stale": {"max-age": "30d"}}


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads files that together are one state."""
    monkeypatch.chdir(tmp_path)

    def reading(**files: Any) -> Export:
        for name, content in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(content), "utf-8")
        [state] = load_inputs((".",)).states
        return Export(state, OPTIONS, NOW)

    return reading


def only(findings: Iterator[Finding]) -> Finding:
    [finding] = findings
    return finding


def pointers(finding: Finding) -> list[str]:
    return [place.pointer for place in finding.places]


class TestMissing:
    @staticmethod
    def told(number: int, **fact: str) -> list[Finding]:
        """What is said of questions that each lack the same of another record."""
        facts = [Fact("Subnets", f"subnet-{n}", obtain="aws", **fact) for n in range(number)]
        asked = [open_question(frozenset({each}), affects=(Affected(each.record),)) for each in facts]
        return [*fact_missing([structs.replace(each, rule=f"r{n % 2}") for n, each in enumerate(asked)])]

    def test_up_to_four_records_are_told_one_by_one(self) -> None:
        assert [each.resource for each in self.told(4)] == [f"subnet-{n}" for n in range(4)]

    def test_more_are_one_finding_with_all_that_they_leave_open(self) -> None:
        [finding] = self.told(5, field="State")
        assert finding.message == "State of 5 records in Subnets is not in the state, which leaves open r0 and r1"
        assert finding.notes == ("they are subnet-0, subnet-1, subnet-2 and 2 more", "to get it: aws")
        assert [each.job for each in finding.affects] == [f"subnet-{n}" for n in range(5)]
        assert (finding.resource, finding.leaves_open, len(finding.facts)) == ("Subnets", ("r0", "r1"), 5)

    @pytest.mark.parametrize("number", [1, 4, 6])
    def test_what_is_got_by_several_commands_is_one_finding_with_the_first_of_them(self, number: int) -> None:
        facts = frozenset(Fact("VpcAttributes", obtain=f"aws --vpc-id vpc-{n}") for n in range(number))
        [finding] = fact_missing([structs.replace(open_question(facts), rule="r")])
        assert finding.message == "the state has no VpcAttributes, which leaves open r"
        shown = [f"to get it: aws --vpc-id vpc-{n}" for n in range(min(number, 4))]
        assert [*finding.notes] == shown + ["2 more such commands are not shown"] * (number == 6)
        assert finding.facts == facts

    def test_records_that_are_got_one_by_one_are_folded_as_others_are(self) -> None:
        facts = [Fact("VpcAttributes", f"vpc-{n}", "EnableDnsSupport", obtain=f"aws vpc-{n}") for n in range(5)]
        [finding] = fact_missing([structs.replace(open_question(frozenset(facts)), rule="r")])
        assert finding.message.startswith("EnableDnsSupport of 5 records in VpcAttributes is not in the state")
        assert finding.notes[1:3] == ("to get it: aws vpc-0", "to get it: aws vpc-1")

    @pytest.mark.parametrize(
        ("number", "told"), [(1, "r0"), (4, "r0, r1, r2 and r3"), (5, "5 rules"), (30, "30 rules")]
    )
    def test_many_rules_are_counted_since_the_report_lists_them(self, number: int, told: str) -> None:
        fact = frozenset({Fact("Vpcs")})
        [finding] = fact_missing([structs.replace(open_question(fact), rule=f"r{n}") for n in range(number)])
        assert finding.message == f"the state has no Vpcs, which leaves open {told}"
        assert len(finding.leaves_open) == number

    def test_what_is_lacking_for_another_reason_is_told_apart(self) -> None:
        found = fact_missing(
            [
                open_question(frozenset({Fact("Subnets", f"subnet-{n}", reason=why)}))
                for n in range(5)
                for why in ("the record can't be read", "the records of this id disagree")
            ]
        )
        assert sorted(each.message.partition(",")[0] for each in found) == [
            "5 records in Subnets can't be told: the record can't be read",
            "5 records in Subnets can't be told: the records of this id disagree",
        ]


class TestUnreadable:
    def test_a_record_is_shown_at_the_member_that_is_wrong(self, read: Any) -> None:
        table = {"RouteTableId": "rtb-1", "Routes": [{}, {"State": "active"}, {"State": 7}]}
        finding = only(record_unreadable(read(tables={"RouteTables": [{"RouteTableId": "rtb-0"}, table]})))
        assert (
            finding.message == "rtb-1 in RouteTables can't be read: expected `str`, got `int` - at `$.Routes[2].State`"
        )
        assert (finding.resource, pointers(finding)) == ("rtb-1", ["/RouteTables/1/Routes/2/State"])

    def test_a_record_without_an_id_is_shown_by_its_place(self, read: Any) -> None:
        finding = only(record_unreadable(read(vpcs={"Vpcs": [{"VpcId": "vpc-1"}, {"CidrBlock": "10.0.0.0/16"}]})))
        assert finding.message.startswith("record 1 of Vpcs can't be read: object missing required field")
        assert (finding.resource, pointers(finding)) == ("Vpcs", ["/Vpcs/1"])

    def test_a_key_that_holds_no_list_is_shown_as_a_whole(self, read: Any) -> None:
        finding = only(record_unreadable(read(vpcs={"Vpcs": 7})))
        assert finding.message == "Vpcs can't be read: expected `array`, got `int`"
        assert (finding.resource, pointers(finding)) == ("Vpcs", ["/Vpcs"])

    @pytest.mark.parametrize("number", [2, 4, 5, 1000])
    def test_many_records_with_one_cause_are_one_finding(self, read: Any, number: int) -> None:
        tables = [{"RouteTableId": f"rtb-{n}", "Routes": [{}] * (n % 3) + [{"State": n}]} for n in range(number)]
        finding = only(record_unreadable(read(tables={"RouteTables": tables})))
        assert finding.message.startswith(f"{number} records of RouteTables can't be read: expected `str`, got `int`")
        assert finding.message.endswith("`$.Routes[...].State`")
        assert len(finding.places) == min(number, 4)
        assert finding.places[1].pointer == "/RouteTables/1/Routes/1/State"
        assert [place.note for place in finding.places] == [f"rtb-{n}" for n in range(min(number, 4))]
        assert finding.notes == ((f"{number - 4} more are not shown",) if number > 4 else ())

    def test_two_causes_and_two_files_are_findings_of_their_own(self, read: Any) -> None:
        first = [{"VpcId": "vpc-1", "CidrBlock": 7}, {"VpcId": "vpc-2", "CidrBlock": []}]
        found = [*record_unreadable(read(a={"Vpcs": first}, b={"Vpcs": [{"VpcId": "vpc-3", "CidrBlock": 7}]}))]
        assert sorted((each.resource, each.places[0].file) for each in found) == [
            ("vpc-1", "a.json"),
            ("vpc-2", "a.json"),
            ("vpc-3", "b.json"),
        ]

    def test_a_cause_is_one_whatever_key_stands_twice(self, tmp_path: Path) -> None:
        keys = [n * "x" for n in range(1, 6)]
        records = ",".join(f'{{"VpcId": "vpc-{key}", "{key}": 1, "{key}": 2}}' for key in keys)
        (tmp_path / "vpcs.json").write_text(f'{{"Vpcs": [{records}]}}', "utf-8")
        [state] = load_inputs((str(tmp_path),)).states
        finding = only(record_unreadable(Export(state, OPTIONS, NOW)))
        assert finding.message == "5 records of Vpcs can't be read: the key ... stands twice"

    def test_nothing_is_said_of_what_can_be_read(self, read: Any) -> None:
        assert not [*record_unreadable(read(vpcs={"Vpcs": [{"VpcId": "vpc-1", "State": None}]}))]


class TestIncomplete:
    def test_a_call_is_told_with_what_answers_it(self, read: Any) -> None:
        denied = {"operation": "DescribeVpcs", "outcome": "denied", "detail": "UnauthorizedOperation"}
        calls = [{"operation": "DescribeSubnets", "outcome": "ok"}, denied]
        finding = only(state_incomplete(read(state={"vpclint": {"calls": calls}, "Vpcs": []})))
        assert finding.message == "the call DescribeVpcs was denied"
        assert finding.resource == "DescribeVpcs"
        assert finding.notes == (
            "the header says: UnauthorizedOperation",
            "to get it: aws ec2 describe-vpcs (ec2:DescribeVpcs)",
        )
        assert pointers(finding) == ["/vpclint/calls/1/outcome"]

    def test_the_call_that_lists_is_told_by_its_own_name(self, read: Any) -> None:
        calls = [{"operation": "DescribeManagedPrefixLists", "outcome": "throttled"}]
        finding = only(state_incomplete(read(state={"vpclint": {"calls": calls}})))
        assert finding.notes == ("to get it: aws ec2 describe-managed-prefix-lists (ec2:DescribeManagedPrefixLists)",)

    def test_a_call_without_an_outcome_is_shown_itself(self, read: Any) -> None:
        finding = only(state_incomplete(read(state={"vpclint": {"calls": [{"operation": "DescribeVpcs"}]}})))
        assert finding.message == "the header does not say how the call DescribeVpcs ended"
        assert pointers(finding) == ["/vpclint/calls/0"]

    def test_many_failures_of_one_call_are_one_finding(self, read: Any) -> None:
        calls = [{"operation": "DescribeVpcAttribute", "outcome": "denied", "detail": str(n)} for n in range(100)]
        finding = only(state_incomplete(read(state={"vpclint": {"calls": calls}})))
        assert len(finding.places) == 4
        assert finding.notes[-1] == "96 more are not shown"

    def test_a_call_that_nothing_reads_is_not_told(self, read: Any) -> None:
        calls = [
            {"operation": each, "outcome": "denied"} for each in ("DescribeInstances", "DescribeSecurityGroupRules")
        ]
        assert not [*state_incomplete(read(state={"vpclint": {"calls": calls}, "Vpcs": []}))]

    def test_a_page_names_the_keys_that_it_leaves_open(self, read: Any) -> None:
        finding = only(state_incomplete(read(state={"Vpcs": [], "Subnets": [], "NextToken": "more"})))
        assert finding.message == "the export ends at a page with NextToken, which leaves open Vpcs and Subnets"
        assert (finding.resource, pointers(finding), finding.notes) == ("state.json", ["/NextToken"], ())

    def test_the_page_of_one_call_names_it(self, read: Any) -> None:
        finding = only(state_incomplete(read(a={"Vpcs": [], "NextToken": "more"}, b={"Vpcs": [], "NextToken": "x"})))
        assert finding.resource == "Vpcs"
        assert finding.notes == ("to get it: aws ec2 describe-vpcs (ec2:DescribeVpcs)",)
        assert [place.file for place in finding.places] == ["a.json", "b.json"]

    def test_answers_of_several_regions_in_one_folder_are_told_once(self, read: Any) -> None:
        subnets = [{"SubnetId": f"subnet-{n}", "AvailabilityZone": f"{each}a"} for n, each in enumerate(REGIONS)]
        finding = only(state_incomplete(read(**{f"r{n}": {"Subnets": [each]} for n, each in enumerate(subnets)})))
        assert "answers of eu-west-1 and us-east-1 lie in one folder" in finding.message
        assert [place.file for place in finding.places] == ["r0.json", "r1.json"]

    def test_an_answer_that_does_not_tell_its_subject_is_told(self, read: Any) -> None:
        finding = only(state_incomplete(read(somewhere={"LocationConstraint": "eu-west-1"})))
        assert "GetBucketLocation does not tell its Bucket" in finding.message
        assert finding.resource == "GetBucketLocation"

    def test_a_key_that_is_not_there_is_not_told(self, read: Any) -> None:
        assert not [*state_incomplete(read(vpcs={"Vpcs": []}))]


REGIONS = ("eu-west-1", "us-east-1")


class TestConflict:
    def test_records_that_disagree_are_told_with_what_on(self, read: Any) -> None:
        a, b = ({"SubnetId": "subnet-1", "State": "available", "AvailableIpAddressCount": n} for n in (3, 4))
        finding = only(state_conflict(read(a={"Subnets": [a]}, b={"Subnets": [{"SubnetId": "subnet-0"}, b]})))
        assert finding.message == "the records of subnet-1 disagree on AvailableIpAddressCount: none of them holds"
        assert [*finding.places] == [Place("a.json", "/Subnets/0"), Place("b.json", "/Subnets/1")]
        assert finding.resource == "subnet-1"
        assert "not known which of them is the newest" in finding.notes[0]

    def test_the_newest_holds_where_times_are_known(self) -> None:
        old, new = (batch(f"2026-02-0{n}T00:00:00Z", n) for n in (1, 2))
        finding = only(state_conflict(Export(State({"Subnets": [old, new]}), OPTIONS, NOW)))
        assert finding.message == "the records of subnet-1 disagree on AvailableIpAddressCount: the newest holds"
        assert [*finding.places] == [Place("2.json", "/Subnets/0", "this one holds"), Place("1.json", "/Subnets/0")]
        assert finding.notes == ()

    def test_many_that_disagree_alike_are_one_finding(self, read: Any) -> None:
        a, b = ([{"SubnetId": f"subnet-{n}", "AvailableIpAddressCount": n + m} for n in range(7)] for m in (0, 1))
        b[0]["State"] = "pending"
        other, many = sorted(
            state_conflict(read(a={"Subnets": a}, b={"Subnets": b})), key=lambda each: each.message[-60:]
        )
        assert {other.resource, many.resource} == {"subnet-0", "Subnets"}
        folded = other if other.resource == "Subnets" else many
        assert folded.message == (
            "the records of 6 ids in Subnets disagree on AvailableIpAddressCount: none of them holds"
        )
        assert folded.notes[0] == "they are subnet-1, subnet-2, subnet-3 and 3 more"
        assert len(folded.places) == 4

    def test_the_same_record_twice_is_no_conflict(self, read: Any) -> None:
        assert not [*state_conflict(read(a={"Vpcs": [{"VpcId": "vpc-1"}]}, b={"Vpcs": [{"VpcId": "vpc-1"}]}))]

    def test_very_many_are_one_fact(self, read: Any) -> None:
        a, b = ([{"SubnetId": f"subnet-{n}", "AvailableIpAddressCount": m} for n in range(MANY + 1)] for m in (0, 1))
        state = read(a={"Subnets": a}, b={"Subnets": b}).state
        (fact,) = state.subnets.gaps
        assert fact.reason == f"the records of {MANY + 1} ids disagree"
        assert state.subnets.exists("subnet-7").is_unknown


def batch(time: str, free: int, name: str = "") -> Batch[Any]:
    """A file with one subnet, of which it says when it was taken."""
    record = Subnet(subnet_id="subnet-1", available_ip_address_count=free)
    return Batch(name or f"{free}.json", "/Subnets", (record,), times=(time,))


class TestStale:
    @staticmethod
    def collected(text: str, **options: str) -> list[str]:
        header = Header(collected_at=text, place=Place("state.json", "/vpclint"))
        export = Export(State({}, header), {"state-stale": {"max-age": options.get("age", "30d")}}, NOW)
        findings = [*state_stale(export)]
        assert all(pointers(each) == ["/vpclint/collected_at"] for each in findings)
        return [each.message for each in findings]

    @pytest.mark.parametrize(
        ("text", "age"),
        [
            ("2026-01-30T12:00:00Z", "30d"),
            ("2026-03-01T00:00:00Z", "12h"),
            ("2026-03-01T12:05:00Z", "30d"),
            ("2026-03-01T12:00:00Z", "0h"),
            ("", "0h"),
        ],
    )
    def test_a_state_that_is_young_enough_is_not_told(self, text: str, age: str) -> None:
        assert self.collected(text, age=age) == []

    @pytest.mark.parametrize(
        ("text", "age", "told"),
        [
            ("2026-01-30T11:59:59Z", "30d", "30 days before this run, where max-age is 30d"),
            ("2026-02-28T23:59:59Z", "12h", "12 hours before this run, where max-age is 12h"),
            ("0001-01-01T00:00:00+14:00", "99999d", "days before this run"),
            ("2026-03-01T12:05:01Z", "30d", "which is after this run"),
            ("9999-12-31T23:59:59-12:00", "30d", "which is after this run"),
        ],
    )
    def test_a_state_that_is_too_old_or_to_come_is_told(self, text: str, age: str, told: str) -> None:
        [message] = self.collected(text, age=age)
        assert message.startswith(f"state.json was collected at {text}, ")
        assert told in message

    @pytest.mark.parametrize(
        "text", ["yesterday", "2026-02-28T12:00:00", "2026-02-30T12:00:00Z", "\x1b[31m", "9" * 9999]
    )
    def test_a_time_that_is_none_is_told(self, text: str) -> None:
        [message] = self.collected(text)
        assert "no time of RFC 3339" in message
        assert len(message) < 200
        assert "\x1b" not in message

    def test_a_file_is_as_old_as_its_newest_record_and_a_state_as_its_oldest_file(self) -> None:
        times = [("2026-02-20T00:00:00Z", "a"), ("2019-01-01T00:00:00Z", "a"), ("2026-01-01T00:00:00Z", "b")]
        state = State({"Subnets": [batch(time, 1, f"{name}.json") for time, name in times]})
        finding = only(state_stale(Export(state, OPTIONS, NOW)))
        assert finding.message == (
            "the newest record of b.json was taken at 2026-01-01T00:00:00Z, "
            "59 days before this run, where max-age is 30d"
        )
        assert [*finding.places] == [Place("b.json", "/Subnets/0")]

    def test_what_stands_beside_a_header_has_a_time_of_its_own(self) -> None:
        header = Header(collected_at="2026-02-27T00:00:00Z", place=Place("state.json", "/vpclint"))
        beside = batch("2026-01-01T00:00:00Z", 1, "beside.json"), batch("2019-01-01T00:00:00Z", 1, "state.json")
        finding = only(state_stale(Export(State({"Subnets": beside}, header), OPTIONS, NOW)))
        assert finding.resource == "beside.json"

    def test_the_newest_file_may_be_to_come(self) -> None:
        state = State({"Subnets": [batch(f"{year}-01-01T00:00:00Z", 1, f"{year}.json") for year in (2020, 2026, 2030)]})
        assert {each.resource for each in state_stale(Export(state, OPTIONS, NOW))} == {"2020.json", "2030.json"}

    def test_a_state_without_any_time_is_not_told(self, read: Any) -> None:
        assert not [*state_stale(read(vpcs={"Vpcs": [{"VpcId": "vpc-1"}]}))]
