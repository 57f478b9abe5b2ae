"""The remedies of a rule, filled in with the real ids of a finding."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from vpclint.engine.rule import Remedies

if TYPE_CHECKING:
    from vpclint.engine.catalogue import Catalogue
    from vpclint.finding import Finding

Values = Mapping[str, str | tuple[str, ...]]

_STANDS_FOR_YOURS = (
    r"\b(?:ALLOCATION|BUCKET|CIDR|DHCP-OPTIONS-ID|NAT-GATEWAY|ROUTE-TABLE|SECURITY-GROUP|SUBNET|TRANSIT-GATEWAY)\b"
)
"""What nobody can know but who repairs it, as the remedies of the rules write it."""

_NAME = r"\{([a-z][a-z0-9-]*)\}"


class Remedy(Struct, frozen=True, omit_defaults=True):
    """How to repair one finding; what the rule or the finding can't give is left out."""

    text: str = ""
    aws_cli: tuple[str, ...] = ()
    cloudformation: str = ""
    terraform: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """What to say in few lines: the commands, after a sentence where there is none or where one is not complete."""
        complete = self.aws_cli and not any(re.search(_STANDS_FOR_YOURS, command) for command in self.aws_cli)
        return self.aws_cli if complete or not self.text else (self.text, *self.aws_cli)


def remedy_of(remedies: Remedies, values: Values) -> Remedy | None:
    """The remedies with the values of a finding put in; None where nothing is left.

    Values come from outside: each is quoted for what it is put into, so that none can be more than a word there.
    Several values of one name follow each other as a shell, a sentence or a quoted list takes them. A value whose name
    ends in `-json` is JSON, and stands as such in a template, which takes JSON for a value.
    """
    import shlex  # noqa: PLC0415 - a sound run has no remedies

    commands = (_filled(command, values, shlex.quote, " ", as_json=shlex.quote) for command in remedies.aws_cli)
    remedy = Remedy(
        text=_filled(remedies.console, values, str, ", "),
        aws_cli=tuple(filter(None, commands)),
        cloudformation=_filled(remedies.cloudformation, values, _inside_quotes, '", "', as_json=_json),
        terraform=_filled(remedies.terraform, values, _inside_quotes, '", "', as_json=_json_in_terraform),
    )
    return remedy if remedy != Remedy() else None


def remedy_in(catalogue: "Catalogue", finding: "Finding") -> Remedy | None:
    """The remedies that the rule of a finding has for it; None where there are none."""
    rule = catalogue.get(finding.rule)
    return remedy_of(rule.remedies, finding.values) if rule else None


Quote = Callable[[str], str]


def _filled(template: str, values: Values, quote: Quote, separator: str, as_json: Quote = str) -> str:
    """The template with its names replaced; empty where a name has no value."""
    if any(not values.get(name) for name in re.findall(_NAME, template)):
        return ""

    def put_in(match: re.Match[str]) -> str:
        value = values[match[1]]
        quoted = as_json if match[1].endswith("-json") else quote
        return separator.join(map(quoted, (value,) if isinstance(value, str) else value))

    return re.sub(_NAME, put_in, template).rstrip("\n")


def _inside_quotes(value: str) -> str:
    """The value as it may stand between the quotes of a template, where it can neither end them nor the line."""
    import json  # noqa: PLC0415

    return _without_templates(json.dumps(value)[1:-1])


def _json(text: str) -> str:
    """JSON as it may stand in a template, in one line; it is written anew, so that it can be nothing but JSON."""
    import json  # noqa: PLC0415

    return json.dumps(json.loads(text))


def _json_in_terraform(text: str) -> str:
    return _without_templates(_json(text))


def _without_templates(text: str) -> str:
    """The text in which Terraform finds nothing to put something into."""
    return text.replace("${", "$${").replace("%{", "%%{")
