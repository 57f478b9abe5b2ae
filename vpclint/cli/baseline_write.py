"""`vpclint baseline write`: all that is found becomes known."""

from typing import Any

import click

from vpclint.cli.common import note
from vpclint.cli.completing import files
from vpclint.cli.judging import baseline_options, counted, judged, readable
from vpclint.engine.baseline import Baseline
from vpclint.engine.suppressing import locked
from vpclint.report.baseline import write
from vpclint.sources.baseline import folder_of_baseline, refuse_another
from vpclint.work.settling import held


@click.command("write")
@click.argument("file", metavar="FILE", shell_complete=files)
@click.argument("paths", nargs=-1, metavar="[PATH...]", shell_complete=files)
@baseline_options
def command(file: str, paths: tuple[str, ...], **options: Any) -> int:
    """Write down all that a check finds, but for what is suppressed.

    FILE: the baseline; what it held before is lost. A file that is no baseline is not replaced.

    PATH: files and folders, as for `vpclint check`; without any, those that [inputs] paths of the configuration names.

    A finding is named by its rule, account and Region, resource, and what is wrong with it; never by a line or a job.
    Nothing of a rule that the configuration locks is written, and nothing at all while something can't be read.
    """
    refuse_another(file)
    judging = readable(judged(paths, options, options["outputs"]), file)
    nothing_of = locked(judging.settings)
    known = held(judging.checked.came, Baseline((), folder_of_baseline(file)))
    written = write(file, [each for each in known if each.rule not in nothing_of])
    left_out = sorted({each.rule for each in known} & nothing_of)
    note([f"{counted(len(written))} known now"])
    note(f"{each} is locked, so its findings are not" for each in left_out)
    return 0
