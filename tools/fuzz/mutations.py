"""Changes values and texts in ways that no schema allows."""

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

Holder = Any
Key = str | int

NUMBERS = (0, -1, 1, 2, 255, 65535, 65536, 32766, 32767, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**64, -(2**63), 10**30)
FLOATS = (0.5, -0.0, 1e308, 5e-324, 443.0)
TEXTS = (
    *("", " ", "x", "-1", "default", "None", "true", "0x10", "४४३"),
    *("0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.1/16", "10.0.0.0/-1", "256.1.1.1/8", "::ffff:10.0.0.0/104", "/8"),
    *("subnet-00000000", "sg-00000000", "vpc-00000000", "pl-00000000", "tgw-00000000", "subnet-", "sg-é"),
    *("\x1b[31m\r\n\x07\x9b2J", "\u202e\u2066\u200b\u2028\ufeff\x7f\x00\U000e0041", "e\u0301" * 50, "\ud800"),
    *(
        "%s%n{0}{x.__class__}",
        "$(reboot)`id`;'\"",
        "a" * 5000,
        "*",
        "[",
        "~1~0/",
        "../../etc/passwd",
        "s3://",
        "s3:///",
    ),
    *("available", "AVAILABLE", "active", "blackhole", "pending", "local", "tcp", "-1", "6", "allow", "associated"),
)
DEEP = 150
"""How deep a value is nested into itself."""


def mutated(value: Any, random: Random) -> tuple[Any, str]:
    """The value, which may be changed itself, with one change, and what that is."""
    place = _some_place(value, random)
    if place is None:
        return _something(random), "replace the whole"
    holder, key, where = place
    change = random.choice(_CHANGES)
    return value, f"{change(value, holder, key, random)} {where}"


def _some_place(value: Any, random: Random) -> tuple[Holder, Key, str] | None:
    """A random member or item of a value, with what holds it; none where the value holds nothing."""
    found: tuple[Holder, Key, str] | None = None
    where = ""
    while (keys := _keys(value)) and (found is None or random.random() < 0.85):
        key = random.choice(keys)
        where = f"{where}/{key}"
        found = value, key, where
        value = value[key]
    return found


def _keys(value: Any) -> list[Key]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _something(random: Random) -> Any:
    kinds: tuple[Any, ...] = (None, True, False, [], {}, [[]], [{}], [None], {"": None})
    chosen = random.choice((kinds, NUMBERS, FLOATS, TEXTS, TEXTS))
    return msgspec.json.decode(msgspec.json.encode(chosen)) if chosen is kinds else random.choice(chosen)


def _remove(_: Any, holder: Holder, key: Key, __: Random) -> str:
    del holder[key]
    return "remove"


def _retype(_: Any, holder: Holder, key: Key, random: Random) -> str:
    holder[key] = random.choice((_something(random), str(holder[key])[:200], [holder[key]], {"Value": holder[key]}))
    return "retype"


def _repeat(_: Any, holder: Holder, key: Key, random: Random) -> str:
    times = random.choice((1, 1, 2, 30))
    if isinstance(holder, list):
        holder.extend([holder[key]] * times)
    elif isinstance(holder[key], list):
        holder[key] = holder[key] * (times + 1)
    return f"repeat {times} times"


def _swap(value: Any, holder: Holder, key: Key, random: Random) -> str:
    """Exchanges two values that hold nothing, such as two ids, or moves one of them."""
    other = _some_place(value, random)
    if other and not isinstance(holder[key], dict | list) and not isinstance(other[0][other[1]], dict | list):
        holder[key], other[0][other[1]] = other[0][other[1]], holder[key]
        return f"swap {other[2]} with"
    return _retype(value, holder, key, random)


def _renest(value: Any, holder: Holder, key: Key, random: Random) -> str:
    """A copy of one part of the value stands somewhere else in it."""
    other = _some_place(value, random)
    if other:
        part = _copied(other[0][other[1]])
        holder[key] = part if random.random() < 0.5 else {"Nested": part, **(part if isinstance(part, dict) else {})}
    return f"put {other[2] if other else ''} to"


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(member) for key, member in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value


