"""The policies of roles, those in a role and those attached to it, as one list of records."""

from collections.abc import Iterable, Iterator
from typing import Any

from vpclint.sources.live import operations as ops
from vpclint.sources.live.asking import OK, Answer, Ask


class RolePolicies:
    """What is known of the policies of roles, and what to ask next."""

    def __init__(self) -> None:
        self._records: list[dict[str, Any]] = []

    def begin(self, role: str) -> Iterator[Ask]:
        """The questions about a role, by its ARN, that depend on nothing."""
        name = {"RoleName": role.rpartition("/")[2]}
        yield Ask(ops.ROLE_POLICIES, name, role)
        yield Ask(ops.ATTACHED_POLICIES, name, role)

    def take(self, answer: Answer) -> Iterable[Ask]:
        """Takes an answer in, and says what to ask next."""
        operation, subject = answer.ask.operation, answer.ask.subject
        if operation == ops.ROLE_POLICIES:
            name = answer.ask.parameters
            return [Ask(ops.ROLE_POLICY, {**name, "PolicyName": each}, f"{subject}/{each}") for each in answer.records]
        if operation == ops.ATTACHED_POLICIES:
            return [_policy(subject, each["PolicyArn"]) for each in answer.records]
        if answer.outcome != OK:
            return ()
        if operation == ops.POLICY:
            arn = answer.ask.parameters["PolicyArn"]
            version = answer.only["Policy"]["DefaultVersionId"]
            return [Ask(ops.POLICY_VERSION, {"PolicyArn": arn, "VersionId": version}, subject)]
        document = answer.only["PolicyVersion"] if operation == ops.POLICY_VERSION else answer.only
        role, _, policy = subject.rpartition("/")
        key = "Document" if operation == ops.POLICY_VERSION else "PolicyDocument"
        self._records.append({"RoleArn": role, "PolicyName": policy, "Document": document[key]})
        return ()

    def record(self, ask: Ask) -> str:
        """The id of the record that a call would have told; of a list, that of any policy of the role."""
        lists = (ops.ROLE_POLICIES, ops.ATTACHED_POLICIES)
        return f"{ask.subject}/*" if ask.operation in lists else ask.subject

    def records(self) -> list[dict[str, Any]]:
        """One record for each policy."""
        return list(self._records)


def _policy(role: str, arn: str) -> Ask:
    """The question about an attached policy, whose name is its ARN, spelled without slashes.

    A policy in the role, one of the account and one of AWS may bear the same name.
    """
    return Ask(ops.POLICY, {"PolicyArn": arn}, f"{role}/{arn.replace('/', ':')}")
