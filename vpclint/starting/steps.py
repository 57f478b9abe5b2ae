"""What a project lacks to use vpclint, and how it comes by it: nothing that is there is overwritten."""

from typing import Literal

from msgspec import Struct

from vpclint.errors import InputError, UsageError, VpclintError
from vpclint.sources.configuration import open_configuration
from vpclint.sources.files import read
from vpclint.starting import texts
from vpclint.starting.survey import HOOKS, PIPELINE, Project

CONFIGURATION = "vpclint.toml"
WORKFLOW = ".github/workflows/vpclint.yml"
Action = Literal["write", "append", "leave", "tell"]


class Step(Struct, frozen=True):
    """What happens to a file.

    Attributes:
        file: from the folder of the project.
        action: write a new file, append to one, leave one as it is, or tell what belongs into it.
        text: what is written, appended or told.
        why: what is said of it.
    """

    file: str
    action: Action
    text: str = ""
    why: str = ""


def steps(project: Project, repository: str = "") -> tuple[Step, ...]:
    """What is to be done in a project, in the order in which it is shown.

    Args:
        project: as it is.
        repository: the address of vpclint's repository, from which the hooks and the action come; PyPI without one.
    """
    found = [_configuration(project)]
    if project.git:
        found.append(_hooks(project, repository))
    if project.github:
        found.append(_new(project, WORKFLOW, texts.workflow(repository)))
    if project.gitlab:
        found.append(_pipeline(project, repository))
    return tuple(found)


def take(project: Project, step: Step) -> None:
    """Writes or appends what a step says.

    Raises:
        UsageError: the file can't be written, or has come to be there meanwhile.
    """
    path = project.folder / step.file
    try:
        if step.action == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as opened:
                opened.write(step.text)
        elif step.action == "append":
            with path.open("a", encoding="utf-8", newline="") as opened:
                opened.write(step.text)
    except OSError as error:
        raise UsageError(f"the file can't be written: {(error.strerror or str(error)).lower()}", step.file) from error


def _configuration(project: Project) -> Step:
    if project.configured:
        missing = _inputs(project)
        why = "it configures vpclint already"
        return (
            Step(project.configured, "tell", missing, f"{why}, but names no inputs")
            if missing
            else Step(project.configured, "leave", why=why)
        )
    return _new(project, CONFIGURATION, texts.configuration(project.of("state"), project.of("job", "policy")))


def _inputs(project: Project) -> str:
    """The inputs that the configuration does not name; empty where it names some, or where there are none."""
    states, others = project.of("state"), project.of("job", "policy")
    path = project.folder / project.configured
    try:
        named = open_configuration(path)
    except VpclintError:
        return ""
    if named.settings.inputs.state or named.settings.inputs.paths or not (states or others):
        return ""
    return texts.inputs(states, others, "tool.vpclint.inputs" if path.name == "pyproject.toml" else "inputs")


def _new(project: Project, file: str, text: str) -> Step:
    """A file that is written if there is none; a link that leads nowhere counts as one."""
    path = project.folder / file
    if path.exists() or path.is_symlink():
        return Step(file, "leave", why="it is there already")
    if any(
        each.is_symlink() for each in path.parents if each.is_relative_to(project.folder) and each != project.folder
    ):
        return Step(file, "leave", why="a link leads to its folder, which may be another project's")
    return Step(file, "write", text)


def _hooks(project: Project, repository: str) -> Step:
    added = texts.hooks(repository)
    if (project.folder / HOOKS).is_symlink():
        return Step(HOOKS, "tell", added, "under repos, since it is a link")
    if not (project.folder / HOOKS).exists():
        return _new(project, HOOKS, f"repos:\n{added}")
    text = _text(project, HOOKS)
    if "id: vpclint" in text:
        return Step(HOOKS, "leave", why="it has the hooks already")
    from vpclint.starting.appending import appended  # noqa: PLC0415 - it reads YAML

    more = appended(text, added)
    return Step(HOOKS, "append", more) if more else Step(HOOKS, "tell", added, "under repos")


def _pipeline(project: Project, repository: str) -> Step:
    step = _new(project, PIPELINE, texts.pipeline(repository))
    if step.action == "write":
        return step
    if "vpclint" in _text(project, PIPELINE):
        return Step(PIPELINE, "leave", why="it speaks of vpclint already")
    return Step(PIPELINE, "tell", texts.pipeline(repository), "at its end, in one of its stages")


def _text(project: Project, file: str) -> str:
    """The text of a file of the project.

    Raises:
        UsageError: it can't be read, or is no text in UTF-8.
    """
    try:
        return read(file, str(project.folder)).decode("utf-8")
    except InputError as error:
        raise UsageError(error.message, file) from error
    except UnicodeDecodeError as error:
        raise UsageError("the text is not UTF-8", file) from error
