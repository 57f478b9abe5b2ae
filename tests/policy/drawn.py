"""Policies of 1 to 30 statements that are drawn at random, and what is asked about them."""

import random
from typing import Any, NamedTuple

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import ANONYMOUS, Caller, role
from vpclint.policy.compare import compare
from vpclint.policy.proof.search import Scope
from vpclint.policy.prove import Found, Prover

from .oracle import Asked, Who, exists
from .test_agreement import compiled

Json = Any
ACCOUNT, ROLE = "123456789012", "arn:aws:iam::123456789012:role/team/job"
ABOUT_SOMEBODY = ("aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:username")
NOBODY = Who(frozenset(), dict.fromkeys(ABOUT_SOMEBODY))
JOB = Who(
    frozenset({ACCOUNT, ROLE, f"arn:aws:iam::{ACCOUNT}:root"}),
    {"aws:PrincipalArn": ROLE, "aws:PrincipalAccount": ACCOUNT, "aws:username": None},
)
CALLERS: list[tuple[Caller, Who]] = [(ANONYMOUS, NOBODY), (role(ROLE, "SageMaker"), JOB)]
ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
PATTERNS = ["*", "s3:*", "s3:Get*", "S3:getobject", "s3:Put?bject", "s3:List*", "s3:*Object", "ec2:*"]
NAMES = ["raw", "raw-*", "*-logs", "al2023-repos-*", "packages.*.amazonaws.com", "r?w", "*", "a*b*c"]
KEYS = ["/*", "", "/a", "/*/b", "/team/?*", "/x*y*", "*"]
WANTED = {
    "s3:ListBucket": ["*", "raw", "*-logs", "raw*", "al2023-repos-*"],
    "s3:GetObject": ["*", "raw/*", "*-logs/*", "al2023-repos-*/*", "packages.*/*", "raw*/team/*", "*/a"],
}
PRINCIPALS: list[Json] = ["*", "*", "*", {"AWS": ACCOUNT}, {"AWS": "999999999999"}, {"AWS": [ROLE, "999999999999"]}]
CONDITIONS: list[tuple[str, str, list[list[str]]]] = [
    ("String", "aws:SourceVpce", [["vpce-1"], ["vpce-1", "vpce-2"], ["vpce-?"], ["*1*", "VPCE-2"]]),
    ("String", "aws:PrincipalOrgID", [["o-1"], ["o-2", "o-3"], ["o-*"]]),
    ("String", "aws:ResourceAccount", [["123456789012"], ["${aws:PrincipalAccount}"], ["1*"]]),
    ("Arn", "aws:PrincipalArn", [[ROLE], ["arn:aws:iam::*:role/*"], ["arn:aws:iam::999999999999:*"]]),
    ("Numeric", "s3:max-keys", [["5"], ["10", "7"], ["6.5"]]),
    ("Ip", "aws:VpcSourceIp", [["10.0.0.0/8"], ["10.1.0.0/16", "11.0.0.1"], ["10.0.0.0/9"]]),
    ("Bool", "aws:SecureTransport", [["true"], ["false"]]),
    ("Null", "aws:SourceVpce", [["true"], ["false"]]),
]
OPERATORS = {
    "String": ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"],
    "Arn": ["ArnLike", "ArnNotLike", "ArnEquals"],
    "Numeric": ["NumericEquals", "NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals"],
    "Ip": ["IpAddress", "NotIpAddress"],
    "Bool": ["Bool"],
    "Null": ["Null"],
}


