"""A snapshot that can be shown to others: it keeps what rules read, with other names, and gets the same verdicts.

Tags, descriptions and names that nothing reads are left out. Ids of resources, addresses, zones and Regions stay.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import structs

from vpclint.aws.kinds import KINDS, Unread
from vpclint.sources.live.asking import OK
from vpclint.sources.live.collecting import Collected
from vpclint.sources.live.disguise import Disguise
from vpclint.sources.snapshot import Call

Rename = Callable[[str], str]

_POLICIES = frozenset({"PolicyDocument", "Policy", "Document"})
_NAMES = frozenset({"OwnerId", "OutpostArn", "CoreNetworkArn", "OdbNetworkArn", "ResourceArn", "Bucket", "RoleArn"})
_JOB = frozenset(
    {
        *("ProcessingJobName", "ProcessingResources", "NetworkConfig", "RoleArn", "ProcessingInputs"),
        *("ProcessingOutputConfig", "AppSpecification", "StoppingCondition", "ProcessingJobArn"),
    }
)
_SAID_BY_AWS = frozenset(
    {
        *("InstanceType", "S3DataType", "S3InputMode", "S3DataDistributionType", "S3CompressionType", "S3UploadMode"),
        *("DataDistributionType", "InputMode", "OutputFormat", "OutputCompression"),
    }
)
_LONGEST_IMAGE = 255
_BROKEN = {"Statement": "left out"}
"""A policy that nobody can understand, in the place of a text that nobody can understand either."""

_VOCABULARY = frozenset(
    {
        *("aws:calledvia", "aws:calledviafirst", "aws:calledvialast", "aws:principalservicename", "aws:principaltype"),
        *("aws:principalservicenameslist", "aws:requestedregion", "s3:authtype", "s3:delimiter"),
        *("s3:locationconstraint", "s3:object-lock-mode", "s3:signatureversion", "s3:x-amz-acl"),
        *("s3:x-amz-content-sha256", "s3:x-amz-metadata-directive", "s3:x-amz-server-side-encryption"),
        *("s3:x-amz-server-side-encryption-customer-algorithm", "s3:x-amz-storage-class"),
    }
)
"""Condition keys whose values are words of AWS (IAM User Guide, "AWS global condition context keys"; Service
Authorization Reference, Amazon S3), as keys are compared: in small letters."""

_NOT_NAMES = re.compile(r"(Bool|Numeric|Date|IpAddress|NotIpAddress|Null|Binary)")
_SERVICE = re.compile(r"com\.amazonaws\.|aws\.")


class Redactor:
    """Redacts snapshots with one secret, so that names agree between them.

    Args:
        key: the secret.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def redacted(self, collected: Collected) -> Collected:
        """The same snapshot with other names; a record that can't be read is left out, and its call has failed."""
        disguise = Disguise(self._key)
        read = {key: [*_read(key, records)] for key, records in collected.keys.items() if _is_kept(key)}
        lost = {key for key, records in read.items() if len(records) != len(collected.keys[key])}
        kept = {key: [_open(each) for each in records] for key, records in read.items()}
        for key, records in kept.items():
            for record in records:
                _record(key, record, disguise.note)
        untold = [*_untold(kept, disguise)]
        hidden = {key: [_record(key, each, disguise.hide) for each in records] for key, records in kept.items()}
        return structs.replace(collected, header=_header(collected, disguise, lost, untold), keys=hidden)


def _is_kept(key: str) -> bool:
    return key == "ProcessingJobs" or KINDS[key].record is not Unread


