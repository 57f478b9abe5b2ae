"""Those who may ask, as far as statements tell them apart.

A session of a role belongs to the role and to its account; whoever nobody names is a role, a user or the root user of
each account that is named, or of another one; besides, there are services, and nobody at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, CallerKind, is_meant, role
from vpclint.policy.proof.statements import Bits, Statements
from vpclint.policy.requests import caller_named, implied
from vpclint.policy.values import Context, Known, Like, Value, may_be
from vpclint.truth import YES

_ACCOUNT = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")
_NAMED = re.compile(r"arn:[^:*?]+:(?:iam::[0-9]{12}:(?:role|user)/|sts::[0-9]{12}:assumed-role/[^/*?]+/)[^*?]+")
_STRANGER = "000000000000"
_ARN, _SERVICE_NAME = "aws:principalarn", "aws:principalservicename"
_USER_NAME, _USER_ID = "aws:username", "aws:userid"


class CallerChoice(Struct, frozen=True):
    """Someone who asks.

    Attributes:
        caller: who it is.
        named: whether it is exactly this one; else it may have another name, as `told` says.
        told: what is known of its requests.
        context: the same, with the values that were chosen beforehand.
        yes, may: the statements that are about it surely, and those that may be.
    """

    caller: Caller
    named: bool
    told: Context
    context: Context
    yes: int
    may: int

    def completed(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """All that was chosen of condition keys, these values and those chosen beforehand, and what it is."""
        chosen = {key: self.context[key] for key in self.context if self.context[key] != self.told[key]}
        return {key: value for key, value in {**chosen, **values}.items() if value != self.told[key]}

    def called(self, values: Mapping[str, Value]) -> Caller:
        """Who it is where condition keys have these values."""
        if self.named:
            return self.caller
        before, _, own = self.caller.arn.rpartition("/")
        match self.caller.kind:
            case CallerKind.SERVICE:
                return structs.replace(self.caller, arn=_text(values, _SERVICE_NAME, self.caller.arn))
            case CallerKind.USER:
                arn = f"{before}/{_text(values, _USER_NAME, own)}"
                return structs.replace(self.caller, arn=_text(values, _ARN, arn))
        session = _text(values, _USER_ID, f":{own}").partition(":")[2]
        return role(_text(values, _ARN, self.caller.arn), session)

    def never(self, key: str, statements: Statements) -> Sequence[str]:
        """The values of a condition key that tell somebody whom statements name, who is another one."""
        if self.named:
            return ()
        if key == _SERVICE_NAME:
            return list(statements.principals)
        before = f"{self.caller.arn.rpartition('/')[0]}/"
        alike = [each for each in statements.principals if each.startswith(before)]
        return {_ARN: alike, _USER_NAME: [each.removeprefix(before) for each in alike]}.get(key, ())

    def contradicts(self, values: Mapping[str, Value]) -> bool:
        """Whether nobody has these values of condition keys: a user's ARN ends with the user's name."""
        name = _text(values, _USER_NAME, "")
        return bool(name) and self.called(values).arn.rpartition("/")[2] != name


def caller_choices(
    statements: Statements,
    callers: Sequence[Caller] | None,
    given: Mapping[str, Value],
    pinned: Mapping[str, Value],
    *,
    endpoint: bool,
    each: bool = False,
) -> list[CallerChoice]:
    """All that differ among these callers, or among all that there can be.

    Args:
        statements: that tell them apart.
        callers: who may ask; None for everyone.
        given: what is known of condition keys, whoever asks.
        pinned: the values of condition keys of which no value is known otherwise.
        endpoint: requests take a VPC endpoint.
        each: nobody stands for another.
    """
    several = [(each, True) for each in callers] if callers is not None else list(_everyone(statements))
    mentioned = _mentioned(statements)
    found: dict[object, CallerChoice] = {}
    for caller, named in several:
        values = implied(caller, endpoint=endpoint)
        if not named:
            values |= {key: value for key, value in _open(caller).items() if key.lower() in mentioned}
        told = Context({**values, **given})
        context = told | {key: value for key, value in pinned.items() if may_be(told[key], value)}
        bits = _bits(statements, caller)
        seen = tuple(context[key] for key in mentioned)
        alike = caller if each else (bits, seen)
        found.setdefault(alike, CallerChoice(caller, named, told, context, *bits))
    return list(found.values())


def _open(caller: Caller) -> dict[str, Value]:
    """What is not known of somebody whom nobody names: the own name, and what follows from it."""
    match caller.kind:
        case CallerKind.SERVICE:
            return {"aws:PrincipalServiceName": Like(Pattern.glob("?*"))}
        case CallerKind.USER:
            of_name: tuple[str, Value] = "aws:username", Like(Pattern.glob("?*"))
        case _:
            of_name = "aws:userid", Like(Pattern.glob("AROA*:?*"))
    return dict([("aws:PrincipalArn", Like(Pattern.glob(f"{caller.arn.rpartition('/')[0]}/?*"))), of_name])


def _text(values: Mapping[str, Value], key: str, otherwise: str) -> str:
    """The value that was chosen for a key, or what stands for it."""
    value = values.get(key)
    return value.values[0] if isinstance(value, Known) else otherwise


def _bits(statements: Statements, caller: Caller) -> Bits:
    return statements.judged(
        lambda each: (
            is_meant(each.statement.principals, caller, gateway=each.gateway) if each.statement.principals else YES
        )
    )


def _mentioned(statements: Statements) -> set[str]:
    """The condition keys that conditions and variables name, any of which may follow from who asks."""
    keys = {test.key.lower() for each in statements.all for test in each.tests}
    return keys.union(*(each.variables for each in statements.all))


def _everyone(statements: Statements) -> Iterator[tuple[Caller, bool]]:
    """Nobody, everybody who is named, and in each account somebody who is not."""
    yield ANONYMOUS, True
    principals = dict.fromkeys(statements.principals)
    someone = "someone"
    while any(someone in text for text in principals):
        someone += "x"
    services = [text for text in principals if "amazonaws.com" in text and ":" not in text]
    yield from ((Caller(CallerKind.SERVICE, "", text), True) for text in services)
    yield Caller(CallerKind.SERVICE, "", f"{someone}.amazonaws.com"), False
    arns = [text for text in principals if _NAMED.fullmatch(text)]
    yield from ((caller_named(text), True) for text in arns)
    values = (text for each in statements.all for test in each.tests for text in test.texts)
    accounts = dict.fromkeys(account for text in (*principals, *values) for account in _ACCOUNT.findall(text))
    for account in (*accounts, _STRANGER):
        yield role(f"arn:aws:iam::{account}:role/{someone}", someone), False
        yield Caller(CallerKind.USER, account, f"arn:aws:iam::{account}:user/{someone}"), False
        yield Caller(CallerKind.ROOT, account, f"arn:aws:iam::{account}:root"), True
