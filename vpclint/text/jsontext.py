"""JSON read for people: every problem of a text at once, each at its place, and the values all the same."""

import re

from vpclint.text.escape import quoted, visible
from vpclint.text.jsonframes import NO_BRACES, TEXT, Awaits, Frame
from vpclint.text.jsontokens import Scanner, Token
from vpclint.text.jsonwords import read_word
from vpclint.text.nodes import DEPTH_LIMIT, Node, Scalar, Span
from vpclint.text.problems import Parsed, ProblemKind, Problems

_COLON_FOLLOWS = re.compile(r"[ \t\n\r]*:")
_KEY_OF_A_CONTAINER = re.compile(r"[ \t\n\r]*:[ \t\n\r]*[\[{]")


def parse_json(text: str, *, several: bool = False) -> Parsed:
    """Every document of a JSON text as a tree of places, and everything that keeps the text from being one document.

    Without problems the text is what RFC 8259 calls JSON, in one document, without repeated keys and no deeper than
    `DEPTH_LIMIT`. With problems the trees hold what the writer seems to have meant: of a repeated key the last value,
    as other readers take it; of a text cut off what stands before the cut. A text of which no more can be understood
    is left there, with a problem that says so. Takes time in proportion to the text.

    Args:
        text: the text, of any length.
        several: whether it may hold more documents than one, as JSON Lines do.
    """
    problems = Problems()
    begin = 1 if text.startswith("\ufeff") else 0
    if begin:
        message = "the text begins with a byte order mark, JSON was expected to begin at once"
        problems.add(ProblemKind.BYTE_ORDER_MARK, message, Span(0, 1))
    roots = _Parser(Scanner(text, begin, problems), problems, several=several).run()
    return Parsed(tuple(roots), problems.found())


