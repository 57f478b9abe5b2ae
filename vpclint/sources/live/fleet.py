"""Several accounts and Regions, collected a few at a time."""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import Struct, structs

from vpclint.errors import UsageError
from vpclint.sources.live.accounts import Access, Account, account_of, roles_of, user_session
from vpclint.sources.live.asking import Ask
from vpclint.sources.live.collecting import Collected, Identity, Told, collect, identity_of
from vpclint.sources.live.operations import CALLER_IDENTITY
from vpclint.sources.live.outcomes import why_nothing
from vpclint.sources.live.pool import Pool
from vpclint.sources.live.scope import Scope
from vpclint.sources.live.session import Connection

TOGETHER = 4
"""How many accounts and Regions are collected at a time, each with as many calls as `session.AT_ONCE`."""


class Place(Struct, frozen=True):
    """One account and Region of a run.

    Attributes:
        account: how it is reached.
        region: that is collected.
    """

    account: Account
    region: str

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.region} of {self.account.name}" if self.account.name else self.region


class Outcome(Struct, frozen=True):
    """What became of one account and Region, or of an account that could not be reached.

    Attributes:
        place: the account and Region; None where the account could not be reached.
        collected: what was told; None where nothing was.
        why: why nothing was told, as a sentence.
    """

    place: Place | None = None
    collected: Collected | None = None
    why: str = ""


class Watcher:
    """Is told how far a run is; this one passes over it."""

    def places(self, number: int) -> None:
        """So many accounts and Regions are known to be collected."""

    def told(self, place: Place) -> Told | None:  # noqa: ARG002 - those that watch need it
        """What is told how many calls of an account and Region were answered, of how many."""
        return None

    def done(self, place: Place | None) -> None:
        """An account and Region is collected, or an account can't be reached."""

    def close(self) -> None:
        """The run is over, or interrupted."""


_Reached = tuple[Account | None, str]


def collect_all(
    access: Access, scope: Scope, watcher: Watcher | None = None, skip: Callable[[Place], bool] | None = None
) -> Iterator[Outcome]:
    """Collects every account and Region, and yields each as soon as it is there.

    Args:
        access: how AWS is reached.
        scope: what is asked of each.
        watcher: is told how far it is.
        skip: whether an account and Region is not to be collected, since that was done before.

    Raises:
        UsageError: there are no credentials, or no Region.
    """
    session = user_session(access)
    watch = watcher or Watcher()
    reach = partial(_reached, access, session)
    several = len(roles_of(access)) > 1

    stopping = threading.Event()
    connect = partial(Connection, whole=stopping, limits=access.limits)

    def work(item: str | Place) -> Outcome | _Reached:
        if isinstance(item, str):
            return reach(item, several=several)
        return _collected(item, scope, watch.told(item), connect)

    def following(result: Outcome | _Reached) -> Iterable[str | Place]:
        if isinstance(result, Outcome) or not result[0]:
            return ()
        places = [Place(result[0], region) for region in result[0].regions]
        wanted = [place for place in places if not (skip and skip(place))]
        watch.places(len(wanted))
        return wanted

    pool: Pool[str | Place, Outcome | _Reached] = Pool(work, TOGETHER)
    try:
        for result in pool.run(roles_of(access), following):
            outcome = result if isinstance(result, Outcome) else Outcome(why=result[1])
            if outcome.place or outcome.why:
                watch.done(outcome.place)
                yield outcome
    finally:
        stopping.set()


def _reached(access: Access, session: object, role: str, *, several: bool) -> _Reached:
    """The account of a role, named; or why it can't be reached, where it is one of several."""
    try:
        account = account_of(access, session, role)
        alone = account.identity or len(account.regions) < 2
        return account if alone else structs.replace(account, identity=_identity(access, account)), ""
    except UsageError as error:
        if not several:
            raise
        return None, error.message


def _identity(access: Access, account: Account) -> Identity:
    """Whose credentials they are, asked once for all Regions."""
    connection = Connection(account.session, account.regions[0], limits=access.limits)
    answer = connection.answer(Ask(CALLER_IDENTITY))
    if why := why_nothing(answer.detail, account.regions[0]):
        raise UsageError(why)
    return identity_of(str(answer.only.get("Arn", "")))


def _collected(place: Place, scope: Scope, told: Told | None, connect: Callable[[object, str], Connection]) -> Outcome:
    try:
        found = collect(connect(place.account.session, place.region), scope, place.account.identity, told)
    except UsageError as error:
        return Outcome(place, why=error.message)
    header = found.header
    if not place.account.identity:
        account = structs.replace(place.account, identity=Identity(header.account, header.partition))
        place = structs.replace(place, account=account)
    return Outcome(place, found)
