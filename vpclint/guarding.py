"""A guard in a session of boto3: it decides on a processing job before the request is sent."""

import warnings
from functools import partial
from pathlib import Path
from typing import Any, Literal

import msgspec

from vpclint.api import Checked, examine
from vpclint.errors import JobBlocked, UsageError, VpclintError
from vpclint.finding import Severity
from vpclint.report.found import FindingReport
from vpclint.settings import Settings
from vpclint.sources.files import Named
from vpclint.sources.live.limits import CallTimeout, within
from vpclint.work.accepted import Accepted, accepted_of
from vpclint.work.wanted import Live, is_time

Mode = Literal["block", "warn"]

_EVENT = "before-parameter-build.sagemaker.CreateProcessingJob"
_REQUEST = "CreateProcessingJob"
"""What the request is called in a report."""

TIMEOUT = 60.0
"""Seconds that a job waits for the guard at most."""

_ASKING = 0.8
"""The part of this time after which AWS is asked no more, so that what it has told decides."""


class GuardWarning(UserWarning):
    """The guard lets a job pass of which it can't tell whether it works, or that it was told to let pass."""


class Guard:
    """What stands between a session of boto3 and SageMaker.

    Args:
        session: the session whose clients are guarded, and with whose credentials AWS is asked.
        mode: whether a job that will not work is blocked, or only warned of.
        settings: as in the configuration.
        timeout: seconds that a job waits for a decision.
        accepted: what the team has accepted.
    """

    def __init__(
        self, session: Any, mode: Mode, settings: Settings, timeout: float, accepted: Accepted | None = None
    ) -> None:
        self._session = session
        self._mode = mode
        self._settings = settings
        self._timeout = timeout
        self._accepted = accepted
        session.events.register_last(_EVENT, self._decide, unique_id=_unique(self))

    def remove(self) -> None:
        """Clients that are made from now on are not guarded."""
        self._session.events.unregister(_EVENT, self._decide, unique_id=_unique(self))

    def _decide(self, params: Any, context: Any = None, **_: Any) -> None:
        """Is called by botocore with each request, before it is looked at and sent.

        Raises:
            JobBlocked: the job will not work.
        """
        region = str((context or {}).get("client_region") or self._session.region_name or "")
        name = str(params.get("ProcessingJobName", "the job")) if isinstance(params, dict) else "the job"
        try:
            checked = within(self._timeout, partial(self._checked, params, region))
        except CallTimeout:
            _warn(f"vpclint can't tell whether {name} works within {self._timeout:g} seconds, and lets it pass")
        except VpclintError as error:
            _warn(f"vpclint can't tell whether {name} works, and lets it pass: {error}")
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the guard must not stop a job
            _warn(f"vpclint can't tell whether {name} works, by a bug of its own ({type(error).__name__})")
        else:
            self._act(name, checked)

    def _checked(self, params: Any, region: str) -> Checked:
        try:
            document = Named(_REQUEST, named=True, data=msgspec.json.encode(params))
        except (TypeError, ValueError) as error:
            raise UsageError(f"the request holds what no JSON can: {error}") from error
        live = Live((region,) if region else (), session=self._session, timeout=_ASKING * self._timeout)
        return examine((), self._settings, live=live, handed=(document,), accepted=self._accepted)

    def _act(self, name: str, checked: Checked) -> None:
        report = checked.report
        if report.verdict == "fail":
            blocked = _blocked(name, checked)
            if self._mode == "block":
                raise blocked
            _warn(f"{blocked.message}; it is sent all the same")
        elif report.verdict != "pass" or report.errors:
            open_ = [each.message for each in report.findings if each.status == "unknown"]
            why = "; ".join((*(each.message for each in report.errors), *open_))
            _warn(f"vpclint can't tell whether {name} works, and lets it pass: {why}")


def _blocked(name: str, checked: Checked) -> JobBlocked:
    proved = tuple(filter(_is_error, checked.report.findings))
    told = [f"{each.message} ({each.rule})" for each in proved]
    told += [f"by a rule that is not selected: {each}" for each in checked.report.not_shown]
    return JobBlocked(f"{name} will not work: {'; '.join(told)}", checked.report, proved)


def _is_error(finding: FindingReport) -> bool:
    return finding.status == "fail" and finding.severity == Severity.ERROR.value and finding.counts


def _unique(guard: Guard) -> str:
    return f"vpclint-{id(guard)}"


def _warn(message: str) -> None:
    warnings.warn(message, GuardWarning, stacklevel=3)


def guard(
    boto3_session: Any,
    mode: Mode = "block",
    *,
    settings: Settings | None = None,
    timeout: float = TIMEOUT,
    suppressions: str | Path | None = None,
) -> Guard:
    """Decides on each processing job of a session before its request is sent.

    It works under whatever makes its clients from the session, be it the SageMaker Python SDK, a notebook or Airflow;
    clients that were made before are not guarded. AWS is asked with calls that only read, with the credentials of the
    session. A job of which it can't be told whether it works is let pass, with a `GuardWarning`.

    Args:
        boto3_session: the session.
        mode: `block` raises `JobBlocked` for a job that will not work, `warn` warns of it.
        settings: as in the configuration; the defaults where it is None.
        timeout: seconds that a job waits for a decision at most; then it is let pass, with a `GuardWarning`.
        suppressions: a file like `.vpclint-ignore.yaml`, read now: what it suppresses blocks no job.

    Raises:
        ConfigurationError: the file of suppressions can't be read, or is none.
        UsageError: the mode is none of the two, the session is none, or the timeout is no number of seconds.
    """
    if mode not in ("block", "warn"):
        raise UsageError(f"mode is {mode!r}, and can be 'block' or 'warn'")
    if not hasattr(boto3_session, "events"):
        raise UsageError(f"a session of boto3 is guarded, and this is a {type(boto3_session).__name__}")
    if not is_time(timeout):
        raise UsageError(f"timeout is {timeout!r}, and is a number of seconds above 0")
    given = settings or Settings()
    accepted = accepted_of(suppressions, None, given) if suppressions is not None else None
    return Guard(boto3_session, mode, given, timeout, accepted)
