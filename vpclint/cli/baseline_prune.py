"""`vpclint baseline prune`: what is repaired is not known any more."""

from typing import Any

import click

from vpclint.cli.common import note
from vpclint.cli.completing import files
from vpclint.cli.judging import baseline_options, counted, judged, readable
from vpclint.engine.baseline import Baseline
from vpclint.report.baseline import line, write
from vpclint.sources.baseline import folder_of_baseline, read_baseline
from vpclint.work.settling import pruned


@click.command("prune")
@click.argument("file", metavar="FILE", shell_complete=files)
@click.argument("paths", nargs=-1, metavar="[PATH...]", shell_complete=files)
@baseline_options
def command(file: str, paths: tuple[str, ...], **options: Any) -> int:
    """Take away what a check does not find any more.

    FILE: the baseline.

    PATH: the files and folders for which it was written; without any, those that [inputs] paths of the configuration
    names.

    What was not looked at stays: findings of rules that are not asked, and of accounts, Regions and files that are not
    among the paths. Nothing is taken away while something can't be read.
    """
    known = Baseline(read_baseline(file), folder_of_baseline(file))
    checked = readable(judged(paths, options, options["outputs"]), file).checked
    left = pruned(checked.came, known, checked.bench, checked.found, checked.accepted)
    note(f"gone: {line(each)}" for each in left.gone)
    if left.gone:
        write(file, left.kept)
    note([f"{counted(len(left.kept))} still known"])
    return 0
