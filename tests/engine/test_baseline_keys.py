"""What names a finding for good: the same state told in another order, from other files, has the same findings."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fixtures.examples import Fault
from vpclint import api
from vpclint.engine.baseline import Baseline, Key
from vpclint.settings import Settings

from .test_examples import CATALOGUE, each_rule, texts_of, write


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue is read once."""
    monkeypatch.setattr(api, "load", lambda: CATALOGUE)


def turned(value: Any) -> Any:
    """The value with each list in it from the last to the first."""
    if isinstance(value, dict):
        return {key: turned(each) for key, each in value.items()}
    return [turned(each) for each in reversed(value)] if isinstance(value, list) else value


def in_another_order(name: str, text: str) -> str:
    """A state in another order, in one line; any other text as it is."""
    try:
        return json.dumps(turned(json.loads(text))) if name.startswith("state") else text
    except ValueError:
        return text


def keys(texts: dict[str, str], settings: Settings, folder: Path) -> Iterator[Key]:
    files = write(texts, folder)
    came = api.examine(tuple(files), settings).came
    baseline = Baseline((), str(folder))
    return (known.key for finding in came.said for known in baseline.entries(finding))


@each_rule
def test_the_order_in_which_aws_tells_a_state_names_no_finding(fault: Fault, tmp_path: Path) -> None:
    for number, example in enumerate(fault.examples):
        settings, texts = msgspec.convert(example.settings, Settings), texts_of(fault, example)
        other = {name: in_another_order(name, text) for name, text in texts.items()}
        told, told_otherwise = (
            set(keys(each, settings, tmp_path / f"{number}{word}")) for word, each in (("a", texts), ("b", other))
        )
        assert told_otherwise == told, example.name
