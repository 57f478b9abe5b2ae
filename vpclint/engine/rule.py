"""What a rule's file holds, as types."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from vpclint.finding import Severity
from vpclint.settings import OptionValue

Text = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Part(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True, omit_defaults=True):
    """A mapping in a rule's file: members in kebab-case, an unknown one is refused."""


class Option(Part, frozen=True):
    """A setting of one rule: what it means and its value where nothing else is configured."""

    default: OptionValue
    what: Text


class Remedies(Part, frozen=True):
    """How to repair it, for each tool that people use; `{name}` stands for a value of the finding.

    A remedy is left out of a report where the finding has no value for one of its names.
    """

    console: str = ""
    aws_cli: tuple[Text, ...] = ()
    cloudformation: str = ""
    terraform: str = ""


class Rule(Part, frozen=True, kw_only=True):
    """One rule, whole.

    Attributes:
        name: by which it is addressed; it is the name of its file and of its check.
        family: the folder of its file and the module of its check.
        severity: the worst that it gives; a check may say less.
        title: what it says no to, as a sentence without a full stop.
        what, why, limits: what is asked, why it matters, and what it does not see.
        answers: what it can say.
        asked_of: a case; a state, once however many jobs are judged in it; a policy document; the suppressions of a
            run; or the whole run after all cases.
        needs_job: it asks about what only a job says: its request, size, security groups or choice of subnets.
        needs_subnet: it has something to look at only where the state shows a subnet that the case is about.
        error_text: what a user would have met at run time.
        references: addresses of AWS's documentation.
    """

    name: Name = ""
    family: Name = ""
    severity: Severity
    title: Text
    what: Text
    why: Text
    limits: str = ""
    answers: Annotated[tuple[Literal["pass", "fail", "unknown"], ...], Meta(min_length=1)]
    asked_of: Literal["case", "state", "policy", "suppression", "run"] = "case"
    needs_job: bool = False
    needs_subnet: bool = True
    error_text: tuple[Text, ...] = ()
    references: tuple[Text, ...] = ()
    options: dict[Name, Option] = {}
    remedies: Remedies = Remedies()

    @property
    def function(self) -> str:
        """The name of the check in the module of the family."""
        return self.name.replace("-", "_")
