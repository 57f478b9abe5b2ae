"""What is to be taken from AWS itself."""

import math
from types import ModuleType
from typing import Any

from msgspec import Struct

from vpclint.errors import UsageError

NO_BOTO3 = "asking AWS needs boto3 and rich: pip install 'vpclint[live]'"


class Live(Struct, frozen=True):
    """A state that AWS is asked for, with read-only calls through boto3.

    Attributes:
        regions: those to ask, or `all` for every one that is enabled; the one of the profile where there are none.
        profile: of the AWS configuration; empty for what holds without one.
        roles: the ARNs of roles to ask with, one after the other; none for the credentials themselves.
        vpcs: the VPCs to ask about; those of the jobs at hand, or all where there are no jobs either.
        jobs: the names of processing jobs to read from SageMaker.
        session: a session of boto3 to use in the place of one that the profile opens.
        progress: show on stderr how far it is, where that is a terminal.
        timeout: seconds that an account and Region may take, after which what is not answered is unknown; 1800 where it
            is None.
    """

    regions: tuple[str, ...] = ()
    profile: str = ""
    roles: tuple[str, ...] = ()
    vpcs: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    session: Any = None
    progress: bool = False
    timeout: float | None = None


def is_time(seconds: object) -> bool:
    """Whether this is a length of time that ends."""
    return isinstance(seconds, int | float) and 0 < seconds < math.inf


def taking() -> ModuleType:
    """What asks AWS: `vpclint.work.live`, loaded when it is needed.

    Raises:
        UsageError: boto3 is not there.
    """
    try:
        from vpclint.work import live  # noqa: PLC0415 - boto3 takes longer to load than a check
    except ImportError as error:
        raise UsageError(NO_BOTO3) from error
    return live
