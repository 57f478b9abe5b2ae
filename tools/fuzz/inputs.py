"""The kinds of input, and how each is drawn."""

import gzip
import json
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any

import yaml
from msgspec import Struct

from tools.fuzz.bases import Base, bases, configurations, messages, rule_files, small_state
from tools.fuzz.losses import lost
from tools.fuzz.mutations import TEXTS, TOKENS, mutated, torn
from vpclint.aws.kinds import Kind
from vpclint.sources.config_records import TYPES

STATE, JOB = "state.json", "job.json"


class Input(Struct):
    """One input.

    Attributes:
        kind: which of the `KINDS` it is.
        what: what was changed, for people.
        files: what stands in the folder, by name.
        command: `check`, `path`, `configuration`, `rule` or `explain`.
        settings: with which it is judged, as in a `vpclint.toml`.
        original: the files before a fact was lost, where the answer to them must not be contradicted.
        about: the name of those files and settings.
    """

    kind: str
    what: str
    files: dict[str, bytes]
    command: str = "check"
    settings: dict[str, Any] = {}
    original: dict[str, bytes] = {}
    about: tuple[Any, ...] = ()


def drawn(seed: int, index: int) -> Input:
    """The input of a seed and an index: always the same."""
    random = Random(f"{seed}/{index}")  # noqa: S311 - nothing secret
    kind = random.choices(_NAMES, _WEIGHTS)[0]
    what, made = KINDS[kind][1](random)
    made.kind, made.what = kind, what
    return made


def _written(value: Any, random: Random) -> bytes:
    """A value as JSON; mostly in one line, sometimes in many."""
    return json.dumps(value, indent=2 if random.random() < 0.1 else None).encode()


def _some_base(random: Random) -> Base:
    found = bases()
    return found[0] if random.random() < 0.2 else random.choice(found)


def _changes(value: Any, random: Random) -> tuple[Any, str]:
    told = []
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        value, what = mutated(value, random)
        told.append(what)
    return value, ", ".join(told)


def _changed_state(random: Random) -> tuple[str, Input]:
    base = _some_base(random)
    state, what = _changes(base.state_again(), random)
    files = {STATE: _written(state, random), JOB: base.job}
    if random.random() < 0.2:
        del files[JOB]
    return f"{base.name}: {what}", Input("", "", files, settings=_settings(base, strict=random.random() < 0.1))


def _settings(base: Base, *, strict: bool) -> dict[str, Any]:
    return base.settings | ({"strict": True} if strict else {})


def _asked(random: Random) -> tuple[str, Input]:
    what, made = _changed_state(random)
    made.files[JOB] = bases()[0].job
    made.command = "path"
    return what, made


def _changed_job(random: Random) -> tuple[str, Input]:
    base = _some_base(random)
    job, what = _changes(base.job_again(), random)
    return f"{base.name}: {what}", Input("", "", {STATE: small_state(), JOB: _written(job, random)})


IN_CONFLICT = (
    *("state-conflict/", "nat-gateway-private/public-without-an-address"),
    "subnet-ip-headroom/impossible-count",
)
"""Fixtures in which two facts contradict each other: without one of them the other one holds."""


def _less(random: Random) -> tuple[str, Input]:
    base = _some_base(random)
    while base.name.startswith(IN_CONFLICT):
        base = _some_base(random)
    state = base.state_again()
    strict = random.random() < 0.3
    what = lost(state, random, strict=strict)
    beside = {} if random.random() < 0.15 else {JOB: base.job}
    made = Input("", "", {STATE: _written(state, random), **beside}, settings=_settings(base, strict=strict))
    made.original, made.about = {STATE: base.state, **beside}, (base.name, strict, bool(beside))
    return f"{base.name}: {what}{' (strict)' if strict else ''}", made


def _torn_json(random: Random) -> tuple[str, Input]:
    files = {STATE: small_state(), JOB: bases()[0].job}
    name = random.choice((STATE, JOB, JOB))
    files[name], what = torn(files[name], random)
    return f"{name}: {what}", Input("", "", files)


def _torn_yaml(random: Random) -> tuple[str, Input]:
    files = {STATE: small_state()}
    files["job.yaml"], what = torn(random.choice(_yaml_texts()), random)
    return what, Input("", "", files)


