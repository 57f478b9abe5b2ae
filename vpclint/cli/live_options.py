"""The options that say how AWS is asked, which several commands share."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from vpclint.errors import UsageError
from vpclint.work.wanted import Live

F = TypeVar("F", bound=Callable[..., Any])

_REGION = click.option("--region", "regions", multiple=True, metavar="NAME|all", help="A Region to ask AWS about.")
_PROFILE = click.option("--profile", metavar="NAME", help="The profile of the AWS configuration to ask with.")
_ROLE = click.option("--role-arn", "roles", multiple=True, metavar="ARN", help="A role to ask with; one an account.")
_TIMEOUT = click.option(
    "--timeout", type=click.IntRange(min=1), metavar="SECONDS", help="How long an account and Region may take (1800)."
)
_JOB = click.option("--job-name", "job_names", multiple=True, metavar="NAME", help="A job that SageMaker knows.")
live_option = click.option("--live", is_flag=True, help="Take the state from AWS, with calls that only read.")


def access_options(command: F) -> F:
    """The options that say with what credentials which Regions are asked, and for how long."""
    return _REGION(_PROFILE(_ROLE(_TIMEOUT(command))))


def live_options(command: F) -> F:
    """The options of a command that may ask AWS, or read files."""
    return live_option(_JOB(access_options(command)))


def wanted(options: Mapping[str, Any]) -> Live | None:
    """What AWS is asked; None where it is not.

    Raises:
        UsageError: an option is about AWS, and AWS is not asked.
    """
    if options["live"]:
        return asked(options)
    given = next((option for name, option in _ABOUT_AWS.items() if options.get(name)), "")
    if given:
        raise UsageError(f"{given} is about AWS, which is asked with --live")
    return None


_ABOUT_AWS = {
    "regions": "--region",
    "profile": "--profile",
    "roles": "--role-arn",
    "job_names": "--job-name",
    "timeout": "--timeout",
}


def asked(options: Mapping[str, Any]) -> Live:
    """What AWS is asked."""
    return Live(
        options["regions"],
        options["profile"] or "",
        options["roles"],
        options.get("vpcs", ()),
        options.get("job_names", ()),
        progress=True,
        timeout=options["timeout"],
    )
