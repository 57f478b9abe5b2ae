"""JSON text cut into tokens, forgiving what is not JSON and reporting it."""

import re

from msgspec import Struct

from vpclint.text.escape import visible
from vpclint.text.nodes import Span
from vpclint.text.problems import ProblemKind, Problems

_SPACE = re.compile(r"[ \t\n\r]*")
_NO_SPACE = frozenset(["", *'{}[],:"-0123456789tfn'])
_COMMENT = re.compile(r"//[^\n\r]*|#[^\n\r]*|/\*.*?\*/", re.DOTALL)
# Invisible characters that stand for white space in texts copied from web pages and word processors.
_INVISIBLE = r"\s\x00-\x1f\x7f-\x9f\ufeff\u200b-\u200f\u2028-\u202e\u2060-\u2069"
_STRANGE_SPACE = re.compile(rf"[{_INVISIBLE}]+")
_PLAIN_STRING = re.compile(r'"([^"\\\x00-\x1f]*+)"')
_LINE_END = re.compile(r"[\n\r]")
_AFTER_A_STRING = re.compile(r"[ \t\n\r]*(?:[,:\]}]|\Z)")
_ODD_IN_A_STRING = re.compile(
    r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})|\\(.)|[\x00-\x1f]+", re.DOTALL
)
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

_BARE = rf"[^{_INVISIBLE},:{{}}\[\]\"\u201c-\u201f/\\]++|/(?![/*])|\\[^\s]?"
_BARE_KEY = re.compile(rf"(?:{_BARE})++")
# An ARN or a URL without quotes is one word, also one that ends in `/*`.
_BARE_VALUE = re.compile(rf"(?:{_BARE}|:(?://)?(?=[^{_INVISIBLE},{{}}\[\]\"])|/\*(?=[,\]}}\n\r]|\Z))++")


class _Quotes(Struct, frozen=True):
    """How a string in one kind of quotes goes on, and what is wrong with the quotes."""

    body: re.Pattern[str]
    kind: ProblemKind | None = None
    name: str = ""


def _quotes() -> dict[str, _Quotes]:
    """The quotes by the character that opens them; typographic ones are closed by any of their family."""
    table = {
        '"': _Quotes(re.compile(r'(?:[^"\\]++|\\.)*+', re.DOTALL)),
        "'": _Quotes(re.compile(r"(?:[^'\\]++|\\.)*+", re.DOTALL), ProblemKind.SINGLE_QUOTES, "single"),
    }
    for family in ('\u201c\u201d\u201e\u201f"', "\u2018\u2019\u201a\u201b'"):
        body = re.compile(rf"(?:[^{family}\\]++|\\.)*+", re.DOTALL)
        table |= dict.fromkeys(family[:-1], _Quotes(body, ProblemKind.SMART_QUOTES, "typographic"))
    return table


_QUOTES = _quotes()


class Token(Struct, frozen=True, gc=False):
    """A piece of JSON text.

    Attributes:
        kind: one of `{ } [ ] , :`, or `string`, `bare` (any run of other characters), `end` of the text, or `stop`
            where nothing more can be understood, which is reported then.
        span: where it stands.
        text: the decoded string, or the bare word.
    """

    kind: str
    span: Span
    text: str = ""


