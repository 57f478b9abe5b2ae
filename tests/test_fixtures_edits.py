import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.edits import Edit, EditError, apply, ids_by_name, parse_edit, resolve

DOCUMENTS: dict[str, Any] = {
    "state": {
        "Subnets": [
            {"SubnetId": "subnet-1", "VpcId": "vpc-1", "Free": 4, "Tags": [{"Key": "Name", "Value": "left"}]},
            {"SubnetId": "subnet-2", "VpcId": "vpc-1", "Free": 5, "Tags": [{"Key": "Name", "Value": "right"}]},
        ],
        "SecurityGroups": [
            {
                "GroupId": "sg-1",
                "GroupName": "jobs",
                "IpPermissions": [
                    {"FromPort": 443, "PrefixListIds": [{"PrefixListId": "pl-1"}], "UserIdGroupPairs": []},
                    {"FromPort": 22, "PrefixListIds": [], "UserIdGroupPairs": [{"GroupId": "sg-1"}]},
                ],
            }
        ],
        "VpcEndpoints": [{"VpcEndpointId": "vpce-1", "RouteTableIds": ["rtb-1", "rtb-2"], "Tags": []}],
        "RouteTables": [
            {
                "RouteTableId": "rtb-2",
                "Routes": [{"Destination": "10.0.0.0/8", "GatewayId": "local"}, {"GatewayId": "igw-1"}],
                "Associations": [{"SubnetId": "subnet-2"}],
                "Tags": [{"Key": "Owner", "Value": "left"}, {"Key": "Name", "Value": "table"}],
            }
        ],
        "InternetGateways": [{"InternetGatewayId": "igw-1", "Tags": [{"Key": "Name", "Value": "internet"}]}],
    },
    "job": {"Subnets": ["subnet-1"], "a/b": 1, "c~d": 2},
}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=3), inner),
)


def change(*edits: dict[str, Any]) -> dict[str, Any]:
    return apply(DOCUMENTS, [parse_edit(edit) for edit in edits])


@pytest.mark.parametrize(
    "path",
    [
        "state/Subnets/right/Free",
        "state/Subnets/subnet-2/Free",
        "state/Subnets/1/Free",
    ],
)
def test_a_record_goes_by_its_name_its_id_or_its_index(path: str) -> None:
    changed = change({"set": path, "to": 9})
    assert [subnet["Free"] for subnet in changed["state"]["Subnets"]] == [4, 9]


def test_a_record_goes_by_the_name_of_a_resource_whose_id_it_holds() -> None:
    changed = change({"remove": "state/RouteTables/table/Routes/internet"})
    assert [route["GatewayId"] for route in changed["state"]["RouteTables"][0]["Routes"]] == ["local"]


@pytest.mark.parametrize(("mentioned", "left"), [("jobs", 443), ("pl-1", 22)])
def test_a_record_goes_by_what_it_mentions_inside(mentioned: str, left: int) -> None:
    changed = change({"remove": f"state/SecurityGroups/jobs/IpPermissions/{mentioned}"})
    assert [rule["FromPort"] for rule in changed["state"]["SecurityGroups"][0]["IpPermissions"]] == [left]


def test_a_records_own_field_comes_before_what_another_mentions() -> None:
    added = {"Associations": [{"GatewayId": "x"}], "RouteTableId": "rtb-9"}
    changed = change(
        {"add": "state/RouteTables/-", "value": added},
        {"add": "state/RouteTables/-", "value": {"RouteTableId": "x"}},
        {"remove": "state/RouteTables/x"},
    )
    assert [table["RouteTableId"] for table in changed["state"]["RouteTables"]] == ["rtb-2", "rtb-9"]


def test_an_id_in_a_list_goes_by_the_name_of_its_resource() -> None:
    changed = change({"remove": "state/VpcEndpoints/0/RouteTableIds/table"})
    assert changed["state"]["VpcEndpoints"][0]["RouteTableIds"] == ["rtb-1"]


@pytest.mark.parametrize(("place", "expected"), [("-", ["s", "t"]), ("0", ["t", "s"]), ("1", ["s", "t"])])
def test_a_list_is_added_to_at_its_end_or_at_an_index(place: str, expected: list[str]) -> None:
    changed = apply({"job": ["s"]}, [Edit("add", f"job/{place}", "t")])
    assert changed == {"job": expected}


def test_a_new_key_is_added_and_a_key_is_removed() -> None:
    changed = change({"add": "job/New", "value": {"x": []}}, {"remove": "job/Subnets"})
    assert changed["job"] == {"a/b": 1, "c~d": 2, "New": {"x": []}}


def test_a_whole_document_can_be_replaced_or_removed() -> None:
    assert change({"set": "job", "to": 1}, {"remove": "state"}) == {"job": 1}


@pytest.mark.parametrize(("segment", "key"), [("a~1b", "a/b"), ("c~0d", "c~d")])
def test_slash_and_tilde_are_escaped_as_in_a_json_pointer(segment: str, key: str) -> None:
    assert change({"set": f"job/{segment}", "to": 7})["job"][key] == 7


def test_a_value_refers_to_ids_by_name_at_any_depth() -> None:
    changed = change({"set": "job/Subnets", "to": [{"id": "right"}, {"Deep": {"id": "internet"}}]})
    assert changed["job"]["Subnets"] == ["subnet-2", {"Deep": "igw-1"}]


