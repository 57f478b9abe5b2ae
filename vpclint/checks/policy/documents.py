"""What keeps a document from being read as a policy."""

from collections.abc import Iterator

from vpclint.checks.policy.oddities import odd_parts
from vpclint.finding import Finding, Severity
from vpclint.policy.document import Condition, DefectKind, PolicyType
from vpclint.policy.operators import OPERATORS
from vpclint.policy.written import WrittenPolicy
from vpclint.text.escape import quoted
from vpclint.text.nodes import Span

LONGEST = 20_480
"""Characters of an endpoint policy with its white space, bytes of a bucket policy.

Source: "Control access to VPC endpoints using endpoint policies" of the AWS PrivateLink guide; "Bucket policies" of
the S3 guide.
"""
_UNTYPED = ("string", "folded", "like", "arn")
_TYPES = {
    "number": "a number",
    "date": "a date, or seconds since 1970",
    "bool": "true or false",
    "null": "true or false",
    "binary": "Base64",
    "ip": "an address or a CIDR block",
}


def policy_syntax(policy: WrittenPolicy) -> Iterator[Finding]:
    """The text is not JSON."""
    return _defects(policy, DefectKind.SYNTAX)


def policy_multiple_documents(policy: WrittenPolicy) -> Iterator[Finding]:
    """Several documents stand one after the other."""
    return _defects(policy, DefectKind.SEVERAL)


def policy_duplicate_key(policy: WrittenPolicy) -> Iterator[Finding]:
    """A key stands twice in one object."""
    return _defects(policy, DefectKind.DUPLICATE_KEY)


def policy_unknown_operator(policy: WrittenPolicy) -> Iterator[Finding]:
    """A condition names an operator that does not exist."""
    return _defects(policy, DefectKind.UNKNOWN_OPERATOR)


def policy_grammar(policy: WrittenPolicy) -> Iterator[Finding]:
    """The grammar of policies is broken, a value is none of its operator's type, or a part is about nothing."""
    yield from _defects(policy, DefectKind.GRAMMAR)
    for statement in policy.statements():
        for condition in statement.conditions:
            yield from _not_of_the_type(policy, condition)
        for span, message, severity in odd_parts(statement, policy.kind):
            yield Finding(message=message, resource=policy.file, severity=severity, places=(policy.place(span),))
    document = policy.document
    if document.policies and not (policy.for_endpoint or any(policy.statements()) or document.defects):
        place = policy.place(Span(0, 1))
        message = "the policy has no statement, so it says nothing"
        yield Finding(message=message, resource=policy.file, severity=Severity.WARNING, places=(place,))


def _defects(policy: WrittenPolicy, kind: DefectKind) -> Iterator[Finding]:
    for defect in policy.defects(kind):
        related = (policy.place(span, note) for span, note in defect.related)
        yield Finding(
            message=defect.message,
            resource=policy.file,
            places=(policy.place(defect.span), *related),
            values={"file": policy.file},
        )


def _not_of_the_type(policy: WrittenPolicy, condition: Condition) -> Iterator[Finding]:
    operator = OPERATORS[condition.operator]
    if operator.family in _UNTYPED:
        return
    from vpclint.policy.conditions import doubt_of, is_literal  # noqa: PLC0415 - few policies compare numbers, dates or addresses

    for text in condition.values.texts:
        if not is_literal(operator, text.value) and not doubt_of(operator, text.value):
            wanted = f"{condition.operator} compares with {_TYPES[operator.family]}, so it matches nothing"
            message = f"{quoted(text.value, 80)} is no value for {condition.key}: {wanted}"
            yield Finding(message=message, resource=policy.file, places=(policy.place(text.span),))


def policy_too_long(policy: WrittenPolicy) -> Iterator[Finding]:
    """The document is longer than what it is attached to takes."""
    if {PolicyType.IDENTITY, PolicyType.OTHER} & {*policy.types}:
        return
    counted = policy.text.encode("utf-8", "surrogatepass") if policy.kind is PolicyType.BUCKET else policy.text
    if len(counted) <= LONGEST:
        return
    kept = counted[:LONGEST]
    end = len(kept.decode("utf-8", "ignore")) if isinstance(kept, bytes) else LONGEST
    unit, what = (
        ("bytes", "a bucket") if isinstance(kept, bytes) else ("characters with its white space", "an endpoint")
    )
    message = f"the policy has {len(counted):,} {unit}, {what} takes {LONGEST:,}"
    place = policy.place(Span(end, end + 1), "what stands here is too much")
    yield Finding(message=message, resource=policy.file, places=(place,), discriminator="length")
