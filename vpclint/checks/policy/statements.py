"""What the statements of an endpoint policy say together, and to whom."""

from collections.abc import Iterator

from vpclint.finding import Finding, Severity
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
    """A gateway endpoint names other principals than all of them."""
    if not policy.for_endpoint or policy.gateway is False or _is_of_an_interface(policy):
        return
    severity = None if policy.gateway and not policy.harmless else Severity.WARNING
    taken = "a gateway endpoint takes * only: name them by a condition on aws:PrincipalArn or aws:PrincipalAccount"
    for statement in policy.statements():
        principals = statement.principals
        if principals and principals.negated:
            yield Finding(
                message=f"the statement has NotPrincipal, {taken}",
                resource=policy.file,
                severity=severity,
                places=(policy.place(principals.span),),
            )
            continue
        for each in principals.named if principals else ():
            if each.text.value != "*":
                yield Finding(
                    message=f"the principal is {quoted(each.text.value, 120)}, {taken}",
                    resource=policy.file,
                    severity=severity,
                    places=(policy.place(each.text.span),),
                )


def _is_of_an_interface(policy: WrittenPolicy) -> bool:
    """Whether the policy is about a service that has no gateway endpoint."""
    listed = (statement.actions for statement in policy.statements() if statement.actions)
    return any(not text.value.lower().startswith(_OF_GATEWAYS) for part in listed for text in part.texts)
