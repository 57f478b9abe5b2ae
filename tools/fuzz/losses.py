"""Takes facts away from a state: what is removed or can't be read any more must not turn an answer into another one.

Which losses are legal, so that nothing but "cannot tell" may come of them:

* a key that is missing, unless its absence is an assumption: with `strict`, nothing is assumed;
* a member that is missing, if its type in `vpclint.aws` says that AWS always answers it (`Open`), or that names its
  record. One that AWS may leave out (`NotSet`) or that has a default means something else when it is gone;
* any value of a type that the member does not have: that is no absence but a value that can't be read. A null and an
  empty text are an absence;
* a block of addresses that is none;
* a record that is missing, if the state says that there are more: a further page, or a call that was denied.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import inspect as types

from tools.fuzz.shapes import OPEN, RECORD, Part, parts
from vpclint.aws.kinds import KINDS, Unread

State = dict[str, Any]
NO_BLOCKS = (
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.0.0/8",
    "::/129",
    "10.0.0.0/",
    "/24",
    "x",
    "10.0.0.0/8 10.0.0.0/8",
    "\x00",
)


def lost(state: State, random: Random, *, strict: bool) -> str:
    """Takes one to three facts away from the state itself, and says which; nothing where nothing could be taken."""
    told = [random.choice(_LOSSES)(state, random, strict) for _ in range(random.choice((1, 1, 1, 2, 3)))]
    return ", ".join(filter(None, told))


def _lose_key(state: State, random: Random, strict: bool) -> str:  # noqa: FBT001 - one of several alike
    keys = [key for key in state if _may_lack(key, strict=strict)]
    if not keys:
        return ""
    key = random.choice(keys)
    if random.random() < 0.6:
        del state[key]
        return f"remove {key}"
    kept = state[key]
    state[key] = random.choice((7, "x", True, [7], [[]], {"x": kept} if isinstance(kept, list) else [kept, 7]))
    return f"spoil {key}"


def _may_lack(key: str, *, strict: bool) -> bool:
    return key in KINDS and KINDS[key].record is not Unread and (strict or not KINDS[key].assumed)


def _lose_member(state: State, random: Random, _: bool) -> str:  # noqa: FBT001
    part = _chosen(state, random, lambda each: each.absence == OPEN)
    if part is None:
        return ""
    holder, key = _holder(state, part)
    if random.random() < 0.7 or _may_be_null(part):
        del holder[key]
    else:
        holder[key] = None
    return f"remove {_spelled(part)}"


def _may_be_null(part: Part) -> bool:
    return isinstance(part.type, types.UnionType)


def _spoil_value(state: State, random: Random, _: bool) -> str:  # noqa: FBT001
    part = _chosen(state, random, lambda each: each.absence != RECORD or len(each.place) > 1)
    if part is None:
        return ""
    holder, key = _holder(state, part)
    holder[key] = random.choice(_wrong(part.type))
    return f"make {_spelled(part)} {holder[key]!r}"


def _wrong(shape: types.Type) -> tuple[Any, ...]:
    """Values that are no absence and none of this type."""
    match shape:
        case types.StrType():
            return 7, True, [], {}, ["x"], {"x": "y"}, 0.5
        case types.UnionType():  # of a policy, an object that is another one is no loss
            return 7, True, [], ["x"], 0.5
        case types.IntType():
            return "7", "x", 0.5, [], {}, True, 1e300
        case types.BoolType():
            return 0, 1, "true", "false", [], {}
        case types.StructType():
            return 7, "x", [], True, [[]]
    return 7, "x", {}, True, {"x": []}, [[]], [7, None] if not _holds_numbers(shape) else ["x"]


def _holds_numbers(shape: types.Type) -> bool:
    return isinstance(shape, types.VarTupleType) and isinstance(shape.item_type, types.IntType)


def _spoil_block(state: State, random: Random, _: bool) -> str:  # noqa: FBT001
    part = _chosen(state, random, _is_block)
    if part is None:
        return ""
    holder, key = _holder(state, part)
    holder[key] = random.choice(NO_BLOCKS)
    return f"make {_spelled(part)} {holder[key]!r}"


def _is_block(part: Part) -> bool:
    name = next(each for each in reversed(part.place) if isinstance(each, str))
    return "cidr" in name.lower() and isinstance(part.type, types.StrType)


def _lose_record(state: State, random: Random, _: bool) -> str:  # noqa: FBT001
    part = _chosen(state, random, lambda each: each.absence == RECORD and len(each.place) > 1)
    if part is None:
        return ""
    key, index = str(part.place[0]), int(part.place[1])
    del state[key][index]
    if random.random() < 0.5 or not isinstance(state.get("vpclint"), dict):
        state["NextToken"] = "more"
        return f"remove {_spelled(part)} with NextToken"
    calls = state["vpclint"].get("calls", [])
    denied = {"operation": KINDS[key].operation, "outcome": random.choice(("denied", "error", "throttled", ""))}
    state["vpclint"]["calls"] = [*(calls if isinstance(calls, list) else []), denied]
    return f"remove {_spelled(part)} with a call that failed"


def _spoil_header(state: State, random: Random, _: bool) -> str:  # noqa: FBT001
    header = state.get("vpclint")
    calls = header.get("calls", []) if isinstance(header, dict) else None
    if not isinstance(calls, list) or not all(map(_is_ok, calls)):
        return ""
    match random.randrange(4):
        case 0:
            del state["vpclint"]
        case 1:
            header[random.choice(list(header) or ["schema"])] = random.choice((7.5, [[]], {"x": 1}))
        case 2 if calls:
            random.choice(calls).pop("outcome", None)
        case _:
            state["vpclint"] = random.choice((7, "x", [], {"schema": 99}))
    return "spoil the header"


def _is_ok(call: Any) -> bool:
    return isinstance(call, dict) and call.get("outcome") == "ok"


_LOSSES: tuple[Callable[[State, Random, bool], str], ...] = (
    *(_lose_key, _lose_member, _lose_member, _lose_member, _spoil_value, _spoil_value, _spoil_block, _lose_record),
    _spoil_header,
)


def _chosen(state: State, random: Random, wanted: Callable[[Part], bool]) -> Part | None:
    """A random part of a kind; keys first, since some have far more records than others."""
    keys = list(state)
    random.shuffle(keys)
    for key in keys:
        found = [part for part in parts({key: state[key]}) if wanted(part)]
        if found:
            return random.choice(found)
    return None


def _holder(state: State, part: Part) -> tuple[Any, Any]:
    holder: Any = state
    for step in part.place[:-1]:
        holder = holder[step]
    return holder, part.place[-1]


def _spelled(part: Part) -> str:
    return "/".join(map(str, part.place))
