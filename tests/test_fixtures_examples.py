import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from fixtures.examples import (
    FAULTS,
    HERE,
    CoreLoader,
    Example,
    Fault,
    FaultError,
    documents,
    good,
    read_fault,
    read_faults,
)

ALL_FAULTS = list(read_faults())
EXAMPLES = [pytest.param(fault, one, id=f"{fault.rule}-{one.name}") for fault in ALL_FAULTS for one in fault.examples]
SCHEMA = json.loads((HERE / "faults.schema.json").read_text(encoding="utf-8"))
AWS_ID = re.compile(r"\b(?:[a-z]+-)+[0-9a-f]{17}\b")


def fault_file(folder: Path, text: str) -> Path:
    file = folder / "some-rule.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", sorted(FAULTS.iterdir()), ids=lambda file: file.name)
def test_every_file_of_faults_has_the_shape_of_the_schema(file: Path) -> None:
    raw = yaml.load(file.read_bytes(), CoreLoader)  # noqa: S506
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(raw)] == []


@pytest.mark.parametrize("file", sorted(FAULTS.iterdir()), ids=lambda file: file.name)
def test_no_file_of_faults_writes_out_an_id_that_moto_drew(file: Path) -> None:
    drawn = set(AWS_ID.findall(json.dumps(good())))
    assert len(drawn) > 20
    assert drawn.intersection(AWS_ID.findall(file.read_text(encoding="utf-8"))) == set()


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_every_example_can_be_made_and_is_json(fault: Fault, example: Example) -> None:
    changed = documents(fault, example)
    assert json.loads(json.dumps(changed, allow_nan=False)) == changed
    assert (changed != good()) == bool(example.edits)


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_no_reference_is_left_in_an_example(fault: Fault, example: Example) -> None:
    text = json.dumps(documents(fault, example))
    assert re.findall(r'\{"(?:id|json)": ', text) == []


@pytest.mark.parametrize(("fault", "example"), EXAMPLES)
def test_what_an_example_also_shows_are_other_rules(fault: Fault, example: Example) -> None:
    assert fault.rule not in [other.rule for other in example.also]


@pytest.mark.parametrize(
    "rule",
    [
        "flow-logs-missing",
        "internet-gateway-unusable",
        "route-blackhole",
        "s3-endpoint-missing",
        "s3-endpoint-not-available",
        "s3-endpoint-not-routed",
        "security-group-egress",
        "security-group-self-ingress",
        "subnet-ip-headroom",
    ],
)
def test_a_rule_has_an_example_of_each_answer(rule: str) -> None:
    (fault,) = (fault for fault in ALL_FAULTS if fault.rule == rule)
    assert {example.answer for example in fault.examples} == {"pass", "fail", "unknown"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rule: [", r"^some-rule.yaml: while parsing"),
        ("", r"^some-rule.yaml: Expected `object`, got `null`"),
        ("rule: some-rule", r"^some-rule.yaml: .* missing required field `examples`"),
        ("rule: some-rule\nexamples: []\nmore: 1", r"^some-rule.yaml: .* unknown field `more`"),
        (
            "rule: some-rule\nexamples: [{name: a, answer: maybe, shows: s, edits: []}]",
            r"^some-rule.yaml: Invalid enum value 'maybe' - at `\$.examples\[0\].answer`",
        ),
        (
            "rule: another-rule\nexamples: []",
            r"^some-rule.yaml: the rule is another-rule, so the file is another-rule.y",
        ),
        (
            "rule: some-rule\nexamples: [&a {name: a, answer: pass, shows: s, edits: []}, *a]",
            r"^some-rule.yaml: two examples are called a$",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(FaultError, match=message):
        read_fault(fault_file(tmp_path, text))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"remove": "state/Nothing"}, r"^r.yaml: example e: edit 1 \(remove state/Nothing\): there is no `Nothing`"),
        ({"delete": "state/Vpcs"}, r"^r.yaml: example e: an edit is `set` with `to`"),
    ],
)
def test_an_edit_that_fails_is_named_with_file_and_example(edit: dict[str, str], message: str) -> None:
    example = Example(name="e", answer="pass", shows="s", edits=(edit,))
    with pytest.raises(FaultError, match=message):
        documents(Fault("r", (example,)), example)


def test_an_example_may_start_from_another_base() -> None:
    example = Example(name="e", answer="pass", shows="s", edits=({"set": "job", "to": 2},))
    assert documents(Fault("r", (example,)), example, {"job": 1}) == {"job": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("off", "off"),
        ("yes", "yes"),
        ("True", "True"),
        ("2026-01-05", "2026-01-05"),
        ("1:30", "1:30"),
        ("0123", "0123"),
        ("0x1f", "0x1f"),
        ("-1", -1),
        ("0", 0),
        ("1.5", 1.5),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("{a: }", {"a": None}),
    ],
)
def test_only_true_false_null_and_decimal_numbers_are_not_text(text: str, value: object) -> None:
    assert yaml.load(text, CoreLoader) == value  # noqa: S506
