"""Which finding is suppressed by what: as one by one, and not one by one."""

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from vpclint.engine.catalogue import load
from vpclint.engine.suppressing import Meant, Suppressor, asked
from vpclint.finding import Finding, Place, Suppression

TODAY = date(2026, 11, 30)
FOLDER = "/repository"


def entry(number: int, rule: str = "a", **about: str) -> Meant:
    suppression = Suppression(rules=(rule,), reason=str(number), place=Place("ignore.yaml", f"/{number}"), **about)  # type: ignore[arg-type]
    return Meant(suppression, frozenset({rule}))


def finding(resource: str = "", *files: str, rule: str = "a") -> Finding:
    return Finding(rule=rule, resource=resource, places=tuple(Place(f"{FOLDER}/{file}") for file in files))


def suppressor(given: Iterable[Meant], today: date = TODAY) -> Suppressor:
    return Suppressor(given, FOLDER, lambda _: 0, today)


NAMES = st.sampled_from(["x", "xy", "*", "x*", "?", "*y", "x?", "[x]", "z"])
ENTRIES = st.builds(
    lambda number, rule, resource, path: entry(number, rule, resource=resource, path=path),
    st.integers(0, 9),
    st.sampled_from("ab"),
    st.just("") | NAMES,
    NAMES,
)


@given(
    st.lists(ENTRIES, max_size=6), st.sampled_from("ab"), NAMES, st.lists(st.sampled_from(["x", "xy", "z"]), max_size=3)
)
def test_the_first_that_is_about_a_finding_is_found(
    given: list[Meant], rule: str, resource: str, files: list[str]
) -> None:
    def about(each: Suppression) -> bool:
        hit = not each.resource or resource == each.resource or fnmatchcase(resource, each.resource)
        return (
            each.rules == (rule,) and hit and any(file == each.path or fnmatchcase(file, each.path) for file in files)
        )

    wanted = [each.suppression for each in given if about(each.suppression)]
    found = suppressor(given)
    assert found.suppressed(finding(resource, *files, rule=rule)).suppressed == (wanted[0] if wanted else None)
    unused = [each.suppression for each in given if not about(each.suppression)]
    assert found.standing({"a", "b"}, [f"{FOLDER}/{each}" for each in ("x", "xy", "z", "y", "zy")]).unused == tuple(
        each for each in unused if any(fnmatchcase(file, each.path) for file in ("x", "xy", "z", "y", "zy"))
    )


def test_the_last_day_is_one_on_which_it_holds() -> None:
    one = entry(0, resource="x")
    one = Meant(
        Suppression(rules=("a",), reason="x", place=Place("f"), resource="x", expires=date(2026, 11, 30)), one.rules
    )
    for today, holds in ((date(2026, 11, 30), True), (date(2026, 12, 1), False)):
        found = suppressor([one], today)
        assert (found.suppressed(finding("x")).suppressed is not None) is holds
        assert found.standing({"a"}, ()).unused == ()


def test_one_whose_rules_were_not_all_asked_may_be_of_use() -> None:
    both = Meant(Suppression(rules=("*",), reason="x", place=Place("f"), resource="x"), frozenset({"a", "b"}))
    assert suppressor([both]).standing({"a"}, ()).unused == ()
    assert suppressor([both]).standing({"a", "b"}, ()).unused == (both.suppression,)


def test_what_is_asked_depends_on_what_there_is() -> None:
    rules = load()
    nothing, requests, vpcs, jobs, policies = (
        asked(rules, jobs=each in (1, 3), states=each in (2, 3), policies=each == 4) for each in range(5)
    )
    assert nothing == set()
    assert requests == {rule.name for rule in rules if rule.family == "request"} > {"job-request-invalid"}
    assert jobs > vpcs > {"route-missing", "state-stale", "fact-missing"} | policies
    assert "job-request-invalid" in jobs - vpcs
    assert policies == {rule.name for rule in rules if rule.asked_of == "policy"}


def test_ten_thousand_of_each_are_not_put_to_each_other() -> None:
    """A hundred million pairs of globs and texts would take minutes."""
    number = 10_000
    wild = [entry(each, resource=f"*-{each:05}*", path=f"jobs/{each:05}/*") for each in range(number)]
    exact = [entry(each, "b", resource=f"rtb-{each:05}") for each in range(number)]
    alike = [entry(each, "c", path="jobs/*") for each in range(number)]
    found = suppressor([*wild, *exact])
    for each in range(number):
        one = found.suppressed(finding(f"rtb-{each:05}-x", f"jobs/{each:05}/a.json"))
        two = found.suppressed(finding(f"rtb-{each:05}", rule="b"))
        assert (one.suppressed, two.suppressed) == (wild[each].suppression, exact[each].suppression)
    assert found.standing({"a", "b"}, ()).unused == ()
    many = suppressor(alike)
    assert many.suppressed(finding("x", "jobs/a", rule="c")).suppressed == alike[0].suppression
    assert many.standing({"c"}, (f"{FOLDER}/jobs/a",)).unused == ()
