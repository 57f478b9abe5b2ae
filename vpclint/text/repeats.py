"""Keys that stand twice in one object, of which readers keep the last in silence."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Raw

_CHUNK = 64
"""Values that are read and written at once: few enough that all of it stays in the processor's cache."""

_DECODER, _ENCODER = msgspec.json.Decoder(), msgspec.json.Encoder()


def repeated_key(value: Raw | bytes) -> str | None:
    """A key that stands twice in its object, at any depth; None where there is none.

    Args:
        value: valid JSON in UTF-8; of strings that are no UTF-8 the bytes are compared.

    Raises:
        RecursionError: the value is nested too deeply.
    """
    return repeated_keys((value,)).get(0)


def repeated_keys(values: Sequence[Raw | bytes]) -> Mapping[int, str]:
    """The numbers of the values in which a key stands twice, at any depth, each with such a key.

    A text that is the same after it was read and written again has lost nothing: that is found out for many values at
    once. Only a value that is another text then, as one with unusual escapes is, is gone through key by key.

    Args:
        values: as for `repeated_key`.

    Raises:
        RecursionError: as for `repeated_key`.
    """
    found: dict[int, str] = {}
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        for number, value in enumerate(() if _lose_nothing(chunk) else chunk, start):
            keys = () if _lose_nothing((value,)) else _all_repeated(bytes(value))
            found.update((number, key) for key in keys[:1])
    return found


def _lose_nothing(values: Sequence[Raw | bytes]) -> bool:
    """Whether the values are surely the same text after they were read and written again, blanks apart."""
    text = b"[%b]" % b",".join(values)
    try:
        again = _ENCODER.encode(_DECODER.decode(text))
    except (msgspec.DecodeError, UnicodeError, RecursionError):  # a number too large, say: valid where nobody reads it
        return False
    return again == text or again == msgspec.json.format(text, indent=-1)


def _all_repeated(text: bytes) -> list[str]:
    import json  # noqa: PLC0415 - hardly any text needs it

    found: list[str] = []

    def look(pairs: list[tuple[str, object]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                found.append(key)
            seen.add(key)

    json.loads(text.decode("utf-8", "surrogateescape"), object_pairs_hook=look, parse_int=str, parse_float=str)
    return found
