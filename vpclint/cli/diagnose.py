"""`vpclint diagnose`: why a job has failed, and what is found of it now."""

from typing import Any

import click

from vpclint.cli.check import exit_code
from vpclint.cli.common import configuration, note, wants_colour
from vpclint.cli.live_options import access_options, asked
from vpclint.diagnosing import Diagnosed, diagnose


@click.command("diagnose")
@click.argument("job_name", metavar="JOB-NAME")
@access_options
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--config", type=click.Path(), metavar="FILE", help="The configuration, instead of vpclint.toml.")
def command(job_name: str, **options: Any) -> int:
    """Read why a job has failed, name the rules behind it, and check the job in the state as it is now.

    JOB-NAME: of a processing job that SageMaker knows.

    Exits like check.
    """
    settings = configuration(options["config"]).settings
    found = diagnose(job_name, asked(options), settings)
    note(found.checked.notes)
    click.echo(_rendered(found, options["format_"]), nl=False, color=True)
    return exit_code(found.checked.report, settings)


def _rendered(found: Diagnosed, format_: str) -> str:
    if format_ == "json":
        from vpclint.report import json  # noqa: PLC0415 - one format is used in a run

        return json.render(found.diagnosis)
    from vpclint.report import diagnosis, found_text  # noqa: PLC0415

    style = found_text.COLOUR if wants_colour() else found_text.PLAIN
    return diagnosis.render(found.diagnosis, found.checked.texts, style)
