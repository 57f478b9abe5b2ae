"""Who makes a request, and which principals of a policy mean that caller.

Source: the IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal"; for gateway endpoints the AWS
PrivateLink guide, "Control access to VPC endpoints using endpoint policies".
"""

import re
from enum import Enum, StrEnum

from msgspec import Struct

from vpclint.policy.document import Principal, Principals
from vpclint.truth import NO, YES, Fact, Truth, any_of, known, unknown

_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::)?([0-9]{12})(?::root)?")
_ROLE = re.compile(r"arn:[^:]+:iam::([0-9]{12}):role/(.+)")
_SESSION = re.compile(r"arn:[^:]+:sts::([0-9]{12}):assumed-role/([^/]+)/(.+)")
_ROLE_ID = re.compile(r"AROA[A-Z0-9]{16,}")
_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{16,}")


class CallerKind(StrEnum):
    """What a caller is."""

    ANONYMOUS = "anonymous"
    ROLE = "role"
    USER = "user"
    ROOT = "root"
    SERVICE = "service"


class Caller(Struct, frozen=True):
    """Who makes a request; an empty text is not known.

    Attributes:
        kind: what the caller is; a job is a session of its role.
        account: the twelve digits of the caller's account.
        arn: of the role or the user; the name of a service.
        session: the ARN of the session of a role.
    """

    kind: CallerKind
    account: str = ""
    arn: str = ""
    session: str = ""

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody signed the request."""
        return self.kind is CallerKind.ANONYMOUS

    @property
    def has_identity(self) -> bool:
        """Whether there is an account's role or user, whose own policies count; a service has none."""
        return self.kind not in (CallerKind.ANONYMOUS, CallerKind.SERVICE)


ANONYMOUS = Caller(CallerKind.ANONYMOUS)


def role(arn: str, session: str = "") -> Caller:
    """A session of a role; the ARN of the session is made of its name, where that is known."""
    found = _ROLE.fullmatch(arn)
    if not found:
        return Caller(CallerKind.ROLE, "", arn)
    partition, name = arn.split(":")[1], found[2].rpartition("/")[2]
    whole = f"arn:{partition}:sts::{found[1]}:assumed-role/{name}/{session}" if session else ""
    return Caller(CallerKind.ROLE, found[1], arn, whole)


def is_meant(principals: Principals, caller: Caller, *, gateway: bool = False) -> Truth:
    """Whether a statement about these principals is about the caller.

    Args:
        principals: of the statement.
        caller: of the request.
        gateway: the policy is that of a gateway endpoint, where an account means its root user only.
    """
    if not principals.negated:
        return any_of(names(each, caller, gateway=gateway) for each in principals.named)
    return _is_left_over(principals, caller)


class GrantForm(Enum):
    """How a policy of a resource names a caller, which decides what else has to allow what it grants."""

    DIRECT = "everyone, a user or a session: nothing else has to"
    ROLE = "a role: boundary and session policies have to"
    ACCOUNT = "an account: the policies of the identity have to"


def form_of(principal: Principal) -> GrantForm:
    """How a principal names those whom it means."""
    name = principal.text.value
    if principal.kind == "AWS" and _ACCOUNT.fullmatch(name):
        return GrantForm.ACCOUNT
    return GrantForm.ROLE if _ROLE.fullmatch(name) or _ROLE_ID.fullmatch(name) else GrantForm.DIRECT


def names(principal: Principal, caller: Caller, *, gateway: bool = False) -> Truth:
    """Whether one principal means the caller."""
    name = principal.text.value
    if principal.kind == "Service":
        return known(caller.kind is CallerKind.SERVICE and caller.arn == name)
    if principal.kind == "AWS" and name == "*":
        return YES
    if caller.is_anonymous or caller.kind is CallerKind.SERVICE or principal.kind == "Federated":
        return NO
    if principal.kind == "CanonicalUser":
        return _untold("the canonical user id of the caller")
    if account := _ACCOUNT.fullmatch(name):
        return NO if gateway and caller.kind is not CallerKind.ROOT else _same(caller.account, account[1], "account")
    return _by_arn(name, caller)


def _by_arn(name: str, caller: Caller) -> Truth:
    """Whether the ARN or the unique id of a role, a session or a user means the caller."""
    if _ID.fullmatch(name):
        return _untold(f"the principal with the unique id {name}")
    if session := _SESSION.fullmatch(name):
        if caller.kind is not CallerKind.ROLE:
            return NO
        if caller.session or not caller.arn:
            return _same(caller.session, name, "session")
        same_role = _ROLE.fullmatch(caller.arn)
        named = (session[1], session[2])
        here = same_role and (same_role[1], same_role[2].rpartition("/")[2]) == named
        return _untold("the session of the role") if here else NO
    if caller.kind not in (CallerKind.ROLE, CallerKind.USER):
        return NO
    return _same(caller.arn, name, "ARN")


def _is_left_over(principals: Principals, caller: Caller) -> Truth:
    """Whether the caller is none of these.

    A session is left out only where its account, its role and the session itself are named; what some of them do, the
    guide does not say.
    """
    named = [names(each, caller) for each in principals.named]
    everyone = any(each.text.value == "*" and each.kind == "AWS" for each in principals.named)
    if everyone or all(each.is_no for each in named):
        return known(not everyone)
    if caller.kind is CallerKind.ROLE and sum(each.is_yes for each in named) < _NAMES_OF_A_SESSION:
        reason = "AWS does not say whether NotPrincipal leaves out a session of which not all ARNs are named"
        return unknown(Fact("", "", "", reason))
    return ~any_of(named)


_NAMES_OF_A_SESSION = 3


def _same(here: str, there: str, what: str) -> Truth:
    return known(here == there) if here else _untold(f"the caller's {what}")


def _untold(what: str) -> Truth:
    return unknown(Fact("", "", "", f"{what} is not known"))
