"""Which files hold something for vpclint, told at a glance: a hook names every file that changes."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec
from msgspec import Raw

from vpclint.aws.kinds import KINDS
from vpclint.errors import InputError
from vpclint.sources.aws_config import is_config
from vpclint.sources.calls import ASKED, call_named
from vpclint.sources.describe import is_answer
from vpclint.sources.detect import OF_PROCESSING, is_state, key_of_records, other_request
from vpclint.sources.files import found_under, read
from vpclint.sources.policy import is_policy, seems_policy
from vpclint.sources.recorded import is_recorded
from vpclint.sources.snapshot import UNREADABLE
from vpclint.text.nodes import plain
from vpclint.text.reading import decode
from vpclint.text.sources import is_lines, is_yaml

_VPC = frozenset({"Subnets", "SecurityGroupIds"})
_NETWORK = frozenset({"VpcConfig", "EnableNetworkIsolation", "EnableInterContainerTrafficEncryption"})
_SIGNS = frozenset(KINDS) | OF_PROCESSING | _NETWORK | {"vpclint", "NetworkConfig", "ServiceDetails"}
"""Keys that hardly anything else has; a role or an environment alone is no sign of a processing job."""
_FLOW = re.compile(r"\s*[{\[](?![{%#])")
"""How a document in the flow style of YAML begins, and no template that only makes one."""
_BEGUN = re.compile(r"[{\[](?![{%#])")
"""Where JSON begins, behind what does not belong there, such as the marker of a conflict."""
_KEY = re.compile(r"""^(?:-[ \t]+)?["']?([A-Za-z]{2,64})["']?[ \t]*:""", re.MULTILINE)
"""A key at the top of a YAML document, or of an item of a list there."""


def sifted(paths: Iterable[str], inputs: Collection[str] = ()) -> tuple[str, ...]:
    """The files among these, and in these folders, that hold something for vpclint, as far as a glance tells.

    A file that can't be parsed is kept only if it begins as something that vpclint reads, and one that can't be read
    is kept, so that it is told.

    Args:
        paths: files and folders.
        inputs: files that are left out, since a run has them anyway: its states.
    """
    known = {os.path.realpath(each) for each in inputs}
    refused: list[str] = []
    found = found_under(tuple(paths), lambda error: refused.append(error.file or ""))
    kept = [file for file, _ in found if os.path.realpath(file) not in known and _is_ours(file)]
    return (*kept, *filter(None, refused))


def _is_ours(file: str) -> bool:
    try:
        return holds_something(file, read(file))
    except InputError:
        return not os.path.isdir(file)  # noqa: PTH112 - a submodule is named as a file


def holds_something(file: str, data: bytes) -> bool:
    """Whether a file with this content is a state, a processing job or a policy, or is meant to be one."""
    text = decode(data).text
    if is_yaml(file):
        return _in_yaml(text)
    encoded = text.encode("utf-8", "surrogatepass")
    if is_lines(file):
        return any(sign.encode() in encoded for sign in _SIGNS)
    try:
        return any(_tells(file, each) for each in _objects(msgspec.json.decode(encoded, type=Raw)))
    except UNREADABLE:
        return _seems_ours(text)


def _objects(value: Raw) -> Iterator[Mapping[str, Raw]]:
    """The members of an object, or of each object in a list."""
    if bytes(value).startswith(b"{"):
        yield msgspec.json.decode(value, type=dict[str, Raw])
    elif bytes(value).startswith(b"["):
        yield from (each for item in msgspec.json.decode(value, type=list[Raw]) for each in _object(item))


def _object(item: Raw) -> Iterator[Mapping[str, Raw]]:
    if bytes(item).startswith(b"{"):
        yield msgspec.json.decode(item, type=dict[str, Raw])


def _tells(file: str, members: Mapping[str, Raw]) -> bool:
    """Whether these are the members of something that vpclint reads, and hardly of anything else."""
    if len(members) == 1 and members.keys() & ASKED.keys():
        return bool(call_named(file).operation)
    told = (is_state, is_answer, is_config, is_policy, _is_job, _is_record)
    return any(tells(members) for tells in told) or (is_recorded(members) and bool(call_named(file).operation))


def _is_record(members: Mapping[str, object]) -> bool:
    """Whether this is one of the records that `--query 'Subnets[]'` prints."""
    return _are_of_a_record(frozenset(members))


@lru_cache(maxsize=1 << 10)
def _are_of_a_record(keys: frozenset[str]) -> bool:
    """Whether these are the members of a record; the objects of a long list seldom differ in theirs."""
    return bool(key_of_records([dict.fromkeys(keys)]))


def _is_job(members: Mapping[str, object]) -> bool:
    """Whether this is a processing job or its network, by more than members that other requests have, too."""
    if members.keys() & OF_PROCESSING:
        return True
    if other_request(members):
        return False
    if "NetworkConfig" in members:
        return _has_keys(members["NetworkConfig"], _NETWORK)
    if members.keys() == _VPC:
        return True
    return 0 < len(members.keys() & _NETWORK) == len(members) and _has_keys(members.get("VpcConfig", {}), _VPC)


def _has_keys(value: object, keys: frozenset[str]) -> bool:
    """Whether a value is an object with one of these keys, or with none at all."""
    if isinstance(value, Raw):
        try:
            value = msgspec.json.decode(value, type=dict[str, Raw])
        except UNREADABLE:
            return False
    return isinstance(value, dict) and (not value or bool(value.keys() & keys))


def _in_yaml(text: str) -> bool:
    """Whether a text has a telling key where a document of YAML, or an item of it, begins; it need not be valid."""
    if _FLOW.match(text):
        return any(sign in text for sign in _SIGNS)
    keys = {found[1] for found in _KEY.finditer(text)}
    signs = keys & _SIGNS - {"VpcConfig"}
    return bool(signs - _VPC) or keys >= _VPC or ("VpcConfig" in keys and "SecurityGroupIds" in text)


def _seems_ours(text: str) -> bool:
    """Whether a text that is no JSON is meant to be something that vpclint reads."""
    begun = _BEGUN.search(text)
    meant_text = text[begun.start() :] if begun else text
    if not any(sign in text for sign in _SIGNS):
        return seems_policy(meant_text)
    from vpclint.text.jsontext import parse_json  # noqa: PLC0415 - few files are broken

    values = [plain(root) for root in parse_json(meant_text).roots]
    items = (item for value in values for item in (value if isinstance(value, list) else [value]))
    meant = (is_state(each) or is_answer(each) or _is_job(each) for each in items if isinstance(each, dict))
    return any(meant) or seems_policy(meant_text)
