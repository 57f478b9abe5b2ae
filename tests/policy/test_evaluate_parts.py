"""The parts of a statement: which are told of, what each counts for, and how names, patterns and variables stand."""

import pytest
from msgspec import structs

from vpclint.algebra.patterns import Pattern
from vpclint.policy.callers import role
from vpclint.policy.document import Effect, PolicyType
from vpclint.policy.evaluate import Evaluator, Request, action_text, plain_arn, resource_arn
from vpclint.policy.values import ABSENT, Context, Known, Value, known, untold
from vpclint.truth import NO as FALSE
from vpclint.truth import YES as TRUE
from vpclint.truth import Answer, Fact, Truth

from .documents import BUCKET, KEY, Json, document, policy, read, statement

THEIRS = "999999999999"
JOB = role("arn:aws:iam::123456789012:role/team/job", "SageMaker")
YES, NO, OPEN = Answer.PASS, Answer.FAIL, Answer.UNKNOWN
ALLOW, ELSE = statement(), statement(Action="sts:*")
VPCE = {"StringEquals": {"aws:SourceVpce": "vpce-1"}}
ASKED = Request("s3:GetObject", KEY, JOB, Context({}))


def test_a_question_that_takes_too_long_is_given_up_and_open() -> None:
    hostile = f"{BUCKET}/*a{'?' * 25}*"
    request = Request("s3:GetObject", Pattern.glob(hostile), JOB, Context({}))
    found = Evaluator(policy(statement(Resource=hostile))).rule(request)
    assert found.allowed.answer is OPEN


def test_the_parts_of_a_statement_are_named_up_to_the_first_that_does_not_hold() -> None:
    text = document(
        statement(Condition=VPCE, Resource=f"{BUCKET}/logs/*"),
        statement(Condition=VPCE),
        statement(NotPrincipal={"AWS": THEIRS}, NotAction="ec2:*", NotResource=BUCKET),
    )
    found = Evaluator(read(text).policies[0]).rule(Request("s3:GetObject", KEY, JOB, Context({})))
    assert [[each.element for each in one.parts] for one in found.applied] == [
        ["Action", "Principal", "Resource"],
        ["Action", "Principal", "Resource", "Condition"],
        ["NotAction", "NotPrincipal", "NotResource"],
    ]


def test_what_decides_for_an_effect_is_of_that_effect_or_of_none() -> None:
    several = (ALLOW, statement("Deny"), statement(Effect="Perhaps"), ELSE)
    found = Evaluator(read(document(*several)).policies[0]).rule(Request("s3:GetObject", KEY, JOB, Context({})))
    decided = {effect: [each.statement.index for each in found.deciding(effect)] for effect in Effect}
    assert decided == {Effect.ALLOW: [0, 2], Effect.DENY: [1, 2]}


def test_an_action_may_be_a_pattern() -> None:
    engine = Evaluator(policy(statement(Action="s3:Get*")))

    def allowed(action: str) -> Answer:
        return engine.rule(Request(Pattern.glob(action), KEY, JOB, Context({}))).allowed.answer

    assert [allowed(each) for each in ("S3:get*", "s3:G*", "s3:Put*", "s3:GetObject?")] == [YES, OPEN, NO, YES]


def test_in_a_resource_variables_stand_behind_the_fifth_colon_only() -> None:
    engine = Evaluator(policy(statement(Resource=["arn:aws:s3:${aws:Region}::raw", "arn:aws:s3:::${aws:Region}"])))
    context = Context({"aws:Region": known("eu")})
    asked = [Request("s3:ListBucket", name, JOB, context) for name in ("arn:aws:s3:eu::raw", "arn:aws:s3:::eu")]
    assert [engine.rule(each).allowed.answer for each in asked] == [NO, YES]


def test_of_a_pattern_the_case_of_resources_counts() -> None:
    engine = Evaluator(policy(statement(Resource=f"{BUCKET}/A*")))
    asked = [Request("s3:GetObject", Pattern.glob(f"{BUCKET}/{key}"), JOB, Context({})) for key in ("Ab*", "ab*")]
    assert [engine.rule(each).allowed.answer for each in asked] == [YES, NO]


def test_a_variable_without_a_single_value_matches_nothing_and_one_that_is_open_is_named() -> None:
    engine = Evaluator(policy(statement(Resource="arn:aws:s3:::${aws:One}-${aws:Two}")))

    def allowed(**values: Value) -> Truth:
        context = Context({f"aws:{name}": each for name, each in values.items()})
        return engine.rule(Request("s3:ListBucket", "arn:aws:s3:::a-b", JOB, context)).allowed

    assert allowed(One=known("a"), Two=known("b")).answer is YES
    assert allowed(One=Known(()), Two=known("b")).answer is NO
    assert allowed(One=known("a", several=True), Two=known("b")).answer is NO
    assert allowed(One=known("a")).facts == {untold("aws:Two")}
    assert allowed(One=known("x")).answer is NO


