"""A job that has failed: what its failure says, which rules are behind that, and what is found of it now."""

from msgspec import Struct

from vpclint.api import Checked, examine_taken
from vpclint.engine.messages import Explanation
from vpclint.engine.messages import load as load_messages
from vpclint.report.diagnosis import Diagnosis
from vpclint.settings import Settings
from vpclint.text.excerpts import excerpt
from vpclint.work.task import Question
from vpclint.work.wanted import Live, taking


class Diagnosed(Struct, frozen=True):
    """A diagnosis, and what is needed to show it to a person."""

    diagnosis: Diagnosis
    checked: Checked


def diagnose(job_name: str, live: Live, settings: Settings | None = None) -> Diagnosed:
    """Reads why a job has failed, and checks it in the state as it is now.

    What its messages are about is asked as well, such as whether a service is reached that the job could not reach.

    Args:
        job_name: ProcessingJobName.
        live: how AWS is asked.
        settings: as in the configuration; the defaults where it is None.

    Raises:
        UsageError: AWS can't be asked, or SageMaker knows no such job.
    """
    asked = Live(live.regions, live.profile, live.roles, live.vpcs, (job_name,), live.session, live.progress)
    given = settings or Settings()
    taken = taking().take(asked, (), None, given)
    described = next(each for each in taken.described if each.name == job_name)
    text = " ".join(filter(None, (described.failure_reason, described.exit_message)))
    explanation = load_messages().explain(text) if excerpt(text).words else Explanation(())
    checked = examine_taken(taken, asked, (), Question(_with_needs(given, explanation)))
    behind = {rule.name for match in explanation.matches for rule in match.rules}
    found = sorted({each.rule for each in checked.report.findings if each.status == "fail"} & behind)
    job = (described.name, described.status, described.failure_reason, described.exit_message)
    return Diagnosed(Diagnosis(*job, explanation, tuple(found), checked.report), checked)


def _with_needs(settings: Settings, explanation: Explanation) -> Settings:
    """The settings with what the messages are about as needs of the job."""
    words = [word for match in explanation.matches for word in match.options]
    services = tuple(dict.fromkeys(each.partition(" ")[2] for each in words if each.startswith("--need-service ")))
    internet = {"internet": True} if "--need-internet" in words else {}
    needs = {**({"services": services} if services else {}), **internet}
    return settings.overridden(needs, {}, {}) if needs else settings