def _rename(_: Any, holder: Holder, key: Key, random: Random) -> str:
    if isinstance(holder, dict):
        member = holder.pop(key)
        holder[random.choice((str(key).lower(), f" {key}", random.choice(TEXTS), *map(str, holder)))] = member
    return "rename"


def _number(_: Any, holder: Holder, key: Key, random: Random) -> str:
    holder[key] = random.choice(NUMBERS + FLOATS)
    return "number at"


def _text(_: Any, holder: Holder, key: Key, random: Random) -> str:
    old = holder[key]
    new = random.choice(TEXTS)
    holder[key] = (
        old[: len(old) // 2] + new + old[len(old) // 2 :] if isinstance(old, str) and random.random() < 0.3 else new
    )
    return "text at"


def _bury(_: Any, holder: Holder, key: Key, random: Random) -> str:
    for _ in range(random.choice((1, 5, DEEP))):
        holder[key] = [holder[key]] if random.random() < 0.5 else {"": holder[key]}
    return "bury"


def _shuffle(_: Any, holder: Holder, __: Key, random: Random) -> str:
    if isinstance(holder, list):
        random.shuffle(holder)
    return "shuffle around"


_CHANGES: tuple[Callable[[Any, Holder, Key, Random], str], ...] = (
    *(_remove, _retype, _retype, _repeat, _swap, _swap, _renest, _rename, _number, _number, _text, _text),
    *(_bury, _shuffle),
)


def torn(data: bytes, random: Random) -> tuple[bytes, str]:
    """The bytes with a few changes that know nothing of what they mean."""
    told: list[str] = []
    for _ in range(random.choice((1, 1, 2, 4))):
        at, end = sorted((random.randrange(len(data) + 1), random.randrange(len(data) + 1)))
        end = min(end, at + random.choice((1, 4, 40, 4000)))
        name, new = _torn(data[at:end], random)
        data = data[:at] + new + data[end:]
        told.append(f"{name} bytes {at} to {end}")
    if random.random() < 0.1:
        text = data.decode("utf-8", "replace")
        encoding = random.choice(("utf-16", "utf-16-le", "utf-8-sig", "utf-32", "latin-1"))
        data = text.encode(encoding, "replace")
        told.append(f"as {encoding}")
    return data, ", ".join(told)


def _torn(part: bytes, random: Random) -> tuple[str, bytes]:
    match random.randrange(6):
        case 0:
            return "drop", b""
        case 1:
            return "double", part + part
        case 2:
            return "reverse", part[::-1]
        case 3:
            return "flip", bytes(byte ^ (1 << random.randrange(8)) for byte in part[:8]) + part[8:]
        case 4:
            return "overwrite", random.choice(TOKENS)
    return "insert before", random.choice(TOKENS) + part


TOKENS = (
    *(
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"\\",
        b"'",
        b"#",
        b"&a ",
        b"*a",
        b"<<: ",
        b"- ",
        b"? ",
        b"|\n",
        b">-\n",
    ),
    *(
        b"!!python/object:os.system ",
        b"!!binary |\n",
        b"---\n",
        b"...\n",
        b"%YAML 9.9\n",
        b"\t",
        b"\r",
        b"\n\n",
        b"=",
        b"[[",
    ),
    *(
        b"null",
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"-0",
        b"01",
        b"0x1",
        b"9" * 5000,
        b"1" * 300 + b".5e-400",
        b"2026-11-24",
    ),
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\\ud800",
        b"\\u0000",
        b"\xe2\x80\xa8",
    ),
    *(b"[" * 3000, b'{"a":' * 300, b"a: " * 50, b"- " * 500, b'"a":1,"a":2,', b'"Subnets":[],', b'"vpclint":{},'),
)
"""What the readers of JSON, YAML and TOML take for something."""
