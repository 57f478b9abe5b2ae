"""Policy documents among the files of a run: told by their content, however broken.

What reads policies is loaded where there is one: most runs are about sound states and jobs.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec import Raw

from vpclint.errors import InputError
from vpclint.text.reading import Decoded

if TYPE_CHECKING:
    from vpclint.policy.document import PolicyType
    from vpclint.policy.written import WrittenPolicy

_LARGEST = 1_000_000
"""Characters of a file that holds a policy."""
_ELEMENT = "statement"
"""What every policy has, in lower case."""
_OF_A_STATEMENT = frozenset(
    {"effect", "action", "notaction", "resource", "notresource", "principal", "notprincipal", "condition"}
)
_ANSWERED = frozenset({"PolicyDocument", "PolicyVersion"})
_BESIDE = frozenset({"RoleName", "UserName", "GroupName", "PolicyName", "ResponseMetadata"})
"""What GetRolePolicy and GetPolicyVersion answer with the policy."""


def is_policy(members: Mapping[str, Raw]) -> bool:
    """Whether an object is a policy, whatever the case of its elements, or an answer of IAM that holds one."""
    if _ANSWERED & members.keys():
        return not members.keys() - _ANSWERED - _BESIDE
    statements = next((raw for name, raw in members.items() if name.lower() == _ELEMENT), None)
    if statements is None or not bytes(statements).startswith((b"{", b"[")):
        return False
    try:
        value = msgspec.json.decode(statements)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return True
    listed = value if isinstance(value, list) else [value]
    return any(isinstance(each, dict) and {*map(str.lower, each)} & _OF_A_STATEMENT for each in listed) or not listed


def seems_policy(text: str) -> bool:
    """Whether a text that is not JSON is meant to be a policy, as far as it can be understood."""
    if _ELEMENT not in text.lower():
        return False
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415

    objects = (root.value for root in parse_json(text).roots if isinstance(root.value, dict))
    members = (node for each in objects for name, node in each.items() if name.lower() == _ELEMENT)
    return any(isinstance(node.value, dict | list) for node in members)


def check_length(text: str, file: str) -> None:
    """Refuses what is far longer than any policy.

    Raises:
        InputError: it is.
    """
    if len(text) > _LARGEST:
        raise InputError(f"the policy has {len(text):,} characters, vpclint reads up to {_LARGEST:,}", file)


def policy_in(file: str, decoded: Decoded, policy_type: "PolicyType | None" = None) -> "WrittenPolicy":
    """The policy that a file holds; a byte order mark and wrong bytes are wrong with it, too.

    Raises:
        InputError: it is far longer than any policy.
    """
    check_length(decoded.text, file)
    from vpclint.policy.reading import written  # noqa: PLC0415

    return written(file, decoded.text, policy_type, decoded.problems)
