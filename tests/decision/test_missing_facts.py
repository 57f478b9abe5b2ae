"""Every member of the good state is left out once: nothing is then called wrong, and what mattered is asked for."""

import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

import pytest

import vpclint
from fixtures.edits import ids_by_name
from fixtures.examples import GOOD, good
from vpclint.aws.kinds import KINDS
from vpclint.engine.catalogue import load
from vpclint.report.model import Report
from vpclint.settings import NeedsSettings, Settings

Place = tuple[str | int, ...]
Outcome = Literal["wrong", "open", "assumed", "idle"]
Ask = Callable[[Any], Report]

STATE: dict[str, Any] = good()["state"]
NAMES = {record_id: name for name, record_id in ids_by_name(STATE).items()}

NOBODY_READS = [
    "EgressOnlyInternetGateways",
    "SecurityGroupRules",
]

ASSUMED = ["BucketLocations"]


IDLE: dict[str, list[str]] = {
    "no rule of this version reads it": [
        *NOBODY_READS,
        *(f"{key}/*" for key in NOBODY_READS if STATE[key]),
        "FlowLogs/*/CreationTime",
        "FlowLogs/*/DeliverLogsPermissionArn",
        "FlowLogs/*/Log*",
        "FlowLogs/*/MaxAggregationInterval",
        "RouteTables/*/PropagatingVgws",
        "Subnets/*/AssignIpv6AddressOnCreation",
        "Subnets/*/AvailabilityZoneId",
        "Subnets/*/BlockPublicAccessStates*",
        "Subnets/*/DefaultForAz",
        "Subnets/*/Ipv6CidrBlockAssociationSet",
        "Subnets/*/MapPublicIpOnLaunch",
        "Subnets/*/PrivateDnsNameOptionsOnLaunch*",
        "VpcEndpoints/*/DnsEntries*",
        "VpcEndpoints/*/Groups*",
        "VpcEndpoints/*/IpAddressType",
        "VpcEndpoints/*/NetworkInterfaceIds",
        "VpcEndpoints/sts/PolicyDocument",
        "VpcEndpoints/*/RequesterManaged",
        "VpcEndpoints/sts/RouteTableIds",
        "VpcEndpoints/*/SubnetIds",
        "VpcEndpoints/*/CreationTimestamp",
        "Vpcs/*/BlockPublicAccessStates*",
        "Vpcs/*/Ipv6CidrBlockAssociationSet",
        "Vpcs/*/IsDefault",
        "Vpcs/*/State",
    ],
    "no way of the job leads over a gateway or a connection": [
        "InternetGateways*",
        "NatGateways*",
        "TransitGatewayVpcAttachments",
        "VpcBlockPublicAccess*",
        "VpcPeeringConnections",
    ],
    "the entry denies what no other one lets through": [
        f"NetworkAcls/ml-acl/Entries/{entry}/{member}"
        for entry in (1, 3)
        for member in ("CidrBlock", "Egress", "Protocol", "RuleAction")
    ],
    "the list is associated with a subnet that is none of the job's": [
        "NetworkAcls/ml-acl/Associations/[23]/SubnetId",
    ],
    "it is a label, or says again what another member says": [
        "*/Tags*",
        "NetworkAcls/*/Associations/*/NetworkAcl*",
        "NetworkAcls/*/IsDefault",
        "NetworkAcls/*/OwnerId",
        "NetworkAcls/*/VpcId",
        "RouteTables/*/Associations/*/RouteTableAssociationId",
        "RouteTables/*/Associations/*/RouteTableId",
        "RouteTables/*/OwnerId",
        "SecurityGroups/*/Description",
        "SecurityGroups/*/GroupName",
        "SecurityGroups/*/SecurityGroupArn",
        "SecurityGroups/*/UserId",
        "Subnets/*/SubnetArn",
        "VpcEndpoints/*/OwnerId",
        "Vpcs/*/CidrBlockAssociationSet/*/AssociationId",
        "Vpcs/*/OwnerId",
    ],
    "the association set holds the primary block as well": ["Vpcs/ml/CidrBlock"],
    "only a block that meets the range of the containers is asked for its state": [
        "Vpcs/*/CidrBlockAssociationSet/*/CidrBlockState*",
    ],
    "zones, service names and the request tell the same as the header": ["vpclint", "vpclint/*"],
    "AWS's own lists stand under both keys": ["PrefixLists", "PrefixLists/*", "ManagedPrefixLists*"],
    "AvailableIpAddressCount already leaves it out": ["NetworkInterfaces*", "SubnetCidrReservations"],
    "the group belongs to the VPC of the subnets": ["SecurityGroupVpcAssociations"],
    "it is newer than many exports, and its absence means what stands here": [
        "RouteTables/*/Associations/*/AssociationState",
        "Subnets/*/Ipv6Native",
        "VpcEndpoints/*/DnsOptions*",
    ],
    "AWS sets it only where something went wrong, or where it is true": [
        "FlowLogs/*/DeliverLogsStatus",
        "RouteTables/private/Associations/*/Main",
        "RouteTables/egress/Associations/*/Main",
        "RouteTables/public/Associations/*/Main",
    ],
    "only what Origin calls propagated is that": ["RouteTables/*/Origin"],
    "the association names a subnet that is none of the job's": [
        "RouteTables/egress/Associations/*/State",
        "RouteTables/public/Associations/*/State",
    ],
    "no subnet of the job uses the table": [
        "RouteTables/egress/Routes/[012]*",
        "RouteTables/egress/Routes/3/[!G]*",
        "RouteTables/public/Routes/*",
    ],
    "the route is the local one, and S3 lies elsewhere": [
        *(
            f"RouteTables/{table}/Routes/{route}/{member}"
            for table in ("main", "private")
            for route in (0, 1)
            for member in ("GatewayId", "State")
        ),
    ],
    "the settings name no service": ["VpcEndpointServices*"],
    "the job does not carry the group": ["SecurityGroups/default*", "SecurityGroups/endpoints*"],
    "the subnet belongs to the job's own account": ["SecurityGroups/processing/OwnerId"],
    "what the rule allows without it is enough": [
        "SecurityGroups/processing/IpPermissionsEgress/*/IpRanges",
        "SecurityGroups/processing/IpPermissionsEgress/*/Ipv6Ranges",
        "SecurityGroups/processing/IpPermissionsEgress/0/PrefixListIds",
        "SecurityGroups/processing/IpPermissionsEgress/1/UserIdGroupPairs*",
    ],
    "the job does not name the subnet": ["Subnets/egress-a*", "Subnets/public-a*"],
    "a gateway endpoint has no private names, and another service's names are not S3's": [
        "VpcEndpoints/*/PrivateDnsEnabled",
    ],
    "whether another service's endpoint is available is not asked": ["VpcEndpoints/sts/State"],
    "policies that are not in the state are not examined": ["BucketPolicies", "RolePolicies"],
    "nothing compares it": ["*/Document/Version", "*/Document/Statement/*/Sid"],
}
"""What may be left out without a word, by the reason why it does not matter."""

