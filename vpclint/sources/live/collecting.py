"""One account and Region, asked about and put down as a snapshot."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from vpclint.errors import UsageError
from vpclint.sources.live.asking import OK, Answer, Ask
from vpclint.sources.live.gathering import Gathering, Records
from vpclint.sources.live.outcomes import why_nothing
from vpclint.sources.live.pool import Pool
from vpclint.sources.live.scope import Scope, account_in
from vpclint.sources.live.session import AT_ONCE, Connection
from vpclint.sources.snapshot import Call, SnapshotHeader

Told = Callable[[int, int], None]
"""Is told, while calls are answered, how many were and how many are known to be wanted so far."""


class Identity(Struct, frozen=True):
    """Whose credentials they are; empty texts where that is not told."""

    account: str = ""
    partition: str = ""


class Collected(Struct, frozen=True):
    """What was told of one account and Region.

    Attributes:
        header: whose state it is, and how the calls ended; without the time.
        keys: the records by key.
        counts: how many requests each operation took.
    """

    header: SnapshotHeader
    keys: Records
    counts: Mapping[str, int]

    @property
    def failed(self) -> tuple[Call, ...]:
        """The calls that did not succeed."""
        return tuple(call for call in self.header.calls if call.outcome != OK)


def collect(
    connection: Connection, scope: Scope, identity: Identity | None = None, told: Told | None = None
) -> Collected:
    """Asks about an account and Region, with as many calls at a time as there can be.

    Args:
        connection: the account and Region.
        scope: what is asked.
        identity: whose credentials they are; None to ask for it.
        told: is told how far it is.

    Raises:
        UsageError: no call at all was answered, for a reason that they share.
    """
    gathering = Gathering(scope, identity.account if identity else "")
    pool: Pool[Ask, Answer] = Pool(connection.answer, AT_ONCE)
    known, refusals = 0, _Refusals(connection.region)

    def following(answer: Answer) -> list[Ask]:
        nonlocal known
        asks = gathering.take(answer)
        known += len(asks)
        return asks

    first = gathering.begin(identity=identity is None)
    known = len(first)
    try:
        for done, answer in enumerate(pool.run(first, following), 1):
            refusals.add(answer)
            if told:
                told(done, known)
    finally:
        connection.stopping.set()
    if refusals.why:
        raise UsageError(refusals.why)
    return _collected(gathering, connection, identity)


class _Refusals:
    """Why nothing at all was answered, where that is so.

    A service that is the same in all Regions may answer where the Region does not.
    """

    def __init__(self, region: str) -> None:
        self._region = region
        self._found: dict[bool, set[str]] = {}

    def add(self, answer: Answer) -> None:
        """Takes in how a call ended."""
        regional = answer.ask.operation.service in ("ec2", "sagemaker")
        why = "" if answer.outcome == OK else why_nothing(answer.detail, self._region)
        self._found.setdefault(regional, set()).add(why)

    @property
    def why(self) -> str:
        """The reason that all regional calls share, else all calls; empty where there is none."""
        found = self._found.get(True) or self._found.get(False) or {""}
        return "" if "" in found else min(found)


def _collected(gathering: Gathering, connection: Connection, identity: Identity | None) -> Collected:
    whose = identity or identity_of(gathering.caller)
    unanswered = [*gathering.failed, *gathering.lost()]
    failed = {call.operation for call in unanswered}
    succeeded = (Call(name, OK) for name in gathering.counts if name not in failed)
    calls = sorted([*unanswered, *succeeded], key=lambda call: (call.operation, call.subject, call.detail))
    header = SnapshotHeader(
        account=whose.account,
        partition=whose.partition or connection.partition,
        region=connection.region,
        calls=tuple(dict.fromkeys(calls)),
        vpcs=None if gathering.vpcs is None else tuple(sorted(gathering.vpcs)),
        asked=gathering.asked(),
    )
    return Collected(header, gathering.keys(), dict(gathering.counts))


def identity_of(arn: str) -> Identity:
    """The account and the partition in the ARN of whoever asks."""
    account = account_in(arn)
    return Identity(account, arn.split(":")[1]) if account else Identity()