@pytest.mark.parametrize("element", ["Effect", "Action", "Resource", "Principal"])
def test_a_statement_that_lacks_an_element_may_apply_or_not(element: str) -> None:
    whole = {name: value for name, value in statement("Deny").items() if name != element}
    engine = Evaluator(read(document(whole), PolicyType.BUCKET).policies[0])
    found = engine.rule(ASKED)
    fact = Fact("", "", "", "statement 1 can't be understood")
    assert found.denied.facts == {fact}
    assert found.allowed.facts == ({fact} if element == "Effect" else set())
    assert [len(each.parts) for each in found.applied] == [0]


def test_a_statement_whose_name_is_known_is_told_by_it() -> None:
    found = Evaluator(read(document(statement("Deny", Sid="Mine", Resource="raw"))).policies[0]).rule(ASKED)
    assert found.denied.facts == {Fact("", "", "", 'statement "Mine" can\'t be understood')}


def test_an_evaluator_says_what_it_was_made_of() -> None:
    whole = policy(ALLOW)
    assert (Evaluator(whole).policy, Evaluator(whole).gateway) == (whole, False)
    assert Evaluator(whole, gateway=True).gateway


def test_the_truth_of_a_statement_is_that_of_all_its_parts() -> None:
    found = Evaluator(policy(statement(Condition=VPCE), ALLOW, ELSE)).rule(ASKED)
    assert [each.truth for each in found.applied] == [Truth(OPEN, frozenset({untold("aws:SourceVpce")})), TRUE, FALSE]
    assert (found.denied, found.allowed) == (FALSE, TRUE)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_is_open_and_what_is_not_among_several_names_are_told_in_any_order(order: tuple[int, int]) -> None:
    open_one, plain = f"{BUCKET}/${{aws:One}}/1.csv", f"{BUCKET}/logs/*"
    names = [(open_one, plain)[each] for each in order]
    found = Evaluator(policy(statement(Resource=names))).rule(ASKED)
    assert found.allowed.facts == {untold("aws:One")}
    both = [(open_one, f"{BUCKET}/events/${{aws:Two}}")[each] for each in order]
    found = Evaluator(policy(statement(Resource=both))).rule(ASKED)
    assert found.allowed.facts == {untold("aws:One"), untold("aws:Two")}
    sure = [(open_one, "*")[each] for each in order]
    assert Evaluator(policy(statement(Resource=sure))).rule(ASKED).allowed is TRUE


def test_a_deny_leaves_out_by_not_principal_nobody_who_has_a_boundary() -> None:
    names = {"AWS": ["123456789012", JOB.arn, JOB.session]}
    bounded = structs.replace(ASKED, caller=structs.replace(JOB, bounded=True))
    answers = {}
    for effect in ("Allow", "Deny"):
        engine = Evaluator(policy(statement(effect, NotPrincipal=names)))
        answers[effect] = [
            (found.denied.answer, found.allowed.answer) for found in (engine.rule(ASKED), engine.rule(bounded))
        ]
    assert answers == {"Allow": [(NO, NO), (NO, NO)], "Deny": [(NO, NO), (YES, NO)]}


def test_an_action_has_wildcards_no_variables_and_no_case() -> None:
    account = Context({"aws:PrincipalAccount": known("Object")})
    for text, name, answer in (
        ("s3:Get*", "S3:GETOBJECT", TRUE),
        ("s3:Get${aws:PrincipalAccount}", "s3:GetObject", FALSE),
        ("s3:Get${aws:PrincipalAccount}", "s3:Get${aws:principalaccount}", TRUE),
    ):
        assert action_text(text).means(name, account) is answer


def test_in_a_resource_a_variable_counts_unless_the_version_knows_none() -> None:
    text = f"{BUCKET}/${{aws:One}}/1.csv"
    context = Context({"aws:One": known("events")})
    assert resource_arn(text).means(KEY, context) is TRUE
    assert plain_arn(text).means(KEY, context) is FALSE
    assert plain_arn(text).means(text, Context({"aws:One": ABSENT})) is TRUE


def many(element: Json, **members: Json) -> Answer:
    """Whether a statement with these actions is for every action of S3 at once."""
    every = Request(Pattern.glob("s3:*"), KEY, JOB, Context({}))
    return Evaluator(policy(statement(Action=element, **members))).rule(every).allowed.answer


def test_of_many_actions_a_statement_is_for_all_for_none_or_for_some() -> None:
    assert [many(one) for one in ("*", "s3:*", "s3:Get*", "ec2:*", [])] == [YES, YES, OPEN, NO, NO]
    assert [many(["s3:G*", other]) for other in ("s3:*", "s3:P*", "ec2:*")] == [YES, OPEN, OPEN]