PATTERNS = [pattern for patterns in IDLE.values() for pattern in patterns]


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """The place of every member of every object."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield (*place, key)
            yield from places(member, (*place, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*place, index))


def without(value: Any, place: Place) -> Any:
    """A copy that shares all that does not lead to the place."""
    first, *rest = place
    if isinstance(value, list):
        return [without(item, tuple(rest)) if index == first else item for index, item in enumerate(value)]
    return {
        key: without(member, tuple(rest)) if key == first else member
        for key, member in value.items()
        if key != first or rest
    }


def spelled(place: Place) -> str:
    """A place as a text, where a record of the state goes by its name or its id."""
    key, *rest = place
    if not rest or not isinstance(rest[0], int):
        return "/".join(map(str, place))
    return "/".join([str(key), record_id(place), *map(str, rest[1:])])


def record_id(place: Place) -> str:
    """The id of the record in which a place lies, or its name where it has one."""
    key, index = place[:2]
    record = STATE[str(key)][index]
    kind = KINDS[str(key)]
    identity = [each.title().replace("_", "") for each in kind.identity] or [next(iter(record))]
    found = "+".join(str(record[member]) for member in identity)
    return NAMES.get(found, found)


def places_of(key: str) -> list[Place]:
    """The key and all its members; of a key that nobody reads, those of its first record."""
    looked_at = STATE[key][:1] if key in NOBODY_READS and isinstance(STATE[key], list) else STATE[key]
    return [(key, *place) for place in [(), *places(looked_at)]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """What vpclint says of the good job in a state, with the catalogue read once."""
    catalogue = load()
    monkeypatch.setattr("vpclint.api.load", lambda: catalogue)

    def check(state: Any) -> Report:
        file = tmp_path / "state.json"
        file.write_text(json.dumps(state), "utf-8")
        return vpclint.check([file, GOOD / "job.json"])

    return check


ABOUT_STATES = {rule.name for rule in load() if rule.asked_of == "state"}
"""Rules that say what is wrong with an export, whatever it means for a job."""


def outcome(report: Report) -> Outcome:
    findings = [finding for finding in report.findings if finding.rule not in ABOUT_STATES]
    if report.errors or report.verdict == "fail" or any(finding.status == "fail" for finding in findings):
        return "wrong"
    if report.verdict == "unknown" or findings:
        return "open"
    return "assumed" if report.assumptions else "idle"


WAY_OUT = {
    "InternetGateways": ["", "/internet/Attachments*", "/internet/InternetGatewayId"],
    "NatGateways": ["", "/nat/NatGatewayId", "/nat/State", "/nat/SubnetId"],
    "RouteTables": ["", "/egress/Routes", "/public/Routes", "/public/Routes/2/State", "/public/Associations"],
    "VpcBlockPublicAccessOptions": ["/InternetGatewayBlockMode"],
}
"""What has to be known of the way to the internet, by key: patterns of what follows it."""


def leaving() -> tuple[Any, Any]:
    """The good state, and a job that asks for the internet from the subnet with a NAT gateway."""
    state, job = json.loads(json.dumps(STATE)), good()["job"]
    (group,) = (each for each in state["SecurityGroups"] if each["GroupName"] == "processing")
    everywhere = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
    group["IpPermissionsEgress"].append({"IpProtocol": "-1", **everywhere})
    ids = {name: record_id for record_id, name in NAMES.items()}
    job["NetworkConfig"]["VpcConfig"]["Subnets"] = [ids["egress-a"]]
    return state, job


@pytest.mark.parametrize("key", WAY_OUT)
def test_on_the_way_out_nothing_is_called_wrong_and_what_mattered_is_asked_for(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = load()
    monkeypatch.setattr("vpclint.api.load", lambda: catalogue)
    state, job = leaving()
    (tmp_path / "job.json").write_text(json.dumps(job), "utf-8")

    def asked(place: Place) -> Outcome:
        (tmp_path / "state.json").write_text(json.dumps(without(state, place)), "utf-8")
        needs = Settings(needs=NeedsSettings(internet=True), ignore=("single-zone",))
        return outcome(vpclint.check([tmp_path], settings=needs))

    found = {spelled(place): asked(place) for place in places_of(key)}
    assert [text for text, each in found.items() if each == "wrong"] == []
    assert all("open" in {found[text] for text in found if fnmatchcase(text, key + each)} for each in WAY_OUT[key])


OPEN_CALLS = {"DescribeFlowLogs", "DescribeRouteTables", "DescribeVpcEndpoints", "GetRolePolicy", "ListRolePolicies"}
"""The calls whose further records could change an answer; of the others all is there that the job names."""


GRAMMAR = ["Statement", *(f"Statement/?/{element}" for element in ("Action", "Effect", "Resource"))]
"""What every policy has: one without is no policy, which is told as wrong beside what it leaves open."""


def expected(place: Place) -> Outcome:
    text = spelled(place)
    if any(fnmatchcase(text, f"RolePolicies/*/Document/{each}") for each in GRAMMAR):
        return "wrong"
    if place[:2] == ("vpclint", "calls") and place[3:] == ("outcome",):
        return "open" if STATE["vpclint"]["calls"][place[2]]["operation"] in OPEN_CALLS else "idle"
    if any(fnmatchcase(text, pattern) for pattern in ASSUMED):
        return "assumed"
    return "idle" if any(fnmatchcase(text, pattern) for pattern in PATTERNS) else "open"


@pytest.mark.parametrize("key", STATE)
def test_a_member_that_is_left_out_is_asked_for_unless_there_is_a_reason(key: str, ask: Ask) -> None:
    found = {place: outcome(ask(without(STATE, place))) for place in places_of(key)}
    assert {spelled(place): each for place, each in found.items() if each != expected(place)} == {}


@pytest.mark.parametrize("key", ["Subnets", "RouteTables", "SecurityGroups", "VpcEndpoints", "Vpcs", "FlowLogs"])
def test_what_is_asked_for_is_what_is_left_out(key: str, ask: Ask) -> None:
    for place in places_of(key):
        if expected(place) == "open":
            told = " ".join(finding.message for finding in ask(without(STATE, place)).findings)
            assert (key if len(place) == 1 else str(place[2])) in told or key in told, spelled(place)


@pytest.mark.parametrize(
    ("key", "other"), [("PrefixLists", "ManagedPrefixLists"), ("ManagedPrefixLists", "PrefixLists")]
)
def test_a_list_that_stands_under_one_key_alone_is_asked_for(key: str, other: str, ask: Ask) -> None:
    alone = without(STATE, (other,))
    found = {spelled(place): outcome(ask(without(alone, place))) for place in places_of(key)}
    ids = [index for index, each in enumerate(STATE[key]) if each["PrefixListName"].endswith(".s3")]
    (wanted,) = (record_id((key, index)) for index in ids)
    members = {"PrefixLists": ["Cidrs"], "ManagedPrefixLists": ["Entries", "Entries/*/Cidr"]}[key]
    patterns = [key, *(f"{key}/{wanted}/{each}" for each in ("PrefixListId", "PrefixListName", *members))]
    needed = {text for text in found if any(fnmatchcase(text, pattern) for pattern in patterns)}
    assert [text for text, each in found.items() if each == "wrong"] == []
    assert {text for text, each in found.items() if each == "open"} == needed


@pytest.mark.parametrize("pattern", [*ASSUMED, *PATTERNS])
def test_every_reason_is_needed(pattern: str) -> None:
    texts = [spelled(place) for key in STATE for place in places_of(key)]
    assert any(fnmatchcase(text, pattern) for text in texts)


def test_what_nobody_reads_has_no_record_type() -> None:
    assert sorted(NOBODY_READS) == sorted(
        key for key, kind in KINDS.items() if kind.record.__name__ == "Unread" and key != "ProcessingJobs"
    )
