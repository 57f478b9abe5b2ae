"""Which accounts and Regions are collected, and with whose credentials."""

from collections.abc import Iterator, Sequence
from typing import Any

import boto3
from msgspec import Struct

from vpclint.aws.partitions import is_region
from vpclint.errors import UsageError
from vpclint.sources.live import operations as ops
from vpclint.sources.live.asking import OK, Ask
from vpclint.sources.live.collecting import Identity
from vpclint.sources.live.limits import Limits
from vpclint.sources.live.outcomes import why_nothing
from vpclint.sources.live.scope import is_role
from vpclint.sources.live.session import Connection, open_session
from vpclint.text.escape import quoted

ALL = "all"
"""What `--region` is for every Region that is enabled for the account."""

_ENABLED = frozenset({"opt-in-not-required", "opted-in"})
_HOMES = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""A Region of each partition that is always enabled; us-east-1 in the others (AWS General Reference)."""


class Access(Struct, frozen=True):
    """How AWS is reached.

    Attributes:
        regions: those to collect, or `all`; the one of the profile where there are none.
        profile: of the AWS configuration; empty for what holds without one.
        roles: the ARNs of roles to collect with, one after the other; none for the credentials themselves.
        session: a session of boto3 to use in the place of one that the profile opens.
        limits: what asking an account and Region may take.
    """

    regions: tuple[str, ...] = ()
    profile: str = ""
    roles: tuple[str, ...] = ()
    session: Any = None
    limits: Limits = Limits()

    def checked(self) -> "Access":
        """The same, once it is clear that it can be meant.

        Raises:
            UsageError: what is named is no Region, or no role.
        """
        for each in self.regions:
            if each != ALL and not is_region(each):
                raise UsageError(f"{quoted(each, 80)} is no Region, such as eu-central-1, and not the word all")
        for each in self.roles:
            if not is_role(each):
                raise UsageError(
                    f"{quoted(each, 160)} is no ARN of a role, such as arn:aws:iam::123456789012:role/NAME"
                )
        return self


class Account(Struct, frozen=True):
    """An account that is reached, and the Regions of it that are collected.

    Attributes:
        session: with the credentials.
        regions: by name.
        role: the ARN of the role that was assumed; empty for the user's own credentials.
        identity: whose credentials they are; None where they have not been asked.
    """

    session: Any
    regions: tuple[str, ...]
    role: str = ""
    identity: Identity | None = None

    @property
    def name(self) -> str:
        """What tells it from the other accounts of a run: the account and the role."""
        account = self.identity.account if self.identity else ""
        role = self.role.rpartition("/")[2]
        return f"{account}-{role}" if role else account


def user_session(access: Access) -> Any:
    """The session with the user's own credentials.

    Raises:
        UsageError: there are none.
    """
    return access.session or open_session(access.profile)


def home_region(access: Access, session: Any) -> str:
    """A Region in which anything can be asked that is not about a Region.

    Raises:
        UsageError: nothing tells one.
    """
    named = next((each for each in access.regions if each != ALL), "") or str(session.region_name or "")
    if named:
        return named
    if ALL not in access.regions:
        raise UsageError("there is no Region: name one with --region, or set AWS_REGION")
    partition = access.roles[0].split(":")[1] if access.roles else "aws"
    return _HOMES.get(partition, "us-east-1")


def account_of(access: Access, session: Any, role: str) -> Account:
    """The account of a role, or of the session itself where the role is an empty text.

    Raises:
        UsageError: the role can't be assumed, or the Regions can't be listed.
    """
    home = home_region(access, session)
    used, identity = _assumed(access, session, role, home) if role else (session, None)
    return Account(used, tuple(_regions(access, used, home)), role, identity)


def _assumed(access: Access, session: Any, role: str, region: str) -> tuple[Any, Identity]:
    """A session with the credentials of a role."""
    ask = Ask(ops.ASSUME_ROLE, {"RoleArn": role, "RoleSessionName": "vpclint"})
    answer = Connection(session, region, limits=access.limits).answer(ask)
    if answer.outcome != OK:
        code = answer.detail
        raise UsageError(why_nothing(code, region) or f"the role {role} can't be assumed ({code})")
    given = answer.only["Credentials"]
    assumed = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=region,
    )
    _, partition, *_, account, _ = role.split(":", 5)
    return assumed, Identity(account, partition)


def _regions(access: Access, session: Any, home: str) -> Iterator[str]:
    """The Regions to collect, each once."""
    if ALL not in access.regions:
        yield from dict.fromkeys(access.regions or (home,))
        return
    enabled = {"Name": "opt-in-status", "Values": sorted(_ENABLED)}
    answer = Connection(session, home, limits=access.limits).answer(Ask(ops.REGIONS, {"Filters": [enabled]}))
    if answer.outcome != OK:
        why = why_nothing(answer.detail, home) or f"DescribeRegions ended with {answer.outcome} ({answer.detail})"
        raise UsageError(f"which Regions there are can't be told: {why}")
    names = (each["RegionName"] for each in answer.records if each.get("OptInStatus") in _ENABLED)
    yield from sorted(filter(is_region, names))


def roles_of(access: Access) -> Sequence[str]:
    """The roles to collect with; an empty text for the credentials themselves."""
    return tuple(dict.fromkeys(access.roles)) or ("",)