def test_a_value_can_be_put_together_from_texts_and_ids() -> None:
    assert resolve({"Arn": {"join": ["vpc/", {"id": "ml"}]}}, {"ml": "vpc-1"}) == {"Arn": "vpc/vpc-1"}


def test_a_value_can_be_the_json_text_of_what_is_written() -> None:
    assert resolve({"Policy": {"json": {"Vpce": {"id": "s3"}}}}, {"s3": "vpce-1"}) == {"Policy": '{"Vpce": "vpce-1"}'}


def test_a_name_outlives_its_resource_and_a_new_resource_has_its_own() -> None:
    new = {"SubnetId": "subnet-3", "Tags": [{"Key": "Name", "Value": "new"}]}
    changed = change(
        {"remove": "state/Subnets/left"},
        {"add": "state/Subnets/-", "value": new},
        {"set": "job/Subnets", "to": [{"id": "left"}, {"id": "new"}]},
    )
    assert changed["job"]["Subnets"] == ["subnet-1", "subnet-3"]


def test_names_are_name_tags_or_else_a_groups_own_name() -> None:
    names = {"left": "subnet-1", "right": "subnet-2", "jobs": "sg-1", "table": "rtb-2", "internet": "igw-1"}
    assert ids_by_name(DOCUMENTS["state"]) == names


def test_the_given_documents_stay_as_they_are() -> None:
    before = copy.deepcopy(DOCUMENTS)
    change({"set": "state/Subnets/left/Free", "to": 0}, {"remove": "job"})
    assert before == DOCUMENTS


@given(JSON)
def test_a_value_without_references_is_itself(value: object) -> None:
    assert resolve(value, {}) == value


@given(st.lists(st.sampled_from(["left", "right"])))
def test_edits_are_made_in_their_order(names: list[str]) -> None:
    edits = [Edit("set", f"state/Subnets/{name}/Free", number) for number, name in enumerate(names)]
    last = {name: number for number, name in enumerate(names)}
    before = {"left": 4, "right": 5}
    changed = apply(DOCUMENTS, edits)["state"]["Subnets"]
    assert [subnet["Free"] for subnet in changed] == list((before | last).values())


@pytest.mark.parametrize(
    "written",
    [
        {},
        None,
        "remove",
        {"remove": 1},
        {"remove": "job", "to": 1},
        {"set": "job"},
        {"set": "job", "value": 1},
        {"add": "job/x", "to": 1},
        {"add": "job/x", "value": 1, "set": "job"},
        {"replace": "job", "to": 1},
    ],
)
def test_what_is_no_edit_is_refused(written: object) -> None:
    with pytest.raises(EditError, match=r"an edit is `set` with `to`, `add` with `value`, or `remove` alone"):
        parse_edit(written)


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit("remove", "jobs"), r"there is no `jobs`; there are job, state$"),
        (Edit("set", "job/Subnet", []), r"there is no `Subnet`; there are Subnets, a/b, c~d$"),
        (Edit("add", "job/Subnets", []), r"`Subnets` is there already: `set` it$"),
        (Edit("set", "state/Subnets/middle/Free", 1), r"no record is `middle`; there are left, right$"),
        (Edit("remove", "state/Subnets/2"), r"no record is `2`; there are left, right$"),
        (Edit("remove", "state/Subnets/vpc-1"), r"`vpc-1` is several records; say which by index$"),
        (Edit("remove", "state/RouteTables/table/Routes/-"), r"no record is `-`; there are igw-1, local$"),
        (Edit("remove", "job/a~1b/c"), r"`c` leads into 1, which holds nothing$"),
        (Edit("add", "job/a~1b/c", 1), r"nothing can be added inside of 1$"),
        (Edit("add", "job/Subnets/2", 1), r"at `-`, its end, or at an index up to 1, not at `2`$"),
        (Edit("add", "job/Subnets/x", 1), r"at `-`, its end, or at an index up to 1, not at `x`$"),
        (Edit("add", "job/New", {"id": "nobody"}), r"nothing is called `nobody`; there are internet, jobs, left,"),
        (Edit("remove", "state/VpcEndpoints/0/Tags/0"), r"no record is `0`; there are none$"),
    ],
)
def test_an_edit_that_leads_nowhere_is_named_with_what_is_there(edit: Edit, message: str) -> None:
    with pytest.raises(EditError, match=message) as raised:
        apply(DOCUMENTS, [Edit("set", "job/Subnets/0", "subnet-2"), edit])
    assert str(raised.value).startswith(f"edit 2 ({edit}): ")


def test_one_name_for_two_resources_is_refused() -> None:
    twin = {"VpcId": "vpc-1", "Tags": [{"Key": "Name", "Value": "left"}]}
    with pytest.raises(EditError, match="`left` is the name of both"):
        apply(DOCUMENTS, [Edit("add", "state/Vpcs", [twin]), Edit("remove", "job")])


@pytest.mark.parametrize("state", [None, [], "text", {"Subnets": None}, {"Subnets": [1, {"Tags": "x"}]}])
def test_a_state_of_any_shape_has_names_or_none(state: object) -> None:
    assert ids_by_name(state) == {}
