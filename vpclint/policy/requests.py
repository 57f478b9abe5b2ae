"""Requests as a person describes them: who asks, what the context holds, and what the caller implies of it.

Source: the IAM user guide, "Policy variables" (the table of request information by principal) and "AWS global condition
context keys"; for endpoints, the AWS PrivateLink guide and "Controlling access from VPC endpoints" of the S3 guide.
"""

import re
from collections.abc import Iterable, Iterator

from vpclint.algebra.patterns import Pattern
from vpclint.errors import UsageError
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, role
from vpclint.policy.conditions import is_literal
from vpclint.policy.document import Policy
from vpclint.policy.matching import Name
from vpclint.policy.operators import OPERATORS
from vpclint.policy.shapes import FIELDS
from vpclint.policy.templates import Variable, template
from vpclint.policy.values import ABSENT, Known, Like, OneOf, Unknown, Value, known, untold
from vpclint.policy.vocabulary import actions_of, closest, condition_key, condition_keys_of
from vpclint.text.escape import quoted

_ACCOUNT = r"[0-9]{12}"
_IDENTITY = r"arn:[^:*?]+:iam::([0-9]{12}):(root|user/[^*?]+|role/[^*?]+)"
_SESSION = r"arn:([^:*?]+):sts::([0-9]{12}):assumed-role/([^/*?]+)/([^*?]+)"
_FEDERATED = r"arn:[^:*?]+:sts::([0-9]{12}):federated-user/([^*?]+)"
_BUCKET = r"(?s)(?:s3://)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/.*)?)"
_SERVICE = r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?"
_ENTRY = r"(?s)([^:=~!?]+:[^=~!?]*+)(?:([=~])(.*)|([!?]))"
_OWNERS = ("aws:ResourceAccount", "s3:ResourceAccount")


def caller_named(text: str) -> Caller:
    """The caller that a text names: `anonymous`, an ARN, an account, or a service.

    Of an account that is named alone, it is any role or user.

    Raises:
        UsageError: it names none.
    """
    if text.lower() == "anonymous":
        return ANONYMOUS
    if re.fullmatch(_ACCOUNT, text):
        return Caller(CallerKind.ROLE, text)
    if re.fullmatch(_SERVICE, text):
        return Caller(CallerKind.SERVICE, "", text)
    if session := re.fullmatch(_SESSION, text):
        return Caller(CallerKind.ROLE, session[2], "", text)
    if federated := re.fullmatch(_FEDERATED, text):
        return Caller(CallerKind.FEDERATED, federated[1], text)
    found = re.fullmatch(_IDENTITY, text)
    if found is None:
        wanted = "anonymous, an account, the ARN of a role, a session, a user, a federated or a root user, or a service"
        raise UsageError(f"{quoted(text, 120)} is no principal: {wanted} was expected")
    if found[2].startswith("role/"):
        return role(text)
    return Caller(CallerKind.ROOT if found[2] == "root" else CallerKind.USER, found[1], text)


def name_of(text: str) -> Name:
    """A name, or the pattern of all that it means where there are wildcards in it."""
    return Pattern.glob(text) if "*" in text or "?" in text else text


def resource_named(text: str) -> Name:
    """The resource that a text names: `*`, an ARN, or a pattern of ARNs.

    Raises:
        UsageError: it can be none.
    """
    fields = text.split(":", FIELDS - 1)
    begin, star, _ = text.partition("*")
    if (fields[0] == "arn" and (star or len(fields) == FIELDS)) or (star and "arn:".startswith(begin)):
        return name_of(text)
    bucket = re.fullmatch(_BUCKET, text)
    hint = f", did you mean {quoted(f'arn:aws:s3:::{bucket[1]}', 120)}?" if bucket else ": arn:… or * was expected"
    raise UsageError(f"{quoted(text, 120)} is no ARN{hint}")


