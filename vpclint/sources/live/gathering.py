"""The order of the questions about one account and Region: each is asked as soon as what it depends on is answered.

DescribeProcessingJob ─► DescribeSubnets (by id) ─► everything of their VPCs ─► groups that jobs name elsewhere
                                                          └─► entries of the prefix lists that are referenced
GetBucketLocation ─► GetBucketPolicy        ListRolePolicies ─► GetRolePolicy
everything of the Region                    ListAttachedRolePolicies ─► GetPolicy ─► GetPolicyVersion
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vpclint.sources.live import operations as ops
from vpclint.sources.live.answers import region_of
from vpclint.sources.live.asking import FAILED, OK, Answer, Ask, listed
from vpclint.sources.live.roles import RolePolicies
from vpclint.sources.live.scope import Scope, account_in
from vpclint.sources.snapshot import Call
from vpclint.workload.request import REQUEST, job_of

Records = dict[str, list[Any]]

_REFERENCING = (ops.SECURITY_GROUPS, ops.ROUTE_TABLES, ops.PREFIX_LISTS, ops.MANAGED_PREFIX_LISTS)
"""What has to be answered before it is known which prefix lists are to be read entry by entry."""


_VPCS = "VPCs"
"""Among what the questions were narrowed to: the VPCs are known and asked about."""


class Gathering:
    """What is known of one account and Region, and what to ask next; it calls nothing itself.

    Attributes:
        scope: what is collected, which grows with the jobs that are read.
        vpcs: the only VPCs that are asked about; None where all are.
        failed: the calls that did not succeed; see `lost`, too.
        counts: how many requests each operation took.
        caller: the ARN of who asks; empty where that is not told.
    """

    def __init__(self, scope: Scope, account: str = "") -> None:
        self.scope = scope
        self._account = account
        self.vpcs: frozenset[str] | None = None if scope.is_region else frozenset(scope.vpcs)
        self.failed: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.caller = ""
        self._keys: dict[str, list[Any]] = {}
        self._open: Counter[str] = Counter()
        self._roles = RolePolicies()
        self._attributes: dict[str, dict[str, Any]] = {}
        self._buckets: dict[str, str] = {}
        self._entries: dict[str, list[Any]] = {}
        self._entries_asked = False
        self._narrowed: set[str] = set()

    def begin(self, *, identity: bool) -> list[Ask]:
        """The questions that depend on nothing, first those that others depend on.

        Args:
            identity: it is not known who asks.
        """
        asks = [Ask(ops.PROCESSING_JOB, {"ProcessingJobName": name}, name) for name in self.scope.jobs]
        asks += () if self.scope.jobs else self._of_the_jobs()
        asks += self._of_the_region() if self._has_network() else ()
        return self._asked([*asks, Ask(ops.CALLER_IDENTITY)] if identity else asks)

    def _has_network(self) -> bool:
        return not self.scope.given or bool(self.scope.vpcs or self.scope.jobs or self.scope.subnets)

    def _of_the_region(self) -> Iterator[Ask]:
        wanted = ops.OF_A_REGION if self.scope.whole else ops.read_by_rules(ops.OF_A_REGION)
        for operation in wanted:
            yield from listed(operation)

    def _of_the_jobs(self) -> Iterator[Ask]:
        """Once all jobs are known: what they name, and the VPCs in question, or first the subnets that tell these."""
        scope = self.scope
        if scope.vpcs or scope.is_region:
            yield from self._of_vpcs(self.vpcs)
        else:
            yield from listed(ops.SUBNETS, "subnet-id", scope.subnets)
        for role in scope.roles:
            yield from self._roles.begin(role) if self._account in ("", account_in(role)) else ()
        for bucket in scope.buckets:
            yield Ask(ops.BUCKET_LOCATION, {"Bucket": bucket}, bucket)

    def _of_vpcs(self, vpcs: Iterable[str] | None) -> Iterator[Ask]:
        """Everything that the API lists by VPC, and the attributes of VPCs that are known already."""
        named = None if vpcs is None else sorted(vpcs)
        for operation in ops.OF_A_VPC:
            yield from listed(operation, operation.by_vpc, named)
        self._narrowed.add(_VPCS)
        for vpc in named or ():
            yield from _attributes_of(vpc)

    def take(self, answer: Answer) -> list[Ask]:
        """Takes an answer in, and says what to ask next."""
        operation = answer.ask.operation
        self.counts[operation.name] += answer.calls
        self._open[operation.name] -= 1
        if answer.outcome != OK:
            subject = self._roles.record(answer.ask) if operation in ops.OF_A_ROLE else answer.ask.subject
            self.failed.append(Call(operation.name, answer.outcome, answer.detail, subject))
        following = self._asked(self._following(answer))
        return [*following, *self._asked(self._referenced())]

    def _asked(self, asks: Iterable[Ask]) -> list[Ask]:
        """Counts these questions as open."""
        found = list(asks)
        self._open.update(ask.operation.name for ask in found)
        return found

    def _following(self, answer: Answer) -> Iterable[Ask]:
        operation = answer.ask.operation
        if operation == ops.CALLER_IDENTITY:
            self.caller = str(answer.only.get("Arn", ""))
        elif operation == ops.PROCESSING_JOB:
            return self._job(answer)
        elif operation == ops.VPC_ATTRIBUTE:
            known = {key: value for key, value in answer.only.items() if key in ops.ATTRIBUTES.values()}
            self._attributes.setdefault(answer.ask.subject, {"VpcId": answer.ask.subject}).update(known)
        elif operation == ops.ENTRIES:
            self._entries.setdefault(answer.ask.subject, []).extend(answer.records if answer.outcome == OK else ())
        elif operation in ops.OF_A_BUCKET:
            return self._bucket(answer)
        elif operation in ops.OF_A_ROLE:
            return self._roles.take(answer)
        else:
            return self._listed(answer)
        return ()

    def _listed(self, answer: Answer) -> Iterable[Ask]:
        operation = answer.ask.operation
        if answer.records or answer.outcome == OK:
            self._keys.setdefault(operation.key, []).extend(answer.records)
        if operation == ops.VPCS and self.scope.is_region:
            return [ask for vpc in answer.records for ask in _attributes_of(vpc["VpcId"])]
        if operation not in (ops.SUBNETS, ops.SECURITY_GROUPS) or self.scope.is_region or self._open[operation.name]:
            return ()
        return self._elsewhere(operation) if _VPCS in self._narrowed else self._vpcs_of_the_jobs(operation)

    def _vpcs_of_the_jobs(self, operation: ops.Operation) -> Iterable[Ask]:
        """Everything of the VPCs of these subnets; where none is told, of those of the security groups."""
        self._narrowed.add(operation.key)
        found = {each.get("VpcId") for each in self._keys.get(operation.key, ())}
        self.vpcs = frozenset(filter(None, found))
        if self.vpcs or operation == ops.SECURITY_GROUPS or not self.scope.groups:
            return self._of_vpcs(self.vpcs)
        return listed(ops.SECURITY_GROUPS, "group-id", self.scope.groups)

    def _elsewhere(self, operation: ops.Operation) -> Iterable[Ask]:
        """The ids that jobs name and that no VPC in question has, asked about once."""
        by, member, ids = {
            "Subnets": ("subnet-id", "SubnetId", self.scope.subnets),
            "SecurityGroups": ("group-id", "GroupId", self.scope.groups),
        }[operation.key]
        shown = {each[member] for each in self._keys.get(operation.key, ())}
        missing = [each for each in ids if each not in shown]
        if operation.key in self._narrowed or not missing:
            return ()
        self._narrowed.add(operation.key)
        return listed(operation, by, missing)

    def _job(self, answer: Answer) -> Iterable[Ask]:
        """Once the last job is there, what the jobs depend on."""
        if answer.outcome == OK:
            self._keys.setdefault("ProcessingJobs", []).extend(answer.records)
        if self._open[answer.ask.operation.name]:
            return ()
        told = self._keys.get("ProcessingJobs", ())
        self.scope = self.scope.with_jobs(job_of(each, REQUEST, file="") for each in told)
        return self._of_the_jobs()

    def _bucket(self, answer: Answer) -> Iterable[Ask]:
        """First where a bucket is, then its policy there."""
        bucket = answer.ask.subject
        if answer.ask.operation == ops.BUCKET_POLICY:
            if answer.outcome == OK:
                policy = {"Bucket": bucket, "Policy": answer.only.get("Policy")}
                self._keys.setdefault("BucketPolicies", []).append(policy)
            return ()
        location = answer.only.get("LocationConstraint")
        if answer.outcome == OK:
            record = {"Bucket": bucket, "LocationConstraint": location}
            self._keys.setdefault("BucketLocations", []).append(record)
        elif answer.detail == "NoSuchBucket":
            return ()
        region = region_of(location) if answer.outcome == OK else ""
        return [Ask(ops.BUCKET_POLICY, {"Bucket": bucket}, bucket, region)]

    def _referenced(self) -> Iterable[Ask]:
        """The prefix lists in groups and routes whose entries no list tells, once all of these are there."""
        told = all(self.counts[each.name] and not self._open[each.name] for each in _REFERENCING)
        if not told or self._entries_asked or (not self.scope.is_region and _VPCS not in self._narrowed):
            return ()
        self._entries_asked = True
        known = {each["PrefixListId"] for each in self._keys.get("PrefixLists", ()) if each.get("Cidrs")}
        wanted = sorted({*_lists_in(self._keys)} - known)
        size = {"MaxResults": ops.ENTRIES.page}
        return [Ask(ops.ENTRIES, {"PrefixListId": each, **size}, each) for each in wanted]

    @property
    def account(self) -> str:
        """Whose credentials they are; empty where that is not told."""
        return self._account or account_in(self.caller)

    def lost(self) -> Iterator[Call]:
        """What is not told of roles of other accounts: IAM is asked by a role's name, and knows those of its own."""
        why = "AnotherAccount" if self.account else "UnknownAccount"
        for role in self.scope.roles:
            if account_in(role) != self.account:
                yield Call(ops.ROLE_POLICIES.name, FAILED, why, f"{role}/*")

    def keys(self) -> Records:
        """The records by key; a key is there where something is known of it, be it that there is none."""
        found = dict(self._keys)
        if self._attributes:
            found["VpcAttributes"] = list(self._attributes.values())
        if self.scope.roles:
            told = self._roles.records()
            found["RolePolicies"] = [each for each in told if account_in(each["RoleArn"]) == self.account]
        managed = {each["PrefixListId"]: each for each in found.get("ManagedPrefixLists", ())}
        for list_id, entries in self._entries.items():
            if entries or not any(each.subject == list_id for each in self.failed):
                managed[list_id] = {"PrefixListId": list_id, **managed.get(list_id, {}), "Entries": entries}
        if managed:
            found["ManagedPrefixLists"] = list(managed.values())
        for key in ("Subnets", "SecurityGroups"):
            if key in found:
                found[key] = list({_id(each): each for each in found[key]}.values())
        return found

    def asked(self) -> tuple[str, ...]:
        """The ids that were asked about one by one, beside the VPCs."""
        scope = self.scope
        return () if scope.is_region else tuple(sorted({*scope.subnets, *scope.groups, *scope.roles}))


def _attributes_of(vpc: str) -> Iterator[Ask]:
    for attribute, member in ops.ATTRIBUTES.items():
        yield Ask(ops.VPC_ATTRIBUTE, {"VpcId": vpc, "Attribute": attribute}, vpc, needs=(f"{member}.Value",))


def _lists_in(keys: Mapping[str, list[Any]]) -> Iterator[str]:
    """The prefix lists that security groups and routes name."""
    for group in keys.get("SecurityGroups", ()):
        for rule in (*group.get("IpPermissions", ()), *group.get("IpPermissionsEgress", ())):
            named = rule.get("PrefixListIds", ())
            yield from (each["PrefixListId"] for each in named if each.get("PrefixListId"))
    for table in keys.get("RouteTables", ()):
        routes = table.get("Routes", ())
        yield from (each["DestinationPrefixListId"] for each in routes if each.get("DestinationPrefixListId"))


def _id(record: Mapping[str, Any]) -> str:
    return str(record.get("SubnetId") or record.get("GroupId"))
