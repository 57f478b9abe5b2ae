"""What botocore logs while AWS is asked, kept out of the logs of a program that logs everything.

At the level of debugging it writes what it signs and sends, with the session token, and what STS answers, which are
credentials.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGERS = (
    *("botocore.auth", "botocore.awsrequest", "botocore.client", "botocore.credentials", "botocore.endpoint"),
    *(
        "botocore.hooks",
        "botocore.httpsession",
        "botocore.parsers",
        "botocore.retryhandler",
        "botocore.retries.standard",
    ),
    *("botocore.tokens", "botocore.utils", "urllib3.connectionpool"),
)
"""Those that may write a part of a request or of an answer; a filter holds for the very logger that it is given to."""

_here = threading.local()


class _Unsaid(logging.Filter):
    """Lets through what is said to people, and of what helps to find bugs only that of other threads."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is logged."""
        return record.levelno > logging.DEBUG or not getattr(_here, "asking", False)


_UNSAID = _Unsaid()


@contextmanager
def unlogged() -> Iterator[None]:
    """In this thread nothing is logged of what is signed, sent and answered; other threads log as before."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_UNSAID)  # which adds it once
    before = getattr(_here, "asking", False)
    _here.asking = True
    try:
        yield
    finally:
        _here.asking = before
