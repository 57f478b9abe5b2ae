"""The state of the VPCs of one account and Region, as far as it is known."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from vpclint.aws import kinds
from vpclint.aws.absence import UNSET, UnsetType, or_none
from vpclint.aws.ec2 import NetworkInterface
from vpclint.aws.partitions import common_partition
from vpclint.finding import Place
from vpclint.state.table import Batch, Table
from vpclint.truth import Fact

_ZONE = re.compile(r"([a-z]{2,}(?:-[a-z]+)+-\d+)(?:[a-z]|-[a-z]+-\d+[a-z]?)")
_SERVICE = r"com\.amazonaws\.([a-z]{2,}(?:-[a-z]+)+-\d+)\."


class Header(Struct, frozen=True):
    """Whose state it is and when it was taken; an empty text where the export does not say.

    Attributes:
        account, partition, region: as AWS spells them.
        collected_at: as RFC 3339, if it is as it should be.
        place: where the header stands.
    """

    account: str = ""
    partition: str = ""
    region: str = ""
    collected_at: str = ""
    place: Place | None = None


def partition_of(state: "State") -> str:
    """The partition of a state; empty where it does not say, or is of several."""
    return state.header.partition or common_partition(state.regions)


class State:
    """Resources by id and by VPC, what is complete, and where each came from.

    Attributes:
        files: the files that it was read from.
        header: whose state it is.
        region, account: of the header, else as the records agree on them; empty where they don't.
        regions: all that header and records name: several where answers of several Regions lie together.
        strict: absent keys are never assumed to be empty.
        missing: the one fact behind everything that is absent, where there is no state at all.
        mixed: the one fact behind everything that is not complete, where answers of several Regions or accounts lie
            together.
    """

    def __init__(
        self,
        batches: Mapping[str, Sequence[Batch[Any]]],
        header: Header | None = None,
        *,
        files: tuple[str, ...] = (),
        strict: bool = False,
        missing: Fact | None = None,
        mixed: Fact | None = None,
    ) -> None:
        def table(kind: kinds.Kind[kinds.R]) -> Table[kinds.R]:
            return Table(kind, batches.get(kind.key, ()), strict=strict, missing=missing)

        self.files = files
        self.strict = strict
        self.vpcs = table(kinds.VPCS)
        self.subnets = table(kinds.SUBNETS)
        self.route_tables = table(kinds.ROUTE_TABLES)
        self.security_groups = table(kinds.SECURITY_GROUPS)
        self.vpc_endpoints = table(kinds.VPC_ENDPOINTS)
        self.prefix_lists = table(kinds.PREFIX_LISTS)
        self.managed_prefix_lists = table(kinds.MANAGED_PREFIX_LISTS)
        self.network_interfaces = table(kinds.NETWORK_INTERFACES)
        self.subnet_cidr_reservations = table(kinds.SUBNET_CIDR_RESERVATIONS)
        self.security_group_vpc_associations = table(kinds.SECURITY_GROUP_VPC_ASSOCIATIONS)
        self.flow_logs = table(kinds.FLOW_LOGS)
        self.bucket_locations = table(kinds.BUCKET_LOCATIONS)
        self.network_acls = table(kinds.NETWORK_ACLS)
        self.nat_gateways = table(kinds.NAT_GATEWAYS)
        self.internet_gateways = table(kinds.INTERNET_GATEWAYS)
        self.vpc_peering_connections = table(kinds.VPC_PEERING_CONNECTIONS)
        self.transit_gateway_vpc_attachments = table(kinds.TRANSIT_GATEWAY_VPC_ATTACHMENTS)
        self.vpc_block_public_access_options = table(kinds.VPC_BLOCK_PUBLIC_ACCESS_OPTIONS)
        self.vpc_block_public_access_exclusions = table(kinds.VPC_BLOCK_PUBLIC_ACCESS_EXCLUSIONS)
        self.vpc_attributes = table(kinds.VPC_ATTRIBUTES)
        self.dhcp_options = table(kinds.DHCP_OPTIONS)
        self.vpc_endpoint_services = table(kinds.VPC_ENDPOINT_SERVICES)
        self.bucket_policies = table(kinds.BUCKET_POLICIES)
        self.role_policies = table(kinds.ROLE_POLICIES)
        self.header = header or Header()
        self.mixed = mixed
        self.regions = self._regions_of_the_records().union([self.header.region] if self.header.region else ())
        self.region = self.header.region or (min(self.regions) if len(self.regions) == 1 else "")
        self.account = self.header.account or self._owner_of_the_records()

    @property
    def region_fact(self) -> Fact:
        """What would tell the Region, where it is not known."""
        reason = "the state does not say which Region it is of"
        if len(self.regions) > 1:
            reason = f"the state shows {' and '.join(sorted(self.regions))}, and no header says which it is of"
        obtain = 'a header beside the keys of the state that names it: {"vpclint": {"region": "eu-central-1"}}'
        return self.mixed or Fact("vpclint", "", "region", reason, obtain)

    @cached_property
    def interfaces_by_group(self) -> Mapping[tuple[str, str], Sequence[NetworkInterface]]:
        """The interfaces that are known to carry a group, by the ids of their VPC and of the group."""
        found: dict[tuple[str, str], list[NetworkInterface]] = {}
        for interface in self.network_interfaces:
            for group in or_none(interface.groups) or ():
                if not isinstance(interface.vpc_id, UnsetType) and not isinstance(group.group_id, UnsetType):
                    found.setdefault((interface.vpc_id, group.group_id), []).append(interface)
        return found

    def is_of(self, header: Header) -> bool:
        """Whether nothing in it belongs to another account or Region than a header names."""
        return self.regions <= {header.region} and self.account in ("", header.account)

    def place(self, record_id: str) -> Place | None:
        """Where a record stands, whatever it is; None for one that is not here."""
        return next((table.place(record_id) for table in self.tables if table.get(record_id)), None)

    @property
    def tables(self) -> Iterator[Table[Any]]:
        """The records of each key."""
        return (each for each in vars(self).values() if isinstance(each, Table))

    @property
    def accounts(self) -> frozenset[str]:
        """The accounts whose answers these must be: several where answers of several accounts lie together.

        Whoever shares a subnet stands as an owner in the answers of others, but a default VPC is its owner's alone
        (Amazon VPC User Guide, "Share a subnet": only non-default subnets can be shared).
        """
        owners = {str(vpc.owner_id) for vpc in self.vpcs if vpc.is_default and vpc.owner_id is not UNSET}
        return frozenset(owners).union([self.header.account] if self.header.account else ())

    def _owner_of_the_records(self) -> str:
        """The account that owns everything in the state; empty where that is several, as under shared subnets."""
        records = (*self.vpcs, *self.subnets, *self.security_groups)
        owners = {record.owner_id for record in records if not isinstance(record.owner_id, UnsetType)}
        return owners.pop() if len(owners) == 1 else ""

    def _regions_of_the_records(self) -> frozenset[str]:
        """The Regions that zones name, else prefix lists, else services; none where they don't say.

        An endpoint may serve a service of another Region, so what names a service says least.
        """
        zones = (_ZONE.fullmatch(str(subnet.availability_zone)) for subnet in self.subnets)
        lists = (re.match(_SERVICE, str(prefix_list.prefix_list_name)) for prefix_list in self.prefix_lists)
        services = (re.match(_SERVICE, str(endpoint.service_name)) for endpoint in self.vpc_endpoints)
        for matches in (zones, lists, services):
            regions = frozenset(match[1] for match in matches if match)
            if regions:
                return regions
        return frozenset()
