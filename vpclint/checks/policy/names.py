"""What a policy names: actions, condition keys and resources that exist, and that go together."""

from collections.abc import Iterable, Iterator
from functools import cache

from vpclint.errors import MOST_TOLD
from vpclint.finding import Finding, Severity
from vpclint.policy.document import Condition, Effect, Listed, Statement, Text
from vpclint.policy.operators import OPERATORS
from vpclint.policy.shapes import PARTITIONS, is_never_an_action
from vpclint.policy.vocabulary import Level, actions_of, closest, condition_key, condition_keys_of, level_of
from vpclint.policy.written import WrittenPolicy
from vpclint.text.escape import quoted

_WILDCARDS = frozenset("*?")


def policy_unknown_action(policy: WrittenPolicy) -> Iterator[Finding]:
    """A service has no action of this name."""
    for number, text in enumerate(_unknown_actions(policy)):
        service, _, name = text.value.partition(":")
        meant = closest(name, actions_of(service) or frozenset()) if number < MOST_TOLD else ""
        hint = f", did you mean {service}:{meant}?" if meant else ""
        yield _finding(policy, text, f"no action is called {quoted(text.value, 80)}{hint}")


def _unknown_actions(policy: WrittenPolicy) -> Iterator[Text]:
    for statement in policy.statements():
        for text in statement.actions.texts if statement.actions else ():
            service, _, name = text.value.partition(":")
            known = actions_of(service) is None or not name or _matching(service, name)
            if not known and not is_never_an_action(name):
                yield text


@cache
def _lowered(service: str) -> frozenset[str]:
    return frozenset(each.lower() for each in actions_of(service) or ())


@cache
def _matching(service: str, name: str) -> frozenset[str]:
    """The actions of a service that a name with wildcards means, in lower case."""
    names = _lowered(service)
    if not _WILDCARDS & set(name):
        return names & {name.lower()}
    from vpclint.algebra.patterns import Pattern  # noqa: PLC0415 - only wildcards need it

    matches = Pattern.glob(name).folded().matcher()
    return frozenset(filter(matches, names))


def policy_unknown_condition_key(policy: WrittenPolicy) -> Iterator[Finding]:
    """No request has a condition key of this name."""
    conditions = (condition for statement in policy.statements() for condition in statement.conditions)
    for number, (condition, among) in enumerate(_of_unknown_keys(conditions)):
        key = condition.key
        meant = closest(key if ":" in key else f"aws:{key}", among) if number < MOST_TOLD else ""
        hint = f", did you mean {meant}?" if meant else ""
        message = f"no condition key is called {quoted(key, 80)}{hint}"
        yield Finding(message=message, resource=policy.file, places=(policy.place(condition.span),))


def _of_unknown_keys(conditions: Iterable[Condition]) -> Iterator[tuple[Condition, frozenset[str]]]:
    """The conditions on keys that no request has, each with the keys that there are."""
    for condition in conditions:
        service, colon, _ = condition.key.partition(":")
        among = condition_keys_of(service if colon else "aws")
        if among is not None and not condition_key(condition.key):
            yield condition, among


def policy_resource_mismatch(policy: WrittenPolicy) -> Iterator[Finding]:
    """An action of S3 on buckets stands with objects only, or one on objects with buckets only."""
    for statement in policy.statements():
        actions, resources = statement.actions, statement.resources
        if statement.opaque or not actions or not resources or actions.negated or resources.negated:
            continue
        yield from _alone(policy, actions, resources)


