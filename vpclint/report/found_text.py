"""Findings for people: each with the places that it is about, side by side across files.

error[s3-endpoint-not-routed] subnet-0bb… has no way to S3: its route table rtb-07f… holds no route to vpce-0f3…
  --> job.json:14:11
   |
14 |         "subnet-0bb…"
   |         ^^^^^^^^^^^^^ instances placed here can't reach S3
  ::: state.json:212:5: rtb-07f…
"""

from collections.abc import Iterator

from msgspec import Struct, UnsetType

from vpclint.engine.remedies import Remedy
from vpclint.errors import MOST_TOLD
from vpclint.report.found import ErrorReport, FindingReport, Location, Summary
from vpclint.text.escape import LOG_COMMAND, is_visible, visible
from vpclint.text.sources import Location as LocatedText
from vpclint.text.sources import Texts

_WIDTH = 100
_AFFECTED = 6
_NAMED = 4


class Style(Struct, frozen=True):
    """How the parts of a report are set off: ANSI escapes around them, or nothing."""

    error: str = ""
    warning: str = ""
    note: str = ""
    good: str = ""
    faint: str = ""
    strong: str = ""
    end: str = ""

    def paint(self, kind: str, text: str) -> str:
        """The text in the colour of its kind."""
        return f"{getattr(self, kind)}{text}{self.end}"


PLAIN = Style()
COLOUR = Style("\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m", "\x1b[1;32m", "\x1b[34m", "\x1b[1m", "\x1b[0m")


class Printer:
    """Renders findings; every text from outside is made visible before it is printed."""

    def __init__(self, texts: Texts, style: Style, *, remedies: bool = False) -> None:
        self._texts = texts
        self.style = style
        self._remedies = remedies

    def finding(self, finding: FindingReport) -> list[str]:
        """One finding: its sentence, its frames, its reasons and its remedy."""
        label = self.style.paint(finding.severity, f"{finding.label}[{finding.rule}]")
        return [
            f"{label} {self.style.paint('strong', visible(finding.message, 1000))}",
            *self._frames(finding.locations),
            *(f"  = note: {visible(note, 1000)}" for note in finding.notes),
            *_left_open(finding),
            *self._affected(finding),
            *self._help(finding),
            self.style.paint("faint", f"  = rule: vpclint rules {finding.rule}"),
        ]

    def accepted(self, finding: FindingReport) -> list[str]:
        """One finding that does not count: its sentence, and where it is suppressed, the reason."""
        by = finding.suppressed
        head = f"{'suppressed' if by else 'known'} {finding.label}[{finding.rule}]"
        line = f"{self.style.paint('faint', head)} {visible(finding.message, 1000)}"
        if by is None:
            return [line]
        until = f"until {by.expires}" if by.expires else ""
        place = self._head(by.location.file, by.location.line, by.location.column) if by.location else ""
        told = "; ".join(filter(None, (visible(by.owner), until, place)))
        return [line, f"  = reason: {visible(by.reason, 1000)}{f' ({told})' if told else ''}"]

    def _frames(self, locations: tuple[Location, ...]) -> Iterator[str]:
        shown = [each for each in locations if each.line or each.note]
        found = [self._texts.location(each.file, each.pointer, each.note, each.span) for each in shown[:MOST_TOLD]]
        margin = max((len(str(each.line)) for each in found if not _is_summed_up(each)), default=1)
        earlier = ""
        for place in found:
            head = self._head(place.file, place.line, place.column)
            arrow, first = (":::", False) if earlier else ("-->", True)
            earlier = place.file
            arrow = self.style.paint("faint", arrow)
            if _is_summed_up(place):
                yield f"{' ' * margin}{arrow} {head}{': ' if place.note else ''}{visible(place.note)}"
                continue
            yield f"{' ' * margin}{arrow} {head}"
            line, mark, width = _window(place.text, place.mark, place.width)
            gutter = self.style.paint("faint", "|")
            yield f"{' ' * margin} {gutter}"
            yield f"{place.line:>{margin}} {gutter} {line}"
            marks = self.style.paint("error" if first else "note", "^" * width)
            yield f"{' ' * margin} {gutter} {' ' * mark}{marks} {visible(place.note)}".rstrip()
        if len(shown) > MOST_TOLD:
            yield f"{' ' * margin}::: {len(shown) - MOST_TOLD:,} more places"

    def _head(self, file: str, line: int, column: int) -> str:
        place = f":{line}:{column}" if line else ""
        return f"{visible(file, 1000)}{place}"

    def _affected(self, finding: FindingReport) -> Iterator[str]:
        """The jobs and needs that are hit, beyond a single job as a whole."""
        hit = [each for each in finding.affects if each.need or each.subnets or len(finding.affects) > 1]
        for affected in hit[:_AFFECTED]:
            what = visible(f"{affected.whose}: {affected.need}" if affected.need else affected.whose, 300)
            where = f" in {', '.join(affected.subnets)}" if affected.subnets else ""
            yield f"  = affects: {what}{visible(where, 2000)}"
        if len(hit) > _AFFECTED:
            yield f"  = affects: {len(hit) - _AFFECTED} more"

    def _help(self, finding: FindingReport) -> Iterator[str]:
        if isinstance(finding.remedy, UnsetType):
            return
        for command in finding.remedy.told:
            yield f"  = {self.style.paint('good', 'help')}: {visible(command, 4000)}"
        if self._remedies:
            for language, text in languages(finding.remedy):
                yield f"  = {self.style.paint('good', 'help')}: in {language}"
                yield from (f"      {visible(line, 4000)}" for line in text.split("\n"))

    def error(self, error: ErrorReport) -> str:
        """What could not be read, in a line."""
        return self.style.paint("error", f"error: {error_text(error)}")


