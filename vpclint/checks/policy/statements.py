"""What the statements of an endpoint policy say together, and to whom."""

from collections.abc import Iterator

from vpclint.finding import Finding, Severity
from vpclint.policy.callers import is_account
from vpclint.policy.document import DefectKind, Effect, Statement
from vpclint.policy.written import WrittenPolicy
from vpclint.text.escape import quoted
from vpclint.text.nodes import Span

_OF_GATEWAYS = ("*", "s3:", "s3express:", "dynamodb:")
_MAY_HIDE_ONE = (DefectKind.SYNTAX, DefectKind.DUPLICATE_KEY, DefectKind.GRAMMAR)


def policy_without_allow(policy: WrittenPolicy) -> Iterator[Finding]:
    """An endpoint policy allows nothing, so everything is implicitly denied."""
    statements = list(policy.statements())
    if not policy.for_endpoint or not policy.document.policies or _hides_a_statement(policy, statements):
        return
    if all(each.effect is Effect.DENY for each in statements):
        place = policy.place(statements[0].span if statements else Span(0, 1))
        what = "every statement is a Deny" if statements else "the policy has no statement"
        yield Finding(
            message=f"{what}: what no statement allows is denied, so nothing passes the endpoint",
            resource=policy.file,
            places=(place,),
            values={"file": policy.file},
        )


def _hides_a_statement(policy: WrittenPolicy, statements: list[Statement]) -> bool:
    """Whether something is wrong outside of the statements, so that one of them may not have been understood."""
    spans = [each.span for each in statements]
    return any(
        not any(whole.start <= defect.span.start < whole.end >= defect.span.end for whole in spans)
        for defect in policy.defects(*_MAY_HIDE_ONE)
    )


def policy_principal(policy: WrittenPolicy) -> Iterator[Finding]:
    """A gateway endpoint names other principals than all of them, or any policy allows all but some."""
    if not policy.for_endpoint or policy.gateway is False or _is_of_an_interface(policy):
        yield from _allows_all_but(policy)
        return
    named = "name them by a condition on aws:PrincipalArn or aws:PrincipalAccount"
    unsaid = f"a gateway endpoint takes * only, and AWS does not say whom this means there: {named}"
    for statement in policy.statements():
        principals = statement.principals
        severity = None if policy.gateway and not _only_denies(statement) else Severity.WARNING
        if principals and principals.negated:
            yield Finding(
                message=f"the statement has NotPrincipal, {unsaid}",
                resource=policy.file,
                severity=severity,
                places=(policy.place(principals.span),),
            )
            continue
        for each in principals.named if principals else ():
            name = each.text.value
            as_root = f"a gateway endpoint takes * only, and an account as its root user: {named}"
            if (each.kind, name) != ("AWS", "*"):
                yield Finding(
                    message=f"the principal is {quoted(name, 120)}, {as_root if is_account(name) else unsaid}",
                    resource=policy.file,
                    severity=severity,
                    places=(policy.place(each.text.span),),
                )


def _allows_all_but(policy: WrittenPolicy) -> Iterator[Finding]:
    """Statements that allow what they say to everyone but some."""
    for statement in policy.statements():
        principals = statement.principals
        if principals and principals.negated and statement.effect is Effect.ALLOW:
            message = "NotPrincipal with Allow is about everyone else, whoever has not signed the request as well"
            place = policy.place(principals.span)
            yield Finding(message=message, resource=policy.file, severity=Severity.WARNING, places=(place,))


def _only_denies(statement: Statement) -> bool:
    """Whether no request fails if the principals of a statement are never those of a request."""
    principals = statement.principals
    return statement.effect is Effect.DENY and not statement.opaque and not (principals and principals.negated)


def _is_of_an_interface(policy: WrittenPolicy) -> bool:
    """Whether the policy is about a service that has no gateway endpoint."""
    listed = (statement.actions for statement in policy.statements() if statement.actions)
    return any(not text.value.lower().startswith(_OF_GATEWAYS) for part in listed for text in part.texts)
