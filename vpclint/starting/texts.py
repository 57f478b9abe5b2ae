"""What is written into a project that begins to use vpclint."""

import json
import re
from collections.abc import Iterable
from glob import escape
from pathlib import PurePosixPath

from vpclint.version import __version__

_CONFIGURATION = """\
# What vpclint checks where no path is named. "vpclint schema configuration" prints what else may stand here.
[inputs]
{state}
{paths}
"""
_NO_STATE = """\
# The answers of the EC2 API, for example what "vpclint collect -o snapshots/prod.json" writes:
# state = ["snapshots/*.json"]"""
_NO_PATHS = """\
# Job requests and policies, as files, folders or globs:
# paths = ["jobs", "policies"]"""

_HOOKS = """\
- repo: {repository}
  rev: v{version}
  hooks:
    - id: vpclint
    - id: vpclint-config
"""
_LOCAL_HOOKS = """\
- repo: local
  hooks:
    - id: vpclint
      name: vpclint
      entry: vpclint check --sift --allow-empty
      args: ["--"]
      language: python
      additional_dependencies: ["vpclint=={version}"]
      types_or: [json, yaml]
      exclude_types: [jupyter]
      require_serial: true
    - id: vpclint-config
      name: vpclint (all that vpclint.toml names)
      entry: vpclint check --sift --allow-empty
      language: python
      additional_dependencies: ["vpclint=={version}"]
      types_or: [json, yaml, toml]
      pass_filenames: false
"""
_WORKFLOW = """\
name: vpclint

on:
  push:
    branches: [main, master]
  pull_request:

permissions: {{}}

jobs:
  vpclint:
    runs-on: ubuntu-latest
    permissions:
      contents: read
      security-events: write # for code scanning
      actions: read # likewise, where the repository is private
    steps:
      - uses: actions/checkout@v5
        with:
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
{steps}"""
_BY_ACTION = """\
      - uses: {action}@v{version}
        with:
          upload-sarif: ${{{{ github.event_name == 'push' || !github.event.pull_request.head.repo.fork }}}}
"""
_BY_PROGRAM = """\
      - run: python -m pip install "{requirement}"
      - run: |
          vpclint check --sift --output github=/dev/stdout \\
            --output sarif=vpclint.sarif --output markdown="$GITHUB_STEP_SUMMARY"
      - uses: github/codeql-action/upload-sarif@v4
        if: >-
          ${{{{ !cancelled() && hashFiles('vpclint.sarif') != ''
          && (github.event_name == 'push' || !github.event.pull_request.head.repo.fork) }}}}
        with:
          sarif_file: vpclint.sarif
"""
_PIPELINE = """\
vpclint:
  stage: test
  image: python:3.13-slim
  script:
    - python3 -m pip install --quiet "{requirement}"
    - vpclint check --sift --output gitlab=gl-code-quality-report.json --output junit=vpclint-junit.xml
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
      junit: vpclint-junit.xml
"""
_SHORT = re.compile(r"((?:[\w.-]+@)?[\w.-]+):(?!/)(.+)")
"""How git takes an address of SSH without a scheme."""
_GITHUB = re.compile(r"(?:https|ssh)://(?:git@)?github\.com/([A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.git)?/?")


def configuration(states: Iterable[str], others: Iterable[str]) -> str:
    """A `vpclint.toml` that names these files; what there is none of stands in it as a comment."""
    state, paths = _named(states), _folders(others)
    return _CONFIGURATION.format(
        state=f"state = {_array(state)}" if state else _NO_STATE,
        paths=f"paths = {_array(paths)}" if paths else _NO_PATHS,
    )


def hooks(repository: str) -> str:
    """The hooks as items of `repos`, from a repository of vpclint or, without one, from PyPI."""
    if repository:
        return _HOOKS.format(repository=json.dumps(repository), version=__version__)
    return _LOCAL_HOOKS.format(version=__version__)


def workflow(repository: str) -> str:
    """A workflow for GitHub, by the action of a repository there, or else by the program."""
    action = _GITHUB.fullmatch(address(repository))
    if action:
        return _WORKFLOW.format(steps=_BY_ACTION.format(action=action[1], version=__version__))
    return _WORKFLOW.format(steps=_BY_PROGRAM.format(requirement=_requirement(repository)))


def pipeline(repository: str) -> str:
    """A job for GitLab, by the program."""
    return _PIPELINE.format(requirement=_requirement(repository))


def address(repository: str) -> str:
    """The URL of a repository; empty for a path, which is on this machine alone, and where none is named."""
    short = _SHORT.fullmatch(repository)
    return repository if "://" in repository else f"ssh://{short[1]}/{short[2]}" if short else ""


def _requirement(repository: str) -> str:
    """What pip installs: the version of this program, from the repository or, where that has no URL, from PyPI."""
    url = address(repository)
    return f"vpclint @ git+{url}@v{__version__}" if url else f"vpclint=={__version__}"


def inputs(states: Iterable[str], others: Iterable[str], table: str) -> str:
    """What a configuration lacks that names no inputs: the table of that name with these files."""
    state, paths = _named(states), _folders(others)
    named = [f"{key} = {_array(found)}" for key, found in (("state", state), ("paths", paths)) if found]
    return "\n".join([f"[{table}]", *named, ""])


def _named(files: Iterable[str]) -> list[str]:
    """Globs that find these files: one a folder and suffix where there are several, so that new ones are found."""
    by_place: dict[tuple[str, str], list[str]] = {}
    for file in files:
        path = PurePosixPath(file)
        by_place.setdefault((str(path.parent), path.suffix), []).append(file)
    patterns: list[str] = []
    for (parent, suffix), found in by_place.items():
        folder = "" if parent == "." else f"{escape(parent)}/"
        patterns += [f"{folder}*{suffix}"] if folder and suffix else map(escape, found)
    return patterns


def _folders(files: Iterable[str]) -> list[str]:
    """The outermost folders of these files, and the files that stand in none."""
    parents = sorted({str(PurePosixPath(file).parent) for file in files} - {"."})
    outermost = [each for each in parents if not any(each.startswith(f"{other}/") for other in parents)]
    return [*map(escape, outermost), *(escape(file) for file in files if "/" not in file)]


def _array(values: Iterable[str]) -> str:
    """Texts as an array of TOML, whose strings may be written as those of JSON."""
    return json.dumps(list(values), ensure_ascii=False)