class Question(NamedTuple):
    """What is asked of a policy, or of two.

    Attributes:
        wanted: the resources that are asked about, behind the partition.
        actions: that are asked about.
    """

    wanted: str
    actions: list[str]

    @property
    def arn(self) -> str:
        return f"arn:aws:s3:::{self.wanted}"

    @property
    def scope(self) -> Scope:
        callers = tuple(caller for caller, _ in CALLERS)
        return Scope(tuple(self.actions), (Pattern.glob(self.arn),), callers)

    def oracle(self, asked: Asked, found: Found) -> bool | None:
        """What the solver says; a request that was found is put to it, where none was it has to look for one."""
        if found.witness is None:
            return exists(self.arn, self.actions, [who for _, who in CALLERS], asked)
        request = found.witness.request
        [who] = [who for caller, who in CALLERS if caller == request.caller]
        return exists(str(request.resource), [str(request.action)], [who], asked)


def policy(draw: random.Random, statements: int) -> Json:
    return {"Version": "2012-10-17", "Statement": [statement(draw) for _ in range(statements)]}


def statement(draw: random.Random) -> Json:
    found: Json = {"Effect": draw.choice(["Allow", "Allow", "Deny"]), "Principal": draw.choice(PRINCIPALS)}
    found["NotAction" if draw.random() < 0.1 else "Action"] = draw.sample(PATTERNS, draw.choice([1, 1, 2]))
    resources = [resource(draw) for _ in range(draw.choice([1, 1, 2, 3]))]
    found["NotResource" if draw.random() < 0.1 else "Resource"] = resources
    conditions = [condition(draw) for _ in range(draw.choice([0, 0, 1, 1, 2]))]
    if conditions:
        found["Condition"] = {}
        for operator, key, values in conditions:
            found["Condition"].setdefault(operator, {})[key] = values
    return found


def resource(draw: random.Random) -> str:
    if draw.random() < 0.05:
        return "arn:aws:s3:::raw/${aws:username}/*"
    return "*" if draw.random() < 0.05 else f"arn:aws:s3:::{draw.choice(NAMES)}{draw.choice(KEYS)}"


def condition(draw: random.Random) -> tuple[str, str, list[str]]:
    family, key, values = draw.choice(CONDITIONS)
    operator = draw.choice(OPERATORS[family])
    exists_too = family != "Null" and draw.random() < 0.2
    return operator + "IfExists" * exists_too, key, draw.choice(values)


def changed(draw: random.Random, before: Json) -> Json:
    """A policy that differs from another one in a statement or two, as those do that people compare."""
    several = list(before["Statement"])
    for _ in range(draw.choice([1, 1, 2])):
        place = draw.randrange(len(several))
        match draw.choice(["drop", "replace", "add"]):
            case "drop" if len(several) > 1:
                del several[place]
            case "add":
                several.insert(place, statement(draw))
            case _:
                several[place] = statement(draw)
    return before | {"Statement": several}


def answered(found: Found) -> bool | None:
    return True if found.witness else False if found.none else None


Answer = tuple[str, bool | None, bool | None]
"""What was asked, what vpclint says of it, and what the solver says."""


def answers(seed: int) -> list[Answer]:
    """All that is asked about one drawn policy, and about another one beside it, each by both."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    one = policy(draw, min(draw.randint(1, 30), draw.randint(1, 30)))
    other = changed(draw, one) if draw.random() < 0.7 else policy(draw, draw.randint(1, 10))
    action = draw.choice(ACTIONS)
    question = Question(draw.choice(WANTED.get(action, WANTED["s3:GetObject"])), [action])
    prover = Prover(compiled(one), question.scope)
    compared = compare(compiled(one), compiled(other), question.scope)
    asked: list[tuple[str, Found, Asked]] = [
        ("allowed", prover.allowed(), lambda each: each.allowed(one)),
        ("denied", prover.denied(), lambda each: each.no(each.allowed(one))),
        ("more", compared.more, lambda each: exceeding(each, one, other)),
        ("less", compared.less, lambda each: exceeding(each, other, one)),
    ]
    return [(what, answered(found), question.oracle(term, found)) for what, found, term in asked]


def exceeding(oracle: Any, one: Json, other: Json) -> Any:
    return oracle.all([oracle.allowed(one), oracle.no(oracle.allowed(other))])
