"""What a person asks for in a word: `s3`, `sts`, `example.com:443`, `10.1.0.0/16:5432`, `peers`.

A host has a port, a service has none, so that no word can be both.
"""

import re

from vpclint.algebra.addresses import AddressSet
from vpclint.errors import UsageError
from vpclint.network.known_services import is_known, suggestion
from vpclint.state.state import State
from vpclint.text.escape import quoted
from vpclint.workload.hosts import ADDRESSES, NAME_OF_AWS
from vpclint.workload.job import Transfer, object_uri
from vpclint.workload.needs import InternetNeed, Need, PeerNeed, S3Need, ServiceNeed

S3, PEERS, INTERNET = "s3", "peers", "internet"
_WORDS = (S3, PEERS, INTERNET)

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_SERVICE = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]|arn:[A-Za-z0-9:/._-]+")
"""A bucket, of the old ones with capitals, underscores and up to 255 characters as well, or the ARN of an access point.

Source: Amazon S3 User Guide, "General purpose bucket naming rules"."""


def need_named(text: str, state: State, *, encrypted: bool = False) -> Need:
    """The need that a word stands for.

    Args:
        text: the word.
        state: where services are looked up.
        encrypted: peers encrypt what they say to each other.

    Raises:
        UsageError: it stands for none; the nearest word that does is named.
    """
    words: dict[str, Need] = {S3: S3Need(), PEERS: PeerNeed(encrypted), INTERNET: InternetNeed()}
    if text in words:
        return words[text]
    if "://" in text:
        return _objects(text)
    name, colon, port = text.rpartition(":")
    return _host(text, name, _port(text, port), state) if colon else _service(text, state)


def _objects(text: str) -> S3Need:
    uri = object_uri(text)
    if uri is None:
        raise UsageError(f"{quoted(text, 80)} is no S3 URI with a bucket, such as s3://bucket/prefix/")
    if not _BUCKET.fullmatch(uri.bucket):
        raise UsageError(
            f"{quoted(uri.bucket, 80)} is no name of a bucket: 3 to 63 lower case letters, digits, . and -"
        )
    return S3Need(Transfer("input", "", uri, ""))


def _service(text: str, state: State) -> ServiceNeed:
    """A service that endpoints can be made for; one that no list holds goes by its whole name."""
    if _SERVICE.fullmatch(text) and (is_known(state, text).is_yes or text.startswith(("com.amazonaws.", "aws."))):
        return ServiceNeed(text)
    if "/" in text or ADDRESSES.fullmatch(text):
        raise UsageError(f"{quoted(text, 80)} has no port: addresses are asked for with one, such as 10.1.0.0/16:443")
    meant = _meant(text, state)
    hint = f", did you mean {meant!r}?" if meant else "; a host is asked for with its port, such as example.com:443"
    raise UsageError(f"{quoted(text, 80)} is no service that vpclint knows{hint}")


def _meant(text: str, state: State) -> str:
    return _near(text, 0.6) or suggestion(state, text) or _near(text, 0.5)


def _near(text: str, cutoff: float) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong word needs it

    near = get_close_matches(text.lower(), _WORDS, 1, cutoff)
    return near[0] if near else ""


def _port(text: str, port: str) -> int:
    if not (port.isascii() and port.isdecimal() and len(port) <= 5 and 1 <= int(port) <= 65535):
        raise UsageError(f"{quoted(text, 80)} ends in no port from 1 to 65535")
    return int(port)


def _host(text: str, name: str, port: int, state: State) -> InternetNeed:
    """A host, or addresses, and a port."""
    if name == INTERNET:
        return InternetNeed(port=port)
    if ":" in name or name.startswith("["):
        raise UsageError(f"{quoted(text, 80)} is no IPv4 address: the interfaces of a job have no other")
    if ADDRESSES.fullmatch(name):
        return InternetNeed("", port, (_block(name),))
    if not _HOST.fullmatch(name) or len(name) > 253:
        raise UsageError(f"{quoted(text, 80)} is no host and port, such as example.com:443")
    if name in (S3, PEERS) or ("." not in name and is_known(state, name).is_yes):
        raise UsageError(f"{quoted(text, 80)} names a host, did you mean {name!r}?")
    if NAME_OF_AWS.search(name):
        raise UsageError(f"{quoted(text, 80)} is a name of AWS: {_of_aws(name, state)}")
    return InternetNeed(name, port)


def _block(text: str) -> str:
    try:
        AddressSet.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return text


def _of_aws(host: str, state: State) -> str:
    """How to ask for what answers to a name of AWS: endpoints may answer to it too, so that it is no mere host."""
    uri = object_uri(f"https://{host}/")
    labels = host.lower().split(".")
    if uri or S3 in labels:
        return f"ask for {f's3://{uri.bucket}/' if uri and uri.bucket else S3}"
    before = labels[: labels.index(state.region)] if state.region in labels else labels[:-2]
    names = (".".join(before), ".".join(reversed(before)))
    known = next((each for each in names if each and is_known(state, each).is_yes), "")
    return f"did you mean the service {known!r}?" if known else "ask for the service behind it, such as sts"