def context_of(entries: Iterable[str]) -> dict[str, Value]:
    """The values of condition keys as a person gives them; a key that is given twice has both values.

    Args:
        entries: `KEY=VALUE`, `KEY~PATTERN` for a value that is known by a pattern only, `KEY!` for a key that the
            request lacks, and `KEY?` for one that is not known, whatever the caller implies.

    Raises:
        UsageError: an entry is none of these, or a key that holds one value is given several.
    """
    given: dict[str, list[str]] = {}
    values: dict[str, Value] = {}
    for entry in entries:
        found = re.fullmatch(_ENTRY, entry)
        if not found:
            shapes = "KEY=VALUE, KEY~PATTERN, KEY! (absent) or KEY? (not known) was expected"
            raise UsageError(f"{quoted(entry, 120)} says nothing of a condition key: {shapes}")
        key, sign, text = found[1].lower(), found[2] or found[4], found[3]
        if key in values and not (sign == "=" and key in given):
            raise UsageError(f"{quoted(found[1], 120)} is given twice")
        if sign == "=":
            given.setdefault(key, []).append(text)
        values[key] = _value(found[1], sign, text, given.get(key, []))
    return values


def _value(key: str, sign: str, text: str, given: list[str]) -> Value:
    """What one entry says of a key, together with the earlier ones."""
    if sign == "~":
        return Like(Pattern.glob(text))
    if sign != "=":
        return ABSENT if sign == "!" else Unknown(untold(key))
    named = condition_key(key)
    if named and not named.multivalued and len(given) > 1:
        raise UsageError(f"{named.name} holds one value, {len(given)} are given")
    if named and text and named.type in _TYPED and not is_literal(OPERATORS[_TYPED[named.type]], text):
        raise UsageError(f"{named.name} is {quoted(text, 80)}, {_WORDS[named.type]} was expected")
    return known(*given, several=named.multivalued if named else len(given) > 1)


_TYPED = {
    "Numeric": "NumericEquals",
    "Date": "DateEquals",
    "Bool": "Bool",
    "IPAddress": "IpAddress",
}
"""What reads the values of keys of a type."""
_WORDS = {
    "Numeric": "a number",
    "Date": "a date, or seconds since 1970",
    "Bool": "true or false",
    "IPAddress": "an address or a CIDR block",
}


def strange_actions(actions: Iterable[str]) -> Iterator[str]:
    """What is strange about the names of actions: AWS is not known to have them, but for one like them."""
    for action in actions:
        service, _, name = action.partition(":")
        among = actions_of(service)
        if among is None or "*" in name or "?" in name or name.lower() in {each.lower() for each in among}:
            continue
        near = closest(name, among)
        hint = f", did you mean {service}:{near}?" if near else ""
        yield f"{quoted(action, 80)} is no action that is known here{hint}"


def strange_keys(keys: Iterable[str]) -> Iterator[str]:
    """What is strange about the names of condition keys: AWS is not known to have them, but for one like them."""
    for key in keys:
        among = condition_keys_of(key.partition(":")[0])
        if among is not None and condition_key(key) is None:
            near = closest(key, among)
            hint = f", did you mean {near}?" if near else ""
            yield f"{quoted(key, 80)} is no condition key that is known here{hint}"


def owner_in(context: dict[str, Value]) -> str:
    """The account of the resource, where the context tells it; else nothing."""
    values = (context.get(key.lower()) for key in _OWNERS)
    return next((each.values[0] for each in values if isinstance(each, Known)), "")


def implied(caller: Caller, *, endpoint: bool) -> dict[str, Value]:
    """The condition keys that follow from who asks; what does not follow is left out, and so not known.

    Args:
        caller: of the request.
        endpoint: the request takes a VPC endpoint.
    """
    way: dict[str, Value] = {
        "aws:SourceIp": ABSENT,
        "aws:SourceVpc": Like(Pattern.glob("vpc-*")),
        "aws:SourceVpce": Like(Pattern.glob("vpce-*")),
        "aws:VpcSourceIp": Like(Pattern.glob("*")),
    }
    return {**(way if endpoint else {}), **_of_caller(caller)}