def _read(key: str, records: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The members that vpclint reads of each record that it can read."""
    for each in records:
        if key == "ProcessingJobs":
            yield {name: value for name, value in each.items() if name in _JOB}
            continue
        try:
            yield msgspec.to_builtins(msgspec.convert(each, KINDS[key].record))
        except msgspec.ValidationError:
            continue


def _open(record: dict[str, Any]) -> dict[str, Any]:
    """The record with policies as objects; of a text that is none, nothing is left."""
    for member in _POLICIES & record.keys():
        if isinstance(record[member], str):
            try:
                record[member] = msgspec.json.decode(record[member], type=dict[str, Any])
            except msgspec.DecodeError:
                record[member] = dict(_BROKEN)
    return record


def _untold(kept: dict[str, list[dict[str, Any]]], disguise: Disguise) -> Iterator[Call]:
    """Takes out each policy whose patterns would match otherwise with other names, and says what is not told so."""
    for key, records in kept.items():
        for record in [each for each in records if not _can_hide(each, disguise)]:
            if "PolicyDocument" in record:
                del record["PolicyDocument"]
                continue
            records.remove(record)
            subject = record.get("Bucket") or f"{record['RoleArn']}/{record['PolicyName']}"
            yield Call(KINDS[key].operation, "redacted", subject=subject)


def _can_hide(record: Mapping[str, Any], disguise: Disguise) -> bool:
    documents = [record[member] for member in _POLICIES & record.keys() if isinstance(record[member], Mapping)]
    return all(disguise.can_hide(text) for each in documents for text in _texts(each.get("Statement", [])))


def _header(collected: Collected, disguise: Disguise, lost: set[str], untold: Iterable[Call]) -> Any:
    header = collected.header
    calls = [structs.replace(each, subject=_text(each.subject, disguise.hide)) for each in (*header.calls, *untold)]
    unread = [Call(KINDS[key].operation, "unreadable") for key in sorted(lost)]
    done = {call.operation for call in (*unread, *calls) if call.outcome != OK}
    return structs.replace(
        header,
        account=disguise.account(header.account) if header.account else "",
        asked=tuple(sorted(_text(each, disguise.hide) for each in header.asked)),
        calls=(*(call for call in calls if call.operation not in done or call.outcome != OK), *unread),
    )


def _record(key: str, record: dict[str, Any], rename: Rename) -> dict[str, Any]:
    if key == "ProcessingJobs":
        return {name: _job(value, name, rename) for name, value in record.items()}
    return {name: _member(name, value, rename) for name, value in record.items()}


def _member(name: str, value: Any, rename: Rename) -> Any:
    """A member of a record of EC2, S3 or IAM."""
    if name in _POLICIES and isinstance(value, Mapping):
        return _policy(value, rename)
    if isinstance(value, str):
        return _text(value, rename) if name in _NAMES or _is_name(name, value) else value
    if name == "DhcpConfigurations":
        return [_dhcp(each, rename) for each in value]
    if isinstance(value, Mapping):
        return {key: _member(key, each, rename) for key, each in value.items()}
    return [_member(name, each, rename) for each in value] if isinstance(value, list) else value


def _is_name(name: str, value: str) -> bool:
    if name in ("PolicyName", "DeliverLogsErrorMessage", "FailureMessage"):
        return True
    return name == "PrefixListName" and not _SERVICE.match(value)


def _dhcp(option: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    """A DHCP option; a domain is a name, everything else addresses."""
    named = option.get("Key") == "domain-name"
    values = [
        {**each, "Value": rename(each["Value"])} if named and "Value" in each else each for each in option["Values"]
    ]
    return {**option, "Values": values}


def _text(value: str, rename: Rename) -> str:
    """A name, an account, or an ARN, of which only account and resource are names."""
    if value[:4].lower() != "arn:" or value.count(":") < 5:
        return rename(value)
    *head, account, resource = value.split(":", 5)
    kind, slash, rest = resource.partition("/")
    is_named = account and (slash or kind.lower() == "root")
    named = kind + slash + rename(rest) if is_named else rename(resource)
    return ":".join([*head, rename(account), named])


def _job(value: Any, name: str, rename: Rename) -> Any:
    """A member of a request, with every text that is not AWS's own as a name."""
    if isinstance(value, Mapping):
        if name == "AppSpecification":
            return {"ImageUri": rename(str(value.get("ImageUri", "")))[:_LONGEST_IMAGE]}
        return {key: _job(each, key, rename) for key, each in value.items()}
    if isinstance(value, list):
        return [_job(each, name, rename) for each in value]
    if name == "ProcessingJobName" and isinstance(value, str):
        return rename(value)[:63].rstrip("-")
    return _text(value, rename) if isinstance(value, str) and name not in _SAID_BY_AWS else value


def _policy(document: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    statements = document.get("Statement", [])
    several = statements if isinstance(statements, list) else [statements]
    found = [_statement(each, rename) if isinstance(each, Mapping) else each for each in several]
    version = {"Version": document["Version"]} if "Version" in document else {}
    return {**version, "Statement": found if isinstance(statements, list) else found[0]}


def _statement(statement: Mapping[str, Any], rename: Rename) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in statement.items():
        if name in ("Resource", "NotResource"):
            found[name] = _each(value, rename)
        elif name in ("Principal", "NotPrincipal"):
            found[name] = _principals(value, rename)
        elif name == "Condition" and isinstance(value, Mapping):
            found[name] = {operator: _keys(operator, keys, rename) for operator, keys in value.items()}
        elif name != "Sid":
            found[name] = value
    return found


def _principals(value: Any, rename: Rename) -> Any:
    if not isinstance(value, Mapping):
        return value
    return {kind: each if kind == "Service" else _each(each, rename) for kind, each in value.items()}


def _keys(operator: str, keys: Any, rename: Rename) -> Any:
    """The values of condition keys, less those that AWS has words for; names of tags are a part of the key."""
    if not isinstance(keys, Mapping):
        return keys
    hidden = {}
    for key, value in keys.items():
        kind, slash, tag = key.partition("/")
        is_kept = key.lower() in _VOCABULARY or _NOT_NAMES.search(operator)
        values = value if is_kept else _each(value, rename)
        hidden[kind + slash + (rename(tag) if slash else "")] = values
    return hidden


def _each(value: Any, rename: Rename) -> Any:
    if isinstance(value, list):
        return [_each(each, rename) for each in value]
    return _text(value, rename) if isinstance(value, str) and not value.endswith(".amazonaws.com") else value


def _texts(value: Any) -> Iterator[str]:
    """The texts in which a pattern may stand: those of resources, principals and conditions."""
    if isinstance(value, str):
        yield value.split(":", 4)[-1] if value.startswith("arn:") else value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from () if name in ("Action", "NotAction", "Effect", "Sid") else _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
