"""What is said of requests that can't be understood, and how much of them is shown."""

from collections.abc import Callable, Iterable
from functools import partial

import pytest

from vpclint.algebra.patterns import Pattern
from vpclint.errors import UsageError
from vpclint.policy.callers import Caller, CallerKind
from vpclint.policy.document import PolicyType
from vpclint.policy.requests import (
    caller_named,
    context_of,
    implied,
    keys_of,
    name_of,
    resource_named,
    strange_actions,
    strange_keys,
)
from vpclint.policy.values import Like

from .documents import policy, statement

ACCOUNT = "123456789012"


def refusal(ask: Callable[[], object]) -> str:
    """What is said of something that is refused."""
    with pytest.raises(UsageError) as caught:
        ask()
    return str(caught.value)


def test_who_may_ask_is_said() -> None:
    assert refusal(lambda: caller_named("bob")) == (
        "'bob' is no principal: anonymous, an account, the ARN of a role, a session, a user, a federated or a root "
        "user, or a service was expected"
    )


def test_what_may_be_said_of_a_key_is_said() -> None:
    assert refusal(lambda: context_of(["vpc-1"])) == (
        "'vpc-1' says nothing of a condition key: KEY=VALUE, KEY~PATTERN, KEY! (absent) or KEY? (not known) was "
        "expected"
    )


def number(text: str) -> str:
    return refusal(lambda: context_of([f"s3:max-keys={text}"]))


def twice(key: str) -> str:
    return refusal(lambda: context_of([f"{key}!", f"{key}!"]))


def first(said: Iterable[str]) -> str:
    [only] = said
    return only


SHOWN: list[tuple[int, str, Callable[[str], str]]] = [
    (120, "", lambda text: refusal(lambda: caller_named(text))),
    (120, "", lambda text: refusal(lambda: resource_named(text))),
    (120, "", lambda text: refusal(lambda: context_of([text]))),
    (120, "my:", twice),
    (80, "", number),
    (80, "s3:", lambda text: first(strange_actions([text]))),
    (80, "s3:", lambda text: first(strange_keys([text]))),
]


@pytest.mark.parametrize(("limit", "begin", "said"), SHOWN)
def test_what_is_long_is_shown_in_short(limit: int, begin: str, said: Callable[[str], str]) -> None:
    whole = begin + "x" * (limit - len(begin))
    assert f"'{whole}'" in said(whole)
    assert f"'{whole[:-1]}…'" in said(f"{whole}x")


def test_what_was_meant_is_shown_in_short() -> None:
    for more in (0, 1):
        key = "k" * (120 - len("arn:aws:s3:::raw/") + more)
        shown = f"arn:aws:s3:::raw/{key}" if not more else f"arn:aws:s3:::raw/{key[:-2]}…"
        assert refusal(partial(resource_named, f"raw/{key}")).endswith(f", did you mean '{shown}'?")


def test_an_arn_may_have_more_colons_than_fields() -> None:
    for text in ("arn:aws:s3:::a:b", "arn:aws:logs:eu-central-1:1:log-group:x:*", "arn:a:b:c:d:"):
        assert resource_named(text) == name_of(text)


def test_each_strange_name_is_told_whatever_stands_before_it() -> None:
    actions = ["nosuchservice:Any", "s3:Get*", "s3:GetObject", "s3:Xyzzy", "s3:Get?", "s3:Plugh"]
    assert [each.split("'")[1] for each in strange_actions(actions)] == ["s3:Xyzzy", "s3:Plugh"]
    keys = ["my:key", "s3:prefix", "s3:zzzzzzzz", "aws:SourceVpc", "aws:yyyyyyyy"]
    assert [each.split("'")[1] for each in strange_keys(keys)] == ["s3:zzzzzzzz", "aws:yyyyyyyy"]


def test_a_session_that_is_no_arn_implies_no_name() -> None:
    found = implied(Caller(CallerKind.ROLE, ACCOUNT, "", "SageMaker"), endpoint=False)
    assert found["aws:userid"] == Like(Pattern.glob("AROA*:*"))
    assert "aws:PrincipalArn" not in found


def test_a_policy_without_resources_has_the_keys_of_its_conditions() -> None:
    found = policy(statement(Resource=None, Condition={"Null": {"aws:TagKeys": "true"}}), policy_type=PolicyType.OTHER)
    assert keys_of(found) == {"aws:TagKeys"}