def usual(caller: Caller) -> dict[str, Value]:
    """The condition keys that have a usual value, where nobody says otherwise of one request.

    AWS's own clients ask over TLS unless they are told not to, and a caller that is no service asks for itself.
    """
    found: dict[str, Value] = {"aws:SecureTransport": known("true")}
    return found if caller.kind is CallerKind.SERVICE else found | {"aws:ViaAWSService": known("false")}


def _of_caller(caller: Caller) -> dict[str, Value]:
    if caller.is_anonymous:
        return _of_nobody()
    if caller.kind is CallerKind.SERVICE:
        service: dict[str, Value] = {"aws:PrincipalIsAWSService": known("true"), "aws:username": ABSENT}
        return {**service, "aws:PrincipalServiceName": known(caller.arn)}
    values: dict[str, Value] = {"aws:PrincipalIsAWSService": known("false"), "aws:PrincipalServiceName": ABSENT}
    if caller.account:
        values["aws:PrincipalAccount"] = known(caller.account)
    if caller.arn:
        values["aws:PrincipalArn"] = known(caller.arn)
    return values | _of_kind(caller)


def _of_kind(caller: Caller) -> dict[str, Value]:
    """What follows from being a user, a root user, or the session of a role."""
    if caller.kind is CallerKind.USER:
        name = caller.arn.rpartition("/")[2]
        return {
            "aws:username": known(name),
            "aws:PrincipalType": known("User"),
            "aws:userid": Like(Pattern.glob("AIDA*")),
        }
    if caller.kind is CallerKind.FEDERATED:
        name = caller.arn.partition("/")[2]
        of_user: dict[str, Value] = {"aws:username": ABSENT, "aws:PrincipalType": known("FederatedUser")}
        return {**of_user, "aws:userid": known(f"{caller.account}:{name}")}
    if caller.kind is CallerKind.ROOT:
        return {"aws:username": ABSENT, "aws:PrincipalType": known("Account"), "aws:userid": known(caller.account)}
    if not caller.arn and not caller.session:
        return {}
    values: dict[str, Value] = {"aws:username": ABSENT, "aws:PrincipalType": known("AssumedRole")}
    session = re.fullmatch(_SESSION, caller.session)
    values["aws:userid"] = Like(Pattern.glob("AROA*:") + (Pattern.exact(session[4]) if session else Pattern.glob("*")))
    if session and not caller.arn:
        partition, account, name = session.groups()[:3]
        values["aws:PrincipalArn"] = Like(Pattern.glob(f"arn:{partition}:iam::{account}:role/*{name}"))
    return values


def _of_nobody() -> dict[str, Value]:
    """The keys of a request that nobody signed. AWS's pages differ on whether two of them are there."""
    values: dict[str, Value] = dict.fromkeys(_OF_SOMEBODY, ABSENT)
    values["aws:userid"] = OneOf((ABSENT, known("anonymous")))
    values["aws:PrincipalType"] = OneOf((ABSENT, known("Anonymous")))
    return values


_OF_SOMEBODY = (
    *("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalTag/"),
    *("aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:username"),
    *("aws:SourceIdentity", "aws:FederatedProvider", "aws:TokenIssueTime"),
    *("aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent"),
)


def keys_of(policy: Policy) -> frozenset[str]:
    """The condition keys that decide about a policy, as it spells them: in conditions and in variables."""
    texts = [text for each in policy.statements if each.resources for text in each.resources.texts]
    texts += [text for each in policy.statements for condition in each.conditions for text in condition.values.texts]
    parts = (part for text in texts for part in template(text.value, wildcards=True, variables=policy.variables).parts)
    conditions = (condition.key for each in policy.statements for condition in each.conditions)
    return frozenset((*conditions, *(part.key for part in parts if isinstance(part, Variable))))
