"""What is known of a job that has failed, as data and as text for people."""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.engine.messages import Explanation
from vpclint.report import explanation as explained
from vpclint.report import text
from vpclint.report.found_text import PLAIN, Style
from vpclint.report.model import Report
from vpclint.text.escape import visible
from vpclint.text.sources import Texts

SCHEMA_VERSION = 1
_LONGEST = 2000


class Diagnosis(Struct, frozen=True):
    """What is known of a job that has failed, or has not.

    Attributes:
        job, status, failure_reason, exit_message: as SageMaker describes the job.
        explanation: what is known of the error messages in these.
        found_now: the rules behind them that find something in the state as it is now.
        report: of a check of the job in that state.
    """

    job: str
    status: str
    failure_reason: str
    exit_message: str
    explanation: Explanation
    found_now: tuple[str, ...]
    report: Report
    schema_version: int = SCHEMA_VERSION


def render(diagnosis: Diagnosis, texts: Texts, style: Style = PLAIN) -> str:
    """What SageMaker says, what is behind it, and what is found now."""
    parts = ["\n".join(_head(diagnosis)) + "\n"]
    if diagnosis.explanation.matches:
        parts.append(explained.render(diagnosis.explanation))
    return "\n".join([*parts, text.render(diagnosis.report, texts, style=style), _end(diagnosis) + "\n"])


def _head(diagnosis: Diagnosis) -> Iterator[str]:
    yield f"{visible(diagnosis.job)}: {visible(diagnosis.status)}"
    for name, said in (("FailureReason", diagnosis.failure_reason), ("ExitMessage", diagnosis.exit_message)):
        if said:
            yield f"{name}: {visible(said, _LONGEST)}"


def _end(diagnosis: Diagnosis) -> str:
    if not (diagnosis.failure_reason or diagnosis.exit_message):
        return "SageMaker gives no reason of a failure: this is what is found in the state as it is now."
    if not diagnosis.explanation.matches:
        return "No error message that is known stands in the reason; this is what is found now."
    if diagnosis.found_now:
        return f"Behind the failure, and found now: {', '.join(diagnosis.found_now)}"
    return "Nothing of what may be behind the failure is found in the state as it is now."
