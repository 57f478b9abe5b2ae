"""What stands bare in JSON, outside of quotes: numbers, literals, and what is mistaken for them."""

import re
import sys

from msgspec import Struct

from vpclint.text.escape import quoted, visible
from vpclint.text.nodes import Scalar
from vpclint.text.problems import ProblemKind

_LITERALS = {"true": True, "false": False, "null": None}
_PYTHON = {"true": "true", "false": "false", "none": "null", "null": "null"}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?(?:nan|inf|infinity)", re.IGNORECASE | re.ASCII)
_NEARLY_A_NUMBER = re.compile(
    r"[-+]?(?:(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]*)?|0[xX][0-9a-fA-F]+|0[oO][0-7]+|)"
)
_WHY_NOT_A_NUMBER = (
    (re.compile(r"\+"), "begins with '+'", "a digit or '-' was expected"),
    (re.compile(r"-?\."), "has no digit before its point", "at least one was expected"),
    (re.compile(r".*_"), "holds '_'", "digits only were expected"),
    (re.compile(r"-?0[xXoO]"), "is not decimal", "a decimal number was expected"),
    (re.compile(r"-?0[0-9]"), "begins with a zero", "a digit from 1 to 9 was expected first"),
    (re.compile(r"[^.]*\.(?![0-9])"), "has no digit after its point", "at least one was expected"),
    (re.compile(r""), "ends too early", "a digit was expected at its end"),
)


class Word(Struct, frozen=True):
    """A bare word as it was understood.

    Attributes:
        value: what the writer seems to have meant; the word itself where that is not clear.
        kind: what is wrong with it, or None.
        message: the problem in a sentence, or nothing.
    """

    value: Scalar
    kind: ProblemKind | None = None
    message: str = ""


def read_word(word: str) -> Word:
    """What a bare word means where a value is expected."""
    if word in _LITERALS:
        return Word(_LITERALS[word])
    if _INTEGER.fullmatch(word):
        return _integer(word)
    if _NUMBER.fullmatch(word):
        return Word(float(word))
    if _NOT_A_NUMBER.fullmatch(word):
        message = f"{visible(word)} is not a JSON number, a finite number was expected"
        return Word(float(word), ProblemKind.NOT_A_NUMBER, message)
    if word.lower() in _PYTHON:
        meant = _PYTHON[word.lower()]
        return Word(_LITERALS[meant], ProblemKind.PYTHON_LITERAL, f"found {visible(word)}, JSON writes {meant}")
    if _NEARLY_A_NUMBER.fullmatch(word):
        return _nearly_a_number(word)
    message = f"found {quoted(word)} where a value was expected, text is written in double quotes"
    return Word(word, ProblemKind.UNEXPECTED, message)


def too_long(word: str) -> str:
    """The sentence that says of a number that it has more digits than are read; nothing of one that has not."""
    digits, limit = len(word.lstrip("-+")), _digit_limit()
    return f"the number has {digits:,} digits, at most {limit:,} are read" if digits > limit else ""


def _digit_limit() -> int:
    """As many digits as Python reads unless told otherwise, or fewer where this process is told so."""
    usual = sys.int_info.default_max_str_digits
    return min(sys.get_int_max_str_digits() or usual, usual)


def _integer(word: str) -> Word:
    if message := too_long(word):
        return Word(word, ProblemKind.NUMBER_TOO_LONG, message)
    return Word(int(word))


def _nearly_a_number(word: str) -> Word:
    found, expected = next((found, expected) for sign, found, expected in _WHY_NOT_A_NUMBER if sign.match(word))
    message = f"the number {visible(word, 40)} {found}, {expected}"
    return Word(_guessed(word), ProblemKind.INVALID_NUMBER, message)


def _guessed(word: str) -> Scalar:
    digits = word.replace("_", "")
    if too_long(digits):
        return word
    for read in (int, float, lambda text: int(text, 0)):
        try:
            return read(digits)
        except ValueError:
            continue
    return word
