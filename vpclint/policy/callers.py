"""Who makes a request, and which principals of a policy mean that caller.

Source: the IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal"; for gateway endpoints the AWS
PrivateLink guide, "Control access to VPC endpoints using endpoint policies".
"""

import re
from enum import Enum, StrEnum, auto

from msgspec import Struct

from vpclint.policy.document import Principal, Principals
from vpclint.text.escape import quoted
from vpclint.truth import NO, YES, Fact, Truth, all_of, any_of, known, open_for, unknown

_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::)?([0-9]{12})(?::root)?")
_ROLE = re.compile(r"arn:[^:]+:iam::([0-9]{12}):role/(.+)")
_SESSION = re.compile(r"arn:[^:]+:sts::([0-9]{12}):assumed-role/([^/]+)/(.+)")
_USER = r"arn:[^:]+:iam::([0-9]{12}):user/.+"
_SERVICE_LINKED = ":role/aws-service-role/"
_NAME_OF_SERVICE_LINKED = "AWSServiceRoleFor"
_ROLE_ID = re.compile(r"AROA[A-Z0-9]{16,}")
_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{16,}")


class CallerKind(StrEnum):
    """What a caller is."""

    ANONYMOUS = "anonymous"
    ROLE = "role"
    USER = "user"
    FEDERATED = "federated user"
    ROOT = "root"
    SERVICE = "service"


class Caller(Struct, frozen=True):
    """Who makes a request; an empty text is not known.

    Attributes:
        kind: what the caller is; a job is a session of its role.
        account: the twelve digits of the caller's account.
        arn: of the role or the user; that of the session of a federated user; the name of a service.
        session: the ARN of the session of a role.
        bounded: a permissions boundary is attached to the caller.
    """

    kind: CallerKind
    account: str = ""
    arn: str = ""
    session: str = ""
    bounded: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody signed the request."""
        return self.kind is CallerKind.ANONYMOUS

    @property
    def has_identity(self) -> bool:
        """Whether there is an account's role or user, whose own policies count; a service has none."""
        return self.kind not in (CallerKind.ANONYMOUS, CallerKind.SERVICE)

    @property
    def is_service_linked(self) -> Truth:
        """Whether this is a role that a service made for itself, which no policy of an organisation restricts."""
        session = _SESSION.fullmatch(self.session)
        if self.arn or not session:
            return known(_SERVICE_LINKED in self.arn)
        return _untold("the path of the role") if session[2].startswith(_NAME_OF_SERVICE_LINKED) else NO


ANONYMOUS = Caller(CallerKind.ANONYMOUS)


def role(arn: str, session: str = "") -> Caller:
    """A session of a role; the ARN of the session is made of its name, where that is known."""
    found = _ROLE.fullmatch(arn)
    if not found:
        return Caller(CallerKind.ROLE, "", arn)
    partition, name = arn.split(":")[1], found[2].rpartition("/")[2]
    whole = f"arn:{partition}:sts::{found[1]}:assumed-role/{name}/{session}" if session else ""
    return Caller(CallerKind.ROLE, found[1], arn, whole)


def is_meant(principals: Principals, caller: Caller, *, gateway: bool = False, denies: bool = False) -> Truth:
    """Whether a statement about these principals is about the caller.

    Args:
        principals: of the statement.
        caller: of the request.
        gateway: the policy is that of a gateway endpoint, of which AWS says only whom `*` and an account mean.
        denies: the statement is a Deny, which by NotPrincipal leaves out nobody who has a permissions boundary.
    """
    if not principals.negated:
        return any_of((_at_gateway if gateway else names)(each, caller) for each in principals.named)
    if gateway:
        return _unsaid("whom NotPrincipal means in the policy of a gateway endpoint")
    return YES if denies and caller.bounded else _is_left_over(principals, caller)


class GrantForm(Enum):
    """How a policy of a resource names a caller, which decides what else has to allow what it grants."""

    DIRECT = auto()
    """Everyone, a user or a session: nothing else has to."""
    ROLE = auto()
    """A role: boundary and session policies have to."""
    ACCOUNT = auto()
    """An account: the policies of the identity have to."""