def languages(remedy: Remedy) -> Iterator[tuple[str, str]]:
    """The repairs that are written down in a language for infrastructure, by its name."""
    found = [("CloudFormation", remedy.cloudformation), ("Terraform", remedy.terraform)]
    yield from ((name, text) for name, text in found if text)


def counted(counts: Summary) -> list[str]:
    """How many findings of each kind there are, kind by kind."""
    parts = [(counts.error, "error"), (counts.warning, "warning"), (counts.note, "note"), (counts.unknown, "open fact")]
    accepted = [(counts.suppressed, "suppressed"), (counts.known, "known")]
    return [
        *(f"{number} {word}{'s' * (number != 1)}" for number, word in parts if number),
        *(f"{number} {word}" for number, word in accepted if number),
    ]


def _is_summed_up(place: LocatedText) -> bool:
    """Whether a place is shown by its note alone: one in no file, or a whole record, whose first line says nothing."""
    return place.mark < 0


def _left_open(finding: FindingReport) -> Iterator[str]:
    """The rules that lack a fact, where the sentence has no room for all of them."""
    if len(finding.leaves_open) > _NAMED:
        yield f"  = open: {', '.join(finding.leaves_open)}"


def error_text(error: ErrorReport) -> str:
    """What could not be read, after its place."""
    place = ":".join([visible(error.file, 1000), *(str(each) for each in (error.line, error.column) if each)])
    return f"{place}: {visible(error.message, 1000)}" if error.file else visible(error.message, 1000)


def _window(text: str, mark: int, width: int) -> tuple[str, int, int]:
    """The part of a line that fits around the marked part, where the marks begin in it, from 0, and their number.

    Characters that would not be seen, or would move the rest of the line, are replaced one for one.
    """
    shown = LOG_COMMAND.sub("#\ufffd", text) if "##" in text else text
    if not (text.isascii() and text.isprintable()):
        shown = "".join(char if is_visible(char) else " " if char == "\t" else "\ufffd" for char in shown)
    start = max(0, mark - _WIDTH // 2) if len(shown) > _WIDTH else 0
    part = shown[start : start + _WIDTH]
    offset = mark - start
    return part.rstrip(), offset, max(1, min(width, len(part) - offset))
