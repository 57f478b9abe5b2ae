"""`vpclint init`: what a project lacks to use vpclint is written, and said."""

import re
import shlex
from pathlib import Path
from textwrap import indent

import click

from vpclint.errors import UsageError
from vpclint.starting.steps import Step, steps, take
from vpclint.starting.survey import HOOKS, KINDS, Project, survey
from vpclint.text.escape import quoted, visible

_ADDRESS = r"[A-Za-z0-9._~:/@+%-]{1,500}"
"""What git takes for a repository, without what would mean something in YAML, a shell or an expression."""

_DONE = {"write": "wrote", "append": "added the hooks to", "leave": "left", "tell": "left"}
_WOULD = {"write": "would write", "append": "would add the hooks to", "leave": "would leave", "tell": "would leave"}


@click.command("init")
@click.argument("folder", default=".", type=click.Path())
@click.option("--repository", metavar="URL", default="", help="Where the hooks and the action come from, if not PyPI.")
@click.option("--dry-run", is_flag=True, help="Write nothing, only show what would be written.")
def command(folder: str, repository: str, dry_run: bool) -> int:  # noqa: FBT001 - click gives a flag
    """Write the configuration, hooks and CI jobs that a project lacks.

    FOLDER: the project. States, jobs and policies are found by content. A file that is there is never overwritten; a
    list of hooks is only appended to.
    """
    path = Path(folder)
    if not path.is_dir():
        raise UsageError("this is no folder", folder)
    if repository and not re.fullmatch(_ADDRESS, repository):
        raise UsageError(f"--repository {quoted(repository, 160)} is no address of a repository, nor the path of one")
    project = survey(path)
    wanted = steps(project, repository)
    click.echo(_found(project))
    for step in wanted:
        if not dry_run:
            take(project, step)
        _show(step, dry_run=dry_run)
    click.echo("\nnext:\n" + "\n".join(f"  {each}" for each in _next(wanted, project)))
    return 0


def _found(project: Project) -> str:
    states, jobs, policies = (len(project.of(kind)) for kind in KINDS)
    return (
        f"found {states} file{'' if states == 1 else 's'} with a state, {jobs} with jobs, "
        f"{policies} polic{'y' if policies == 1 else 'ies'}"
    )


def _show(step: Step, *, dry_run: bool) -> None:
    """Says what was done with a file, or would be; what is written is shown where it can't be looked at."""
    said = (_WOULD if dry_run else _DONE)[step.action]
    file = visible(step.file, 1000)
    if step.action == "leave":
        click.echo(f"{said} {file}: {step.why}")
    elif step.action == "tell":
        click.echo(f"{said} {file} as it is: put this there, {step.why}:\n\n{indent(step.text, '    ')}")
    else:
        click.echo(f"{said} {file}" + (f":\n\n{indent(step.text, '    ')}" if dry_run else ""))


def _next(wanted: tuple[Step, ...], project: Project) -> list[str]:
    """What remains for a person to do."""
    states, others = project.of("state"), project.of("job", "policy")
    first = ["vpclint check --sift"] if others else [f"vpclint check {shlex.quote(each)}" for each in states[:1]]
    if not states:
        first.insert(0, "vpclint collect -o snapshots/prod.json, and name it in [inputs] state of vpclint.toml")
    if not others:
        first.append("name the requests of your jobs in [inputs] paths of vpclint.toml")
    if any(step.file == HOOKS for step in wanted):
        first.append("pre-commit install")
    if not project.git:
        first.append("git init, and vpclint init once more: hooks are for a repository of git")
    if not (project.github or project.gitlab):
        first.append("a job of CI of your own, such as docs/ci.md has: no remote and no file says GitHub or GitLab")
    return first
