"""What the fuzzer begins with: the good fixture, every example of every rule, and small texts of each kind of file."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from fixtures.examples import documents, good, read_faults
from fixtures.write import as_toml
from vpclint.aws.kinds import KINDS, Unread

ROOT = Path(__file__).resolve().parents[2]
_SERVICES = (".s3", ".sts", ".logs")
_FIRST = 2


class Base(Struct, frozen=True):
    """A state, a job and settings that vpclint has an answer for; texts, since each input takes them apart anew."""

    name: str
    state: bytes
    job: bytes
    settings: dict[str, Any] = {}

    def state_again(self) -> Any:
        """The state as a value of its own."""
        return msgspec.json.decode(self.state)

    def job_again(self) -> Any:
        """The job as a value of its own."""
        return msgspec.json.decode(self.job)


@cache
def bases() -> tuple[Base, ...]:
    """The good fixture first, then all examples that have a state and a job."""
    whole = good()
    found = [_base("good", whole, {})]
    for fault in read_faults():
        for example in fault.examples:
            changed = documents(fault, example, whole)
            if isinstance(changed.get("state"), dict) and "job" in changed and not example.files:
                found.append(_base(f"{fault.rule}/{example.name}", changed, example.settings))
    return tuple(found)


def _base(name: str, changed: dict[str, Any], settings: dict[str, Any]) -> Base:
    state = {key: _shortened(key, value) for key, value in changed["state"].items() if _is_read(key)}
    return Base(name, msgspec.json.encode(state), msgspec.json.encode(changed["job"]), settings)


def _is_read(key: str) -> bool:
    return key not in KINDS or KINDS[key].record is not Unread or key == "ProcessingJobs"


def _shortened(key: str, value: Any) -> Any:
    """A list of 250 services says no more than one of a few."""
    if key != "VpcEndpointServices" or not isinstance(value, list) or len(value) < 100:
        return value
    return [each for each in value if str(each.get("ServiceName")).endswith(_SERVICES)]


@cache
def small_state() -> bytes:
    """A state with all keys and few records, for the readers that look at each character."""
    state = bases()[0].state_again()
    small = {key: value[:_FIRST] if isinstance(value, list) else value for key, value in state.items()}
    small["vpclint"] |= {"calls": small["vpclint"]["calls"][:_FIRST]}
    for table in ("RouteTables", "SecurityGroups", "VpcEndpoints", "VpcEndpointServices", "NetworkInterfaces"):
        small[table] = small[table][:1]
    return msgspec.json.encode(small)


@cache
def configurations() -> tuple[str, ...]:
    """The settings of all examples, each as a file, and one with every table."""
    texts = {as_toml(base.settings) for base in bases() if base.settings}
    return (_EVERY_TABLE, *sorted(texts))


@cache
def rule_files() -> tuple[bytes, ...]:
    """The rules, as they stand in the source."""
    return tuple(path.read_bytes() for path in sorted((ROOT / "rules").glob("*/*.yaml")))


@cache
def messages() -> tuple[str, ...]:
    """What `vpclint explain` may be asked: texts that rules quote."""
    return tuple(json.dumps(rule.decode())[:2000] for rule in rule_files())


_EVERY_TABLE = """fail-on = "warning"
unknown = "ignore"
strict = true
select = ["s3", "route-*"]
ignore = ["single-zone"]
[inputs]
state = ["state.json"]
[needs]
services = ["sts", "ecr.api"]
internet = ["api.example.com:443", {host = "dns.google", port = 53, cidrs = ["8.8.8.0/24"]}]
[capacity]
concurrent-jobs = 3
reserve = 8
[rules.flow-logs-missing]
severity = "note"
[[assume]]
rule = "path-leaves-the-vpc"
resource = "tgw-0a1b2c3d"
answer = "yes"
reason = "central egress"
[[jobs]]
match = "features-*"
needs.services = ["glue"]
"""