class Scanner:
    """Gives the tokens of a text one by one; goes over the text once."""

    __slots__ = ("_at", "_problems", "_stopped", "_text")

    def __init__(self, text: str, at: int, problems: Problems) -> None:
        self._text = text
        self._at = at
        self._problems = problems
        self._stopped = False

    def next(self, *, value: bool) -> Token:
        """The next token.

        Args:
            value: whether a value is expected here, so that a bare word may hold colons.
        """
        self._skip()
        start = self._at
        if self._stopped or start == len(self._text):
            return Token("stop" if self._stopped else "end", Span(start, start))
        first = self._text[start]
        if first in "{}[],:":
            self._at += 1
            return Token(first, Span(start, self._at))
        if first in _QUOTES:
            return self._string(start)
        word = (_BARE_VALUE if value else _BARE_KEY).match(self._text, start)
        self._at = word.end() if word else start + 1
        return Token("bare", Span(start, self._at), self._text[start : self._at])

    def followed_by(self, pattern: re.Pattern[str]) -> bool:
        """Whether the text that is not yet read begins so."""
        return pattern.match(self._text, self._at) is not None

    def _skip(self) -> None:
        """Goes over white space and what stands for it."""
        while not (self._stopped or self._problems.full):
            space = _SPACE.match(self._text, self._at)
            start = self._at = space.end() if space else self._at
            if self._text[start : start + 1] in _NO_SPACE:
                return
            if comment := _COMMENT.match(self._text, start):
                self._at = comment.end()
                opening = comment[0][: 1 if comment[0][0] == "#" else 2]
                message = f"a comment begins with '{opening}', JSON has no comments"
                self._problems.add(ProblemKind.COMMENT, message, Span(start, self._at))
            elif strange := _STRANGE_SPACE.match(self._text, start):
                self._at = strange.end()
                self._strange_space(Span(start, self._at))
            elif self._text.startswith("/*", start):
                self._stop_inside("comment", Span(start, start + 2))
            else:
                return

    def _strange_space(self, span: Span) -> None:
        code = ord(self._text[span.start])
        control = code < 0x20 or 0x7F <= code < 0xA0
        kind = ProblemKind.CONTROL_CHARACTER if control else ProblemKind.UNEXPECTED
        message = f"found the invisible character U+{code:04X} outside of a string, an ordinary space was expected"
        self._problems.add(kind, message, span)

    def _stop_inside(self, what: str, opening: Span) -> Token:
        end = len(self._text)
        message = f"the text ends inside a {what}, its closing was expected"
        self._problems.add(ProblemKind.TRUNCATED, message, Span(end, end), (opening, f"the {what} begins here"))
        self._stopped = True
        return Token("stop", Span(end, end))

    def _string(self, start: int) -> Token:
        if plain := _PLAIN_STRING.match(self._text, start):
            self._at = plain.end()
            return Token("string", Span(start, self._at), plain[1])
        quotes = _QUOTES[self._text[start]]
        body = quotes.body.match(self._text, start + 1)
        end = body.end() if body else start + 1
        if end == len(self._text) or self._text[end] == "\\":
            return self._stop_inside("string", Span(start, start + 1))
        span = self._whole_string(start, end)
        if quotes.kind:
            message = f"a string stands in {quotes.name} quotes, JSON expects double quotes"
            self._problems.add(quotes.kind, message, span)
        closed = span.end == end + 1
        self._at = span.end
        return Token("string", span, self._decoded(start + 1, end if closed else span.end))

    def _whole_string(self, start: int, end: int) -> Span:
        """Where a string stands whose closing quote was found at `end`: it may belong to another string."""
        line_end = _LINE_END.search(self._text, start + 1, end)
        if not line_end or _AFTER_A_STRING.match(self._text, end + 1):
            return Span(start, end + 1)
        line = self._text[start : line_end.start()].rstrip()
        span = Span(start, start + max(1, len(line.removesuffix(",").rstrip())))
        message = "a string is not closed before its line ends, a closing quote was expected"
        self._problems.add(ProblemKind.UNEXPECTED, message, span)
        return span

    def _decoded(self, start: int, end: int) -> str:
        """The characters that a string stands for; what is no escape stays as it is written."""
        single = self._text[start - 1] != '"'

        def meant(found: re.Match[str]) -> str:
            high, low, code, char = found.groups()
            if high:
                return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
            if code:
                return chr(int(code, 16))
            if char in _ESCAPES or (single and char == "'"):
                return _ESCAPES.get(char, char)
            if char:
                self._invalid_escape(char, start + found.start())
            else:
                self._control_character(found[0], start + found.start())
            return found[0]

        return _ODD_IN_A_STRING.sub(meant, self._text[start:end])

    def _control_character(self, run: str, start: int) -> None:
        escape = next((f"\\{name}" for name, char in _ESCAPES.items() if char == run[0]), f"\\u{ord(run[0]):04x}")
        message = f"a string holds the control character U+{ord(run[0]):04X}, its escape '{escape}' was expected"
        self._problems.add(ProblemKind.CONTROL_CHARACTER, message, Span(start, start + len(run)))

    def _invalid_escape(self, char: str, start: int) -> None:
        if char == "u":
            message = "found the escape '\\u' without four hexadecimal digits, JSON expects exactly four"
        else:
            message = f"found the escape '\\{visible(char)}', JSON expects one of '\"\\/bfnrtu' after a backslash"
        self._problems.add(ProblemKind.INVALID_ESCAPE, message, Span(start, start + 2))