@cache
def _yaml_texts() -> tuple[bytes, ...]:
    """Jobs, and a state of few keys, in the styles of YAML."""
    state = json.loads(small_state())
    few = {key: state[key] for key in ("Subnets", "SecurityGroups", "vpclint")}
    documents = (bases()[0].job_again(), few, {"VpcConfig": bases()[0].job_again()["NetworkConfig"]["VpcConfig"]})
    return tuple(yaml.safe_dump(each, default_flow_style=flow).encode() for each in documents for flow in (False, None))


def _configured(random: Random) -> tuple[str, Input]:
    text, what = torn(random.choice(configurations()).encode(), random)
    return what, Input("", "", {STATE: small_state(), JOB: bases()[0].job, "vpclint.toml": text}, "configuration")


def _ruled(random: Random) -> tuple[str, Input]:
    text, what = torn(random.choice(rule_files()), random)
    return what, Input("", "", {"rule.yaml": text}, "rule")


def _explained(random: Random) -> tuple[str, Input]:
    text = random.choice((random.choice(messages()), random.choice(TEXTS)))
    data, what = torn(text.encode("utf-8", "replace"), random)
    return what, Input("", "", {"message": data + random.choice(TOKENS) * random.choice((0, 1, 50))}, "explain")


def _answers(random: Random) -> tuple[str, Input]:
    """One file a call, as `aws ec2 describe-*` or a recorder writes them, some of which are changed."""
    base = _some_base(random)
    told = [base.name]
    files = {JOB: base.job}
    for name, answer in _calls(base.state_again(), random):
        if random.random() < 0.1:
            answer, what = _changes(answer, random)  # noqa: PLW2901 - the same answer, changed
            told.append(f"{name}: {what}")
        files[name] = _written(answer, random)
        if random.random() < 0.02:
            files[name], what = torn(files[name], random)
            told.append(f"{name}: {what}")
    return ", ".join(told), Input("", "", files)


def _calls(state: Any, random: Random) -> Iterator[tuple[str, Any]]:
    recorded = random.random() < 0.5
    for key, value in state.items():
        if key != "vpclint":
            answer = {key: value, "ResponseMetadata": {"RequestId": "0"}}
            operation = f"ec2.Describe{key}_{random.choice((1, 1, 2))}" if recorded else f"describe-{key.lower()}"
            yield f"{operation}.json", {"status_code": 200, "data": answer} if recorded else answer


def _config(random: Random) -> tuple[str, Input]:
    """A snapshot of AWS Config, perhaps packed, whose items are changed."""
    base = _some_base(random)
    state = base.state_again()
    items = [
        {**_ITEM, "resourceType": name, "resourceId": _own_id(kind, record), "configuration": _camel(record)}
        for name, kind in TYPES.items()
        for record in _records(state, kind.key)
        if isinstance(record, dict)
    ]
    document, what = _changes({"fileVersion": "1.0", "configurationItems": items}, random)
    name, data = "snapshot.json", _written(document, random)
    if random.random() < 0.1:
        name, (data, torn_where) = "snapshot.json.gz", torn(gzip.compress(data), random)
        what = f"{what}, packed, {torn_where}"
    return f"{base.name}: {what}", Input("", "", {name: data, JOB: base.job}, settings=base.settings)


def _records(state: Any, key: str) -> list[Any]:
    """The records of a key, none where a fixture holds something else there."""
    records = state.get(key)
    return records if isinstance(records, list) else []


_ITEM = {
    "configurationItemCaptureTime": "2026-01-05T08:00:00.000Z",
    "configurationItemStatus": "OK",
    "awsAccountId": "123456789012",
    "awsRegion": "eu-central-1",
}


def _own_id(kind: Kind[Any], record: dict[str, Any]) -> Any:
    return record.get("".join(part.capitalize() for part in kind.identity[0].split("_")))


def _camel(value: Any) -> Any:
    """The members as AWS Config spells them."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _camel(member) for key, member in value.items()}
    return [_camel(item) for item in value] if isinstance(value, list) else value


KINDS: dict[str, tuple[int, Callable[[Random], tuple[str, Input]]]] = {
    "changed state": (22, _changed_state),
    "lost facts": (33, _less),
    "changed job": (10, _changed_job),
    "torn JSON": (8, _torn_json),
    "torn YAML": (4, _torn_yaml),
    "answers in a folder": (4, _answers),
    "AWS Config": (4, _config),
    "path": (6, _asked),
    "configuration": (5, _configured),
    "rule": (2, _ruled),
    "explain": (2, _explained),
}
"""By name: of a hundred inputs, how many are of this kind; and what draws one."""

_NAMES = tuple(KINDS)
_WEIGHTS = tuple(weight for weight, _ in KINDS.values())
