"""A third opinion: whether any request is decided in a way, as a formula over texts that cvc5 solves.

It is written from the tables of the IAM user guide and shares no code with vpclint. A request is for an object or a
bucket of S3 by someone who is told; its resource and the values of its condition keys are what the solver looks for.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import cvc5
from cvc5 import Kind, Term

Json = Any
OBJECTS = frozenset({"s3:GetObject", "s3:PutObject", "s3:DeleteObject"})
PREFIX = "arn:aws:s3:::"
MILLISECONDS = 3_000


class Who(NamedTuple):
    """Someone who asks: what principals name him by, and what follows for condition keys; None is absent."""

    names: frozenset[str]
    keys: dict[str, str | None]


class Oracle:
    """One question to a solver about one action of one caller.

    Args:
        wanted: a pattern that the resource has to match.
        action: of the request.
        who: makes it.
    """

    def __init__(self, wanted: str, action: str, who: Who) -> None:
        self.tm = cvc5.TermManager()
        self.solver = cvc5.Solver(self.tm)
        for option, value in (("strings-exp", "true"), ("produce-models", "true"), ("tlimit-per", str(MILLISECONDS))):
            self.solver.setOption(option, value)
        self.solver.setLogic("QF_SLIRA")
        self.action, self.who = action, who
        self.resource = self.text("resource")
        self.values: dict[str, tuple[Term, Term]] = {}
        self.solver.assertFormula(self.named(wanted))
        self.solver.assertFormula(self.is_name())

    # Terms.

    def text(self, name: str) -> Term:
        return self.tm.mkConst(self.tm.getStringSort(), name)

    def word(self, text: str) -> Term:
        return self.tm.mkString(text)

    def all(self, terms: list[Term]) -> Term:
        return self.tm.mkTerm(Kind.AND, *terms) if len(terms) > 1 else [*terms, self.tm.mkTrue()][0]

    def any(self, terms: list[Term]) -> Term:
        return self.tm.mkTerm(Kind.OR, *terms) if len(terms) > 1 else [*terms, self.tm.mkFalse()][0]

    def no(self, term: Term) -> Term:
        return self.tm.mkTerm(Kind.NOT, term)

    def truth(self, *, holds: bool) -> Term:
        return self.tm.mkBoolean(holds)

    # Texts.

    def row(self, parts: list[Term]) -> Term:
        none = self.tm.mkTerm(Kind.STRING_TO_REGEXP, self.word(""))
        return self.tm.mkTerm(Kind.REGEXP_CONCAT, *parts) if len(parts) > 1 else [*parts, none][0]

    def glob(self, text: str) -> Term:
        parts = re.findall(r"\*|\?|[^*?]+", text)
        wild = {"*": Kind.REGEXP_ALL, "?": Kind.REGEXP_ALLCHAR}
        return self.row([self.tm.mkTerm(wild[part]) if part in wild else self.any_of(part) for part in parts])

    def named(self, text: str) -> Term:
        """Whether the resource is one that a pattern means; what all ARNs of S3 begin with is left out."""
        return self.truth(holds=True) if text == "*" else self.matches(self.resource, text.removeprefix(PREFIX))

    def any_of(self, *texts: str) -> Term:
        several = [self.tm.mkTerm(Kind.STRING_TO_REGEXP, self.word(text)) for text in sorted(set(texts))]
        return self.tm.mkTerm(Kind.REGEXP_UNION, *several) if len(several) > 1 else several[0]

    def matches(self, term: Term, text: str) -> Term:
        return self.tm.mkTerm(Kind.STRING_IN_REGEXP, term, self.glob(text))

    def is_name(self) -> Term:
        """A bucket's name by the rules of S3, with a key for an object.

        Names with more than 63 characters are not left out: no pattern here needs one. Nor does any need two dots, so
        that none in the whole resource is as much as none in the name.
        """
        ranges = [self.tm.mkTerm(Kind.REGEXP_RANGE, self.word(a), self.word(b)) for a, b in ("az", "09")]
        edge = self.tm.mkTerm(Kind.REGEXP_UNION, *ranges)
        inner = self.tm.mkTerm(Kind.REGEXP_UNION, *ranges, *(self.glob(char) for char in ".-"))
        middle = self.tm.mkTerm(Kind.REGEXP_PLUS, inner)
        key = [self.glob("/?*")] if self.action in OBJECTS else []
        whole = self.row([edge, middle, edge, *key])
        twice = self.tm.mkTerm(Kind.STRING_CONTAINS, self.resource, self.word(".."))
        return self.all([self.tm.mkTerm(Kind.STRING_IN_REGEXP, self.resource, whole), self.no(twice)])

    # Policies.

    def allowed(self, policy: Json) -> Term:
        applied = [(each["Effect"], self.applies(each)) for each in policy["Statement"]]
        allows = [term for effect, term in applied if effect == "Allow"]
        denies = [term for effect, term in applied if effect == "Deny"]
        return self.all([self.any(allows), *(self.no(each) for each in denies)])

    def applies(self, statement: Json) -> Term:
        if not self.is_meant(statement) or not self.is_about(statement):
            return self.truth(holds=False)
        negated = "NotResource" in statement
        resources = self.any([self.is_resource(text) for text in listed(statement, "Resource")])
        conditions = [
            self.condition(operator, key, values if isinstance(values, list) else [values])
            for operator, keys in statement.get("Condition", {}).items()
            for key, values in keys.items()
        ]
        return self.all([self.no(resources) if negated else resources, *conditions])

    def is_meant(self, statement: Json) -> bool:
        principals = statement["Principal"]
        names = ["*"] if principals == "*" else listed({"AWS": principals["AWS"]}, "AWS")
        return any(name == "*" or name in self.who.names for name in names)

    def is_about(self, statement: Json) -> bool:
        patterns = [re.escape(text.lower()) for text in listed(statement, "Action")]
        found = any(
            re.fullmatch(text.replace(r"\*", ".*").replace(r"\?", "."), self.action.lower()) for text in patterns
        )
        return found is not ("NotAction" in statement)

    def is_resource(self, text: str) -> Term:
        """A pattern; or a text with one variable, behind which only `*` stands."""
        found = re.fullmatch(r"([^$]*)\$\{([^}]+)\}([^*]*)\*", text)
        if not found:
            return self.named(text)
        value = self.who.keys[found[2]]
        return self.truth(holds=False) if value is None else self.named(f"{found[1]}{value}{found[3]}*")

    # Conditions.

    def key(self, name: str) -> tuple[Term, Term]:
        """Whether a key is there, and its value, which is no empty text."""
        if name not in self.values:
            there, value = self.tm.mkConst(self.tm.getBooleanSort(), f"there {name}"), self.text(f"value {name}")
            self.values[name] = there, value
            self.solver.assertFormula(self.matches(value, "?*"))
            if name == "aws:SecureTransport":
                several = [self.tm.mkTerm(Kind.EQUAL, value, self.word(each)) for each in ("true", "false")]
                self.solver.assertFormula(self.any(several))
        return self.values[name]

    def condition(self, operator: str, name: str, texts: list[str]) -> Term:
        if operator == "Null" and name not in self.who.keys:
            there, _ = self.key(name)
            return self.any([self.no(there) if text == "true" else there for text in texts])
        base = operator.removesuffix("IfExists")
        positive = base.replace("Not", "")
        if name in self.who.keys:
            return self.truth(holds=self.of_fixed(operator, name, texts))
        if positive.startswith(("Numeric", "Ip")):
            there, related = self.typed(positive, name, texts)
        else:
            there, value = self.key(name)
            related = self.any([self.compared(positive, value, text) for text in texts])
        if "Not" in base:
            return self.any([self.no(there), self.no(related)])
        return self.any([self.no(there), related]) if base != operator else self.all([there, related])

    def of_fixed(self, operator: str, name: str, texts: list[str]) -> bool:
        """What a condition on an ARN that is known comes to; its wildcards take no colons but in the last field."""
        value = self.who.keys[name]
        if value is None:
            return "Not" in operator or operator.endswith("IfExists")
        found = any(arn_matches(text, value) for text in texts)
        return found is not ("Not" in operator)

    def compared(self, operator: str, value: Term, text: str) -> Term:
        if variable := re.fullmatch(r"\$\{([^}]+)\}", text):
            other = self.who.keys[variable[1]]
            return self.truth(holds=False) if other is None else self.compared("StringEquals", value, other)
        if operator == "StringLike":
            return self.matches(value, text)
        if operator == "StringEqualsIgnoreCase":
            either = [self.any_of(char.lower(), char.upper()) for char in text]
            return self.tm.mkTerm(Kind.STRING_IN_REGEXP, value, self.row(either))
        return self.tm.mkTerm(Kind.EQUAL, value, self.word(text))

    def typed(self, operator: str, name: str, texts: list[str]) -> tuple[Term, Term]:
        """Numbers, and IPv4 addresses as numbers."""
        if name not in self.values:
            there = self.tm.mkConst(self.tm.getBooleanSort(), f"there {name}")
            self.values[name] = there, self.tm.mkConst(self.tm.getRealSort(), f"value {name}")
            if operator.startswith("Ip"):
                number = self.values[name][1]
                self.solver.assertFormula(self.tm.mkTerm(Kind.IS_INTEGER, number))
                self.solver.assertFormula(self.between(number, 0, 2**32 - 1))
        there, number = self.values[name]
        return there, self.any([self.relation(operator, number, text) for text in texts])

    def between(self, number: Term, first: int, last: int) -> Term:
        edges = self.tm.mkReal(first), self.tm.mkReal(last)
        return self.all([self.tm.mkTerm(Kind.GEQ, number, edges[0]), self.tm.mkTerm(Kind.LEQ, number, edges[1])])

    def relation(self, operator: str, number: Term, text: str) -> Term:
        if operator.startswith("Ip"):
            address, _, length = text.partition("/")
            first = int.from_bytes(bytes(map(int, address.split("."))), "big")
            return self.between(number, first, first + 2 ** (32 - int(length or 32)) - 1)
        kinds = {"LessThan": Kind.LT, "LessThanEquals": Kind.LEQ, "GreaterThan": Kind.GT, "GreaterThanEquals": Kind.GEQ}
        return self.tm.mkTerm(kinds.get(operator.removeprefix("Numeric"), Kind.EQUAL), number, self.tm.mkReal(text))

    def solve(self, term: Term) -> bool | None:
        """Whether there is a request of which this holds; None where the solver does not know."""
        self.solver.assertFormula(term)
        result = self.solver.checkSat()
        return True if result.isSat() else False if result.isUnsat() else None


def arn_matches(pattern: str, name: str) -> bool:
    fields, parts = pattern.split(":", 5), name.split(":", 5)
    return len(fields) == len(parts) and all(
        re.fullmatch(re.escape(field).replace(r"\*", ".*").replace(r"\?", "."), part, re.DOTALL)
        for field, part in zip(fields, parts, strict=True)
    )


def listed(statement: Json, name: str) -> list[str]:
    values = statement.get(name, statement.get(f"Not{name}"))
    return values if isinstance(values, list) else [values]


Asked = Callable[[Oracle], Term]


def exists(wanted: str, actions: list[str], several: list[Who], asked: Asked) -> bool | None:
    """Whether there is a request by any of several, for any of these actions, of which something holds."""

    def answers() -> Iterator[bool | None]:
        for who in several:
            for action in actions:
                oracle = Oracle(wanted, action, who)
                yield oracle.solve(asked(oracle))

    found = list(answers())
    return True if True in found else None if None in found else False