class _Parser:
    """Builds trees from tokens, with its own stack in place of recursion."""

    __slots__ = ("_end", "_frames", "_problems", "_scanner", "_several", "_stopped")

    def __init__(self, scanner: Scanner, problems: Problems, *, several: bool) -> None:
        self._scanner = scanner
        self._several = several
        self._problems = problems
        self._frames = [Frame(TEXT, 0)]
        self._end = 0
        self._stopped = False

    def run(self) -> list[Node]:
        """The roots."""
        while not (self._stopped or self._problems.full):
            token = self._scanner.next(value=self._here.awaits is Awaits.VALUE and len(self._frames) > 1)
            if token.kind == "stop":
                break
            if token.kind == "end":
                self._finish()
                break
            self._take(token)
            self._end = token.span.end
        while len(self._frames) > 1:
            self._pop(self._end)
        return self._here.items

    @property
    def _here(self) -> Frame:
        return self._frames[-1]

    def _take(self, token: Token) -> None:
        if self._here.opener == NO_BRACES and self._here.awaits is Awaits.MORE and token.kind in "{[":
            self._pop(self._end)
        match token.kind:
            case "{" | "[":
                self._open(token)
            case "}" | "]":
                self._close(token)
            case ",":
                self._comma(token)
            case ":":
                self._colon(token)
            case "string":
                self._string(token)
            case _:
                self._bare(token)

    def _open(self, token: Token) -> None:
        self._value_may_come(token)
        if len(self._frames) > DEPTH_LIMIT:
            message = (
                f"brackets stand inside each other more than {DEPTH_LIMIT} deep, at most {DEPTH_LIMIT} were expected"
            )
            self._report(ProblemKind.TOO_DEEP, message, token)
            self._stopped = True
            return
        self._frames.append(Frame(token.kind, token.span.start))

    def _close(self, token: Token) -> None:
        if all(frame.closer != token.kind for frame in self._frames):
            self._unexpected(token)
            return
        while self._here.closer != token.kind:
            opener = Span(self._here.start, self._here.start + 1)
            self._unexpected(token, (opener, f"this '{self._here.opener}' is not closed"))
            self._pop(self._end)
        here = self._here
        if here.comma:
            message = f"a comma stands before '{token.kind}', a value was expected after it"
            self._problems.add(ProblemKind.TRAILING_COMMA, message, here.comma)
        elif here.awaits is Awaits.COLON:
            self._missing_colon(token)
        elif here.awaits is Awaits.VALUE and here.named:
            self._unexpected(token)
        self._pop(token.span.end)

    def _pop(self, end: int) -> None:
        closed = self._frames.pop()
        self._place(closed.node(end))

    def _comma(self, token: Token) -> None:
        here = self._here
        if here.awaits is Awaits.COLON:
            self._missing_colon(token)
        elif here.awaits is not Awaits.MORE or here.opener == TEXT:
            self._unexpected(token)
        if here.opener != TEXT:
            here.pass_comma(token.span)

    def _colon(self, token: Token) -> None:
        here = self._here
        last = here.items[-1] if here.opener == TEXT and here.items else None
        if here.awaits is Awaits.COLON:
            here.awaits = Awaits.VALUE
        elif last and isinstance(last.value, str) and last.end == self._end:
            here.items.pop()
            message = f"the key {quoted(last.value)} stands outside of any object, '{{' was expected before it"
            self._problems.add(ProblemKind.UNEXPECTED, message, last.span)
            self._open_without_braces(last.value, last.span)
            self._here.awaits = Awaits.VALUE
        else:
            self._unexpected(token)

    def _open_without_braces(self, key: str, place: Span) -> None:
        self._frames.append(Frame(NO_BRACES, place.start))
        self._here.take_key(key, place)

    def _string(self, token: Token) -> None:
        if self._here.named and self._here.awaits is Awaits.MORE:
            self._missing_comma(token)
        if self._here.awaits is Awaits.KEY:
            self._here.take_key(token.text, token.span)
        else:
            self._atom(token.text, token)

    def _bare(self, token: Token) -> None:
        if self._here.opener == TEXT:
            self._bare_outside(token)
            return
        if self._here.named and self._here.awaits is Awaits.MORE:
            if not self._scanner.followed_by(_COLON_FOLLOWS):
                self._unexpected(token)
                return
            self._missing_comma(token)
        if self._here.awaits is Awaits.KEY:
            message = f"the key {visible(token.text, 40)} stands without quotes, double quotes were expected around it"
            self._report(ProblemKind.UNQUOTED_KEY, message, token)
            self._here.take_key(token.text, token.span)
        else:
            self._bare_value(token)

    def _bare_value(self, token: Token) -> None:
        word = read_word(token.text)
        if self._here.awaits is Awaits.COLON and word.kind is ProblemKind.UNEXPECTED:
            self._missing_colon(token)
            self._here.awaits = Awaits.VALUE
            return
        self._atom(word.value, token)
        if word.kind:
            self._report(word.kind, word.message, token)

    def _bare_outside(self, token: Token) -> None:
        """A word outside of everything: a key whose object is missing, a number or literal, or no JSON at all."""
        if self._scanner.followed_by(_KEY_OF_A_CONTAINER):
            self._value_may_come(token)
            name = visible(token.text, 40)
            message = f'the key {name} stands without quotes and outside of any object, {{"{name}": ...}} was expected'
            self._report(ProblemKind.UNQUOTED_KEY, message, token)
            self._open_without_braces(token.text, token.span)
        elif read_word(token.text).kind is ProblemKind.UNEXPECTED:
            self._unexpected(token)
            self._stopped = True
        else:
            self._bare_value(token)

    def _atom(self, value: Scalar, token: Token) -> None:
        self._value_may_come(token)
        self._place(Node(value, token.span.start, token.span.end))

    def _place(self, node: Node) -> None:
        """Puts a value where it belongs."""
        if repeated := self._here.take_value(node):
            name, place, earlier = repeated
            message = f"the key {quoted(name)} stands twice in one object, once was expected"
            before = (earlier.key or earlier.span, "it stands here already")
            self._problems.add(ProblemKind.DUPLICATE_KEY, message, place, before)

    def _value_may_come(self, token: Token) -> None:
        """Reports what should stand between the token before and a value that begins here."""
        here = self._here
        match here.awaits:
            case Awaits.COLON:
                self._missing_colon(token)
            case Awaits.MORE if here.opener == TEXT and self._several:
                pass
            case Awaits.MORE if here.opener == TEXT:
                message = f"JSON document {len(here.items) + 1} begins here, the text was expected to hold one"
                self._report(ProblemKind.SECOND_DOCUMENT, message, token)
            case Awaits.MORE if here.opener == "[":
                self._missing_comma(token)
            case Awaits.MORE | Awaits.KEY:
                self._unexpected(token)

    def _missing_comma(self, token: Token) -> None:
        message = f"no comma stands between two values, ',' was expected before {_shown(token)}"
        gap = Span(self._end, self._end)
        self._problems.add(ProblemKind.MISSING_COMMA, message, gap, (token.span, "the next value begins here"))
        self._here.pass_comma(None)

    def _missing_colon(self, token: Token) -> None:
        key = self._here.key[0] if self._here.key else ""
        message = f"found {_shown(token)} after the key {quoted(key)}, ':' was expected"
        self._report(ProblemKind.MISSING_COLON, message, token)

    def _unexpected(self, token: Token, *related: tuple[Span, str]) -> None:
        message = f"found {_shown(token)} where {self._here.expected} was expected"
        self._problems.add(ProblemKind.UNEXPECTED, message, token.span, *related)

    def _report(self, kind: ProblemKind, message: str, token: Token) -> None:
        self._problems.add(kind, message, token.span)

    def _finish(self) -> None:
        """Reports what the end of the text leaves open."""
        if self._here.opener == NO_BRACES and self._here.awaits is Awaits.MORE:
            self._pop(self._end)
        end = Span(self._end, self._end)
        if len(self._frames) > 1:
            still_open = [frame for frame in reversed(self._frames) if frame.opener in ("[", "{")]
            message = f"the text ends where {self._here.expected} was expected"
            if still_open:
                brackets = "1 bracket is" if len(still_open) == 1 else f"{len(still_open)} brackets are"
                message += f", {brackets} still open"
            notes = [
                (Span(frame.start, frame.start + 1), f"this '{frame.opener}' is never closed") for frame in still_open
            ]
            self._problems.add(ProblemKind.TRUNCATED, message, end, *notes)
        elif not self._here.items:
            self._problems.add(ProblemKind.TRUNCATED, "the text holds no JSON value, one was expected", end)


def _shown(token: Token) -> str:
    """The token, for a message."""
    match token.kind:
        case "string":
            return f'"{visible(token.text, 30)}"'
        case "bare":
            return quoted(token.text, 30)
        case _:
            return f"'{token.kind}'"
