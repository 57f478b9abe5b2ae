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
from typing import NamedTuple

_LETTERS = "abcdefghijklmnoprstuvwyz"
"""All but q and x, which begin what is drawn."""

_DRAWN = 9
_ACCOUNT = re.compile(r"\d{12}")
_OPENING = frozenset("*?$}")
"""What makes a word beside it the part of another: wildcards and variables."""

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

_FIXED = _AWS_WORDS | {"aroa", "assumed", "group", "role", "root", "session", "user"}
"""These, and the words in ARNs and ids of IAM that are no names (IAM User Guide, "IAM identifiers")."""

_UNIQUE = re.compile(r"A(?:ROA|IDA)[A-Z0-9]+")
"""The id of a role or a user, of which the first four letters say which it is (IAM User Guide, "IAM identifiers")."""

_OF_IDS = (
    "acl|cagw|cgw|dopt|eigw|eipalloc|eni|fl|i|igw|lgw|nat|pcx|pl|rtb|rtbassoc|scr|sg|sgr|subnet|tgw|vgw|vpc|vpce|vpn"
)
"""What the ids of resources of a VPC begin with; a bucket such as `acme-20240101` looks like one."""

_PARTS = re.compile(
    r"(?P<variable>\$\{[^}]*\})"
    rf"|(?P<id>(?<![A-Za-z0-9-])(?:{_OF_IDS})-(?:[0-9a-f]{{17}}|[0-9a-f]{{8}})(?![A-Za-z0-9]))"
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
        self._broken.update(each.text for each in _words(text) if each.is_open)
        return text

    def can_hide(self, text: str) -> bool:
        """Whether what a text matches can be kept: not of a `?` in a word, or a wildcard in a number or AWS's words."""
        parts = [each for each in _words(text) if each.is_open]
        fixed = any(each.text.isdigit() or any(map(each.may_be, _FIXED)) for each in parts)
        return not fixed and not re.search(r"[A-Za-z0-9]\?|\?[A-Za-z0-9]", text)

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
        if _UNIQUE.fullmatch(word):
            return word[:4] + self._letters(f"word {word.lower()}", _DRAWN).upper()
        if any(each in word.lower() for each in self._broken):
            return "".join(_in_case_of(char, "q" + self._letters(f"letter {char.lower()}", 3)) for char in word)
        return _in_case_of(word, "x" + self._letters(f"word {word.lower()}", _DRAWN))

    def _letters(self, text: str, length: int) -> str:
        digest = self._digest("letters", text)
        return "".join(_LETTERS[each % len(_LETTERS)] for each in digest[:length])

    def _digest(self, kind: str, text: str) -> bytes:
        return hmac.new(self._key, f"{kind} {text}".encode(), hashlib.sha256).digest()


class _Word(NamedTuple):
    """A word of a text in small letters, or the part of one that stands beside a wildcard."""

    text: str
    before: bool
    after: bool

    @property
    def is_open(self) -> bool:
        """A wildcard stands before or after it, so that it may be a part of other words."""
        return self.before or self.after

    def may_be(self, word: str) -> bool:
        """Whether a word can stand where this part and its wildcards do."""
        if self.before and self.after:
            return self.text in word
        return word.endswith(self.text) if self.before else word.startswith(self.text)


def _words(text: str) -> Iterator[_Word]:
    """The words of a text that may be names."""
    for found in _PARTS.finditer(text):
        if found["word"]:
            before, after = text[: found.start()][-1:], text[found.end() :][:1]
            yield _Word(found["word"].lower(), before in _OPENING, after in _OPENING)


def _in_case_of(word: str, drawn: str) -> str:
    """The drawn word with capitals where they tell two spellings of a word apart."""
    if word.islower() or not any(map(str.isupper, word)):
        return drawn
    if word.isupper() and len(word) > 1:
        return drawn.upper()
    digest = hashlib.sha256(word.encode()).digest()
    capitals = (char.upper() if digest[index] % 2 else char for index, char in enumerate(drawn))
    return drawn[0].upper() + "".join(capitals)[1:]
