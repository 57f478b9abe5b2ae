"""`vpclint collect`: the state of accounts and Regions, asked of AWS and written as snapshots."""

import json
import os
from pathlib import Path
from typing import Any

import click

from vpclint.cli.common import note
from vpclint.cli.completing import files
from vpclint.cli.live_options import access_options, asked
from vpclint.errors import UsageError
from vpclint.work.wanted import NO_BOTO3

INCOMPLETE, LOST = 3, 2
"""Some calls did not succeed, so that what they tell is unknown; of an account or Region nothing was told."""


@click.command("collect")
@click.argument("paths", nargs=-1, metavar="[JOB...]", shell_complete=files)
@click.option("-o", "--output", metavar="FILE|FOLDER", help="Where the snapshots go; a folder for several.")
@click.option("--vpc", "vpcs", multiple=True, metavar="ID", help="Only this VPC.")
@click.option("--job-name", "job_names", multiple=True, metavar="NAME", help="What a job that SageMaker knows needs.")
@access_options
@click.option("--redact", is_flag=True, help="Replace accounts and names, so that the snapshot can be shown to others.")
@click.option("--restart", is_flag=True, help="Do not go on where a run was interrupted.")
@click.option("--print-iam-policy", "print_policy", is_flag=True, help="Print the least policy, ask nothing.")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """Ask AWS for the state of VPCs, with calls that only read, and write it as a snapshot for check.

    JOB: files with job requests; only what these jobs depend on is collected. Without them, and without --vpc and
    --job-name, it is the whole Region.

    Exits with 3 where some calls were denied or failed, which the snapshot says, and with 2 where nothing was told of
    an account or Region.
    """
    try:
        from vpclint.work import live as work  # noqa: PLC0415 - boto3 is an extra, and help needs none of it
    except ImportError as error:
        raise UsageError(NO_BOTO3) from error
    live, jobs = asked(options), work.jobs_at_hand(paths)
    if options["print_policy"]:
        click.echo(json.dumps(work.permissions(live, jobs), indent=2))
        return 0
    if not options["output"]:
        raise UsageError("where to write the snapshot is not said: -o FILE, or a folder for several")
    folder = options["output"].endswith((os.sep, "/"))
    writing = work.Writing(Path(options["output"]), options["redact"], options["restart"], folder)
    code = 0
    for written in work.write(live, jobs, writing):
        note(written.notes)
        code = LOST if written.lost or code == LOST else INCOMPLETE if written.incomplete else code
    return code
