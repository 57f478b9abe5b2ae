"""What `vpclint policy allows` and `vpclint policy denies` share: the question as options, the answer as exit code."""

from typing import Any

import click

from vpclint.cli.common import note, wants_colour
from vpclint.cli.completing import files
from vpclint.policy.given import LayerKind
from vpclint.report.policy_model import PolicyReport
from vpclint.sources.policies import KINDS
from vpclint.work.policies import PolicyQuestion, answered

_HELP = """

    POLICY: FILE, or KIND=FILE where KIND is endpoint, gateway-endpoint, bucket, identity, boundary, session, scp or
    rcp; - is the standard input. A single FILE is asked alone, whatever it is attached to. Several are put together as
    AWS does. The levels of an organisation are told apart by scp/LEVEL=FILE.

    What is not given is not examined: it is taken not to deny, and where its permission is needed, the answer is open.

    PRINCIPAL: anonymous, an account (any role or user of it), the ARN of a role, a session, a user, a federated or a
    root user, a service such as sagemaker.amazonaws.com, or * for everyone. It may be left out where no policy names
    principals.

    ENTRY: KEY=VALUE, once more for a further value of a key that holds several; KEY~PATTERN for a value of which only
    a pattern is known; KEY! for a key that the request lacks; KEY? for one that is not known. Keys that are not given
    are not known either, but for what follows from the principal (aws:PrincipalArn, aws:PrincipalAccount, aws:username
    and the like) and, where an endpoint policy is given, from the way: aws:SourceIp is absent, aws:SourceVpce present.
    The request is taken to go over TLS (aws:SecureTransport=true) and to be the caller's own (aws:ViaAWSService=false);
    KEY? leaves that open, too. aws:ResourceAccount tells whose resource it is.

    With * and ? in it, an action or a resource asks for all that match, and --principal '*' for everyone: it is proved
    that it is so of every request, whatever the keys hold that are not given, or a request is shown of which it is not.
    An action of S3 is asked of those resources that it may be about: objects or buckets, by names that S3 takes. Where
    only a request shows the contrary that gives a value to a key which is not given, or whose action AWS is not known
    to have, nobody can tell, and the request is shown.

    Exit codes: 0 it is so of every request · 1 it is not of one · 3 cannot tell · 2 usage or unreadable input.
"""


def question(name: str, summary: str) -> click.Command:
    """The command that asks one of the questions.

    Args:
        name: `allows` or `denies`.
        summary: the first line of its help.
    """

    def ask(policies: tuple[str, ...], **options: Any) -> int:
        asked = PolicyQuestion(
            policies,
            actions=options["action"],
            resources=options["resource"],
            principal=options["principal"],
            context=options["context"],
            question=name,
            kind=LayerKind(options["policy_type"]) if options["policy_type"] else None,
        )
        found = answered(asked)
        note(found.notes)
        click.echo(_rendered(found.report, options["format_"], explain=options["explain"]), nl=False, color=True)
        return {"pass": 0, "fail": 1}.get(found.report.verdict, 3)

    parameters = (
        click.Argument(["policies"], nargs=-1, metavar="POLICY...", shell_complete=files),
        click.Option(["--action"], multiple=True, metavar="ACTION", help="What is done, such as s3:GetObject."),
        click.Option(["--resource"], multiple=True, metavar="ARN", help="What it is done to."),
        click.Option(["--principal"], default="", metavar="PRINCIPAL", help="Who does it."),
        click.Option(["--context"], multiple=True, metavar="ENTRY", help="What is known of a condition key."),
        click.Option(
            ["--policy-type"],
            type=click.Choice([each.value for each in KINDS]),
            help="What a policy is that is named without KIND.",
        ),
        click.Option(
            ["--explain"], is_flag=True, help="Show every statement that was asked, element by element (text)."
        ),
        click.Option(["--format", "format_"], type=click.Choice(["text", "json"]), default="text", show_default=True),
    )
    return click.Command(name, callback=ask, params=list(parameters), help=summary + _HELP)


def _rendered(report: PolicyReport, format_: str, *, explain: bool) -> str:
    if format_ == "json":
        from vpclint.report import json  # noqa: PLC0415 - one format is used in a run

        return json.render(report)
    from vpclint.report import found_text, policy_text  # noqa: PLC0415

    return policy_text.render(report, style=found_text.COLOUR if wants_colour() else found_text.PLAIN, explain=explain)
