"""Policy documents among the files of a run: told by their content, however broken.

What reads policies is loaded where there is one: most runs are about sound states and jobs.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vpclint.text.reading import Decoded

if TYPE_CHECKING:
    from vpclint.policy.document import PolicyType
    from vpclint.policy.written import WrittenPolicy

_ELEMENT = "statement"
"""What every policy has, in lower case."""


def is_policy(members: Iterable[str]) -> bool:
    """Whether an object with these members is a policy: it has an element `Statement`, in whatever case."""
    return any(each.lower() == _ELEMENT for each in members)


def seems_policy(text: str) -> bool:
    """Whether a text that is not JSON is meant to be a policy, as far as it can be understood."""
    if _ELEMENT not in text.lower():
        return False
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415

    return any(isinstance(root.value, dict) and is_policy(root.value) for root in parse_json(text).roots)


def policy_in(file: str, decoded: Decoded, policy_type: "PolicyType | None" = None) -> "WrittenPolicy":
    """The policy that a file holds; a byte order mark and wrong bytes are wrong with it, too."""
    from vpclint.policy.written import written  # noqa: PLC0415

    return written(file, decoded.text, policy_type, decoded.problems)
