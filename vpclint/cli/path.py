"""`vpclint path`: one question, followed hop by hop; the answer as the exit code."""

from typing import Any

import click
import msgspec

from vpclint.cli.common import configuration, note, wants_colour
from vpclint.cli.completing import files
from vpclint.cli.live_options import access_options, live_option, wanted
from vpclint.report.path_model import PathReport
from vpclint.settings import Settings
from vpclint.work.walking import Asked, walk


@click.command("path")
@click.argument("source", metavar="FROM", shell_complete=files)
@click.argument("destination", metavar="TO")
@click.option("--state", "states", multiple=True, metavar="FILE", help="A file or folder with the state.")
@live_option
@access_options
@click.option("--security-group", "groups", multiple=True, metavar="ID", help="A security group of the interface.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--unknown", type=click.Choice(["fail", "ignore"]), help="Whether 'cannot tell' makes the exit code 3.")
@click.option("--strict", is_flag=True, help="Assume nothing: what no state shows is unknown.")
@click.option("--config", type=click.Path(), metavar="FILE", help="The configuration, instead of vpclint.toml.")
def command(source: str, destination: str, states: tuple[str, ...], groups: tuple[str, ...], **options: Any) -> int:
    """Follow a packet from a subnet to one destination and back, hop by hop.

    FROM: the id of a subnet, or the file of a job, whose subnets are asked about one by one, with its security groups.
    Of several jobs in a file one is named as jobs.json#features, by its name, or as jobs.json#2, by its number.

    TO: s3, an S3 URI, a service such as sts or ecr.api, HOST:PORT, CIDR:PORT, IP:PORT, internet, or peers.
    """
    configured = configuration(options["config"])
    settings = _settings(configured.settings, options)
    named, nothing = configured.states()
    note(str(each) for each in nothing if not states)
    walked = walk(Asked(source, destination, states, groups), settings, named, wanted(options))
    note(walked.notes)
    click.echo(_rendered(walked.report, options["format_"]), nl=False, color=True)
    return exit_code(walked.report, settings)


def _settings(configured: Settings, options: dict[str, Any]) -> Settings:
    unknown = options["unknown"] or configured.unknown
    return msgspec.structs.replace(configured, unknown=unknown, strict=options["strict"] or configured.strict)


def _rendered(report: PathReport, format_: str) -> str:
    if format_ == "json":
        from vpclint.report import json  # noqa: PLC0415 - one format is used in a run

        return json.render(report)
    from vpclint.report import found_text, path_text  # noqa: PLC0415

    return path_text.render(report, style=found_text.COLOUR if wants_colour() else found_text.PLAIN)


def exit_code(report: PathReport, settings: Settings) -> int:
    """The exit code of an answer: 2 unreadable input, 1 not reached, 3 cannot tell, 0 reached."""
    if report.errors:
        return 2
    if report.verdict == "unknown":
        return 3 if settings.unknown == "fail" else 0
    return 1 if report.verdict == "fail" else 0