def _alone(policy: WrittenPolicy, actions: Listed, resources: Listed) -> Iterator[Finding]:
    """Each action without a resource that it could be about, and each resource without such an action."""
    levels = [_levels_of(each.value) for each in actions.texts]
    shapes = [_shapes_of(each.value) for each in resources.texts]
    taken = frozenset().union(*shapes)
    asked = frozenset().union(*levels)
    for text, level in zip(actions.texts, levels, strict=True):
        if shapes and not level & taken:
            [only] = level
            is_about, stand = ("a bucket", "objects") if only is Level.BUCKET else ("an object", "buckets")
            message = f"{_shown(text)} is about {is_about}, the resources beside it are {stand}: it matches nothing"
            yield _finding(policy, text, message)
    for text, shape in zip(resources.texts, shapes, strict=True):
        if levels and not shape & asked and taken & asked:
            [only] = shape
            what, stand = ("a bucket", "objects") if only is Level.BUCKET else ("objects", "buckets")
            message = (
                f"{quoted(text.value, 120)} is {what}, the actions beside it are about {stand}: it matches nothing"
            )
            yield _finding(policy, text, message)


def _shown(text: Text) -> str:
    """An action, for a message."""
    return quoted(text.value, 80)[1:-1]


_EITHER = frozenset({Level.BUCKET, Level.OBJECT})


@cache
def _levels_of(action: str) -> frozenset[Level]:
    """What an action may be about; either where that is not known, or not a matter of buckets and objects."""
    service, _, name = action.partition(":")
    meant = _matching("s3", name) if service.lower() == "s3" else ()
    found = frozenset(level_of(f"s3:{each}") or Level.OTHER for each in meant)
    return found if found and Level.OTHER not in found else _EITHER


def _shapes_of(resource: str) -> frozenset[Level]:
    """What a resource may be: a bucket has no slash, an object has one."""
    parts = resource.split(":", 5)
    if len(parts) < 6 or parts[2] != "s3" or parts[3] or parts[4] or "${" in parts[5]:
        return _EITHER
    if "/" in parts[5]:
        return frozenset({Level.OBJECT})
    return _EITHER if _WILDCARDS & set(parts[5]) else frozenset({Level.BUCKET})


def policy_partition(policy: WrittenPolicy) -> Iterator[Finding]:
    """An ARN is of another partition than the Region, or than the others in the document."""
    arns = [(each, each[0].value.split(":", 2)[1]) for statement in policy.statements() for each in _arns_of(statement)]
    plain = [(*each, name) for each, name in arns if name and not _WILDCARDS & set(name) and "${" not in name]
    plain = sorted((each for each in plain if each[-1] in PARTITIONS), key=lambda each: each[0].span)
    if not plain:
        return
    first, wanted = (None, policy.partition) if policy.partition else (plain[0][0], plain[0][2])
    against = "that of the Region is" if first is None else "one before it is of"
    related = () if first is None else (policy.place(first.span, "the other partition stands here"),)
    for text, harmless, name in plain:
        if name != wanted:
            yield Finding(
                message=f"{quoted(text.value, 120)} is of the partition {quoted(name)}, {against} {quoted(wanted)}",
                resource=policy.file,
                severity=Severity.WARNING if harmless else None,
                places=(policy.place(text.span), *related),
            )


def _arns_of(statement: Statement) -> Iterator[tuple[Text, bool]]:
    """The ARNs of resources, principals and conditions, and whether no request fails if one matches nothing.

    None does where the statement denies what matches, or allows what does not.
    """
    denies = statement.effect is Effect.DENY
    known = statement.effect is not None and not statement.opaque
    listed = [(statement.resources.texts, statement.resources.negated)] if statement.resources else []
    compared = ((OPERATORS[each.operator], each.values.texts) for each in statement.conditions)
    listed += ((texts, operator.negated) for operator, texts in compared if operator.family == "arn")
    if statement.principals:
        listed.append((tuple(each.text for each in statement.principals.named), statement.principals.negated))
    arns = ((text, negated) for texts, negated in listed for text in texts if text.value.startswith("arn:"))
    return ((text, known and denies is not negated) for text, negated in arns)


def _finding(policy: WrittenPolicy, text: Text, message: str) -> Finding:
    return Finding(message=message, resource=policy.file, places=(policy.place(text.span),))
