"""Names put in the place of others, so that whatever was equal, or matched by a pattern, still is, and nothing else.

A text is taken apart into words. A word that AWS gave stays; any other becomes one that is drawn from it with a secret,
and begins with `x`, which occurs in no drawn word otherwise: so none is a part of another, and `acme-*` matches
`acme-raw` before and after. Where a wildcard stands inside a word, as in `acm*`, that word and all that hold it are
put letter by letter, each letter as four that begin with `q`: weaker, since equal letters stay equal, and exact.
Numbers stay, but those of twelve digits, which are accounts and become others of twelve digits.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from functools import cache

_LETTERS = "abcdefghijklmnoprstuvwyz"
"""All but q and x, which begin what is drawn."""

_DRAWN = 9
_ACCOUNT = re.compile(r"\d{12}")
_WILD = "*?"

_AWS_WORDS = frozenset(
    {
        *("al2023", "amazon", "amazonaws", "amazonlinux", "arn", "aws", "cn", "com", "compute", "de612dc2", "default"),
        *(
            "dkr",
            "ec2",
            "ecr",
            "http",
            "https",
            "input",
            "internal",
            "ml",
            "opt",
            "output",
            "packages",
            "processing",
            "repo",
        ),
        *("repos", "s3", "sagemaker", "vpce"),
    }
)
"""Words of AWS's own names that rules know: repositories of Amazon Linux, hosts, places in a container."""

_PARTS = re.compile(
    r"(?P<variable>\$\{[^}]*\})"
    r"|(?P<id>(?<![A-Za-z0-9-])[a-z]{2,20}-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![A-Za-z0-9]))"
    r"|(?P<region>(?<![A-Za-z0-9])(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:(?:north|south)(?:east|west)?|east|west|"
    r"central)-\d(?![A-Za-z0-9]))"
    r"|(?P<word>[A-Za-z0-9]+)"
)


class Disguise:
    """Replaces the names of one snapshot: first all texts are noted, then each is put in its place.

    Args:
        key: the secret from which the new names are drawn: the same for all snapshots whose names are to agree.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()
        self._broken: set[str] = set()
        self._drawn = cache(self._draw)

    def note(self, text: str) -> str:
        """Notes where wildcards stand inside words; the text stays."""
        self._broken.update(word.lower() for word, whole in _words(text) if not whole)
        return text

    def can_hide(self, text: str) -> bool:
        """Whether what a text matches can be kept: not of a `?` in a word, or a wildcard in a number or AWS's words."""
        return not any(
            not whole and (word.isdigit() or any(word.lower() in each for each in _AWS_WORDS))
            for word, whole in _words(text)
        ) and not re.search(r"[A-Za-z0-9]\?|\?[A-Za-z0-9]", text)

    def hide(self, text: str) -> str:
        """The text with other names."""
        return _PARTS.sub(self._part, text)

    def account(self, number: str) -> str:
        """Twelve other digits."""
        return f"{int.from_bytes(self._digest('account', number), 'big') % 10**12:012}"

    def _part(self, found: re.Match[str]) -> str:
        word = found["word"]
        if word is None:
            return found[0]
        if word.isdigit():
            return self.account(word) if _ACCOUNT.fullmatch(word) else word
        return word if word.lower() in _AWS_WORDS else self._drawn(word)

    def _draw(self, word: str) -> str:
        if any(each in word.lower() for each in self._broken):
            return "".join(_in_case_of(char, "q" + self._letters(f"letter {char.lower()}", 3)) for char in word)
        return _in_case_of(word, "x" + self._letters(f"word {word.lower()}", _DRAWN))

    def _letters(self, text: str, length: int) -> str:
        digest = self._digest("letters", text)
        return "".join(_LETTERS[each % len(_LETTERS)] for each in digest[:length])

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.new(self._key, f"{kind} {text}".encode(), hashlib.sha256).digest()


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text that may be names, each with whether no wildcard stands inside of it."""
    for found in _PARTS.finditer(text):
        if found["word"]:
            around = text[found.start() - 1 : found.start()] + text[found.end() : found.end() + 1]
            yield found["word"], not any(each in around for each in (*_WILD, "$", "}"))


def _in_case_of(word: str, drawn: str) -> str:
    """The drawn word with capitals where they tell two spellings of a word apart."""
    if word.islower() or not any(map(str.isupper, word)):
        return drawn
    if word.isupper() and len(word) > 1:
        return drawn.upper()
    digest = hashlib.sha256(word.encode()).digest()
    capitals = (char.upper() if digest[index] % 2 else char for index, char in enumerate(drawn))
    return drawn[0].upper() + "".join(capitals)[1:]
