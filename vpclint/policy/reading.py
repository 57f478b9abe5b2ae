"""Policies that are files: read with every place, or only glanced at, which is faster where nothing is wrong."""

from functools import partial

from vpclint.aws.policies import value_of
from vpclint.policy.document import PolicyType
from vpclint.policy.grammar import read_decoded
from vpclint.policy.telling import gateway_named, read_as_told
from vpclint.policy.written import WrittenPolicy
from vpclint.text.problems import Problem
from vpclint.text.sources import is_yaml


def written(
    file: str, text: str, policy_type: PolicyType | None = None, problems: tuple[Problem, ...] = ()
) -> WrittenPolicy:
    """The policy that is a file.

    Args:
        file: its name, which may tell what the policy is attached to.
        text: what it holds.
        policy_type: what the policy is attached to, where somebody says so.
        problems: what was wrong before the file was a text.
    """
    from vpclint.policy.unfolding import read_file  # noqa: PLC0415 - it brings what knows every place

    return read_file(file, text, policy_type, problems)


def glanced(file: str, text: str, policy_type: PolicyType | None = None) -> WrittenPolicy | None:
    """What the policy says that is a file, without any place; None where something may be wrong with how it is written.

    Most policies are sound, and those that know every place of a text need not be asked of them. Arguments as for
    `written`.
    """
    plain = text.lstrip()
    value = value_of(plain) if plain.startswith("{") and not is_yaml(file) else None
    document, types = read_as_told(partial(read_decoded, value), file, policy_type)
    return None if document.defects else WrittenPolicy(file, text, document, types, gateway_named(file))
