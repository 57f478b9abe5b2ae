"""Policy documents among the files of a run: told by their content, however broken."""

from vpclint.policy.document import PolicyType
from vpclint.policy.telling import POLICY_ELEMENT, is_policy
from vpclint.policy.written import WrittenPolicy, written
from vpclint.text.jsontext import parse_json
from vpclint.text.reading import Decoded, decode


def seems_policy(text: str) -> bool:
    """Whether a text that is not JSON is meant to be a policy, as far as it can be understood."""
    if POLICY_ELEMENT not in text.lower():
        return False
    return any(isinstance(root.value, dict) and is_policy(root.value) for root in parse_json(text).roots)


def policy_in(file: str, decoded: Decoded, policy_type: PolicyType | None = None) -> WrittenPolicy:
    """The policy that a file holds; a byte order mark and wrong bytes are wrong with it, too."""
    return written(file, decoded.text, policy_type, decoded.problems)


def policy_of(file: str, data: bytes, policy_type: PolicyType | None = None) -> WrittenPolicy:
    """The same of the bytes of a file that is known to hold one."""
    return policy_in(file, decode(data), policy_type)
