"""The family `policy`: what is wrong with a policy document by itself, to the character.

Its rules are asked of each document, whatever jobs are judged beside it.
"""

from vpclint.checks.policy.conditions import policy_condition_restricted, policy_variable_without_version
from vpclint.checks.policy.dead import policy_statement_dead
from vpclint.checks.policy.documents import (
    policy_duplicate_key,
    policy_grammar,
    policy_multiple_documents,
    policy_syntax,
    policy_too_long,
    policy_unknown_operator,
)
from vpclint.checks.policy.names import (
    policy_partition,
    policy_resource_mismatch,
    policy_unknown_action,
    policy_unknown_condition_key,
)
from vpclint.checks.policy.statements import policy_principal, policy_without_allow

__all__ = [
    "policy_condition_restricted",
    "policy_duplicate_key",
    "policy_grammar",
    "policy_multiple_documents",
    "policy_partition",
    "policy_principal",
    "policy_resource_mismatch",
    "policy_statement_dead",
    "policy_syntax",
    "policy_too_long",
    "policy_unknown_action",
    "policy_unknown_condition_key",
    "policy_unknown_operator",
    "policy_variable_without_version",
    "policy_without_allow",
]