def is_account(name: str) -> bool:
    """Whether a principal of this name is an account, by its id or by its root user's ARN."""
    return bool(_ACCOUNT.fullmatch(name))


def form_of(principal: Principal) -> GrantForm:
    """How a principal names those whom it means."""
    name = principal.text.value
    if principal.kind == "AWS" and is_account(name):
        return GrantForm.ACCOUNT
    return GrantForm.ROLE if _ROLE.fullmatch(name) or _ROLE_ID.fullmatch(name) else GrantForm.DIRECT


def names(principal: Principal, caller: Caller) -> Truth:
    """Whether one principal means the caller."""
    name = principal.text.value
    if principal.kind == "Service":
        if caller.kind is not CallerKind.SERVICE:
            return NO
        return _unsaid("whether the service * is every service") if name == "*" else known(caller.arn == name)
    if principal.kind == "AWS" and name == "*":
        return YES
    if caller.is_anonymous or caller.kind is CallerKind.SERVICE or principal.kind == "Federated":
        return NO
    if principal.kind == "CanonicalUser":
        return _untold("the canonical user id of the caller")
    if account := _ACCOUNT.fullmatch(name):
        return _same(caller.account, account[1], "account")
    return _by_arn(name, caller)


def _at_gateway(principal: Principal, caller: Caller) -> Truth:
    """Whether one principal means the caller in the policy of a gateway endpoint.

    An account is its root user there, everyone is everyone; and nobody is meant whom the name does not mean elsewhere.
    """
    elsewhere, name = names(principal, caller), principal.text.value
    if elsewhere.is_no or (principal.kind == "AWS" and name == "*"):
        return elsewhere
    if principal.kind == "AWS" and is_account(name):
        return elsewhere if caller.kind is CallerKind.ROOT else NO
    return _unsaid(f"whom the principal {quoted(name, 120)} means in the policy of a gateway endpoint")


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
    if caller.kind is CallerKind.FEDERATED and (user := re.fullmatch(_USER, name)):
        return _untold("the user who asked for the session") if user[1] == caller.account else NO
    return NO if caller.kind is CallerKind.ROOT else _same(caller.arn, name, "ARN")


def _is_left_over(principals: Principals, caller: Caller) -> Truth:
    """Whether the caller is none of these.

    Somebody is left out only where each name is among these that the guide asks for; what some of them do, it does not
    say.
    """
    named = [(form_of(each), names(each, caller)) for each in principals.named]
    meant = any_of(truth for _, truth in named)
    everyone = any(each.text.value == "*" and each.kind == "AWS" for each in principals.named)
    if everyone or not caller.has_identity or meant.is_no:
        return ~meant
    whole = all_of(any_of(truth for form, truth in named if form is each) for each in _NAMES_OF[caller.kind])
    if whole.is_yes:
        return NO
    facts = whole.facts | meant.facts
    return (
        open_for(facts) if facts else _unsaid("whether NotPrincipal leaves out a caller whose names do not all stand")
    )


_NAMES_OF = {
    CallerKind.ROLE: (GrantForm.ACCOUNT, GrantForm.ROLE, GrantForm.DIRECT),
    CallerKind.USER: (GrantForm.ACCOUNT, GrantForm.DIRECT),
    CallerKind.FEDERATED: (GrantForm.ACCOUNT, GrantForm.DIRECT),
    CallerKind.ROOT: (GrantForm.ACCOUNT,),
}
"""What has to stand under NotPrincipal so that somebody is left out: the account, and the role, the session or user."""


def _same(here: str, there: str, what: str) -> Truth:
    return known(here == there) if here else _untold(f"the caller's {what}")


def _untold(what: str) -> Truth:
    return unknown(Fact("", "", "", f"{what} is not known"))


def _unsaid(what: str) -> Truth:
    return unknown(Fact("", "", "", f"AWS does not say {what}"))
