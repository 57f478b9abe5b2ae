"""The remedies of a finding: filled in with values from outside, none of which can be more than a word there."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vpclint.engine.remedies import Remedy, remedy_of
from vpclint.engine.rule import Remedies, Rule
from vpclint.engine.shipped import read_rules

RULES = read_rules(Path(__file__).resolve().parents[2] / "rules")
NAME = re.compile(r"\{([a-z][a-z0-9-]*)\}")

HOSTILE = [
    "$(rm -rf /)",
    "`id`",
    "a b",
    "a'b",
    'a"b',
    "a\nb",
    "a\r\nb",
    "; echo",
    "&& echo",
    "| cat",
    "> file",
    "~",
    "*",
    "#",
    "\\",
    "-",
    "--profile",
    "{group}",
    "{endpoint}",
    "${aws_vpc.main.id}",
    "%{ if true }x%{ endif }",
    "a: b",
    "&anchor",
    "!tag",
    "- item",
    "\u2028x: y",
    "\x85x: y",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "'; DROP",
    "é\U0001f600",
    "a'$(id)'b",
    "'\"'\"'",
]


@pytest.fixture(params=HOSTILE, ids=ascii)
def value(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_value_is_one_word_of_a_command(value: str) -> None:
    remedy = remedy_of(Remedies(aws_cli=("aws ec2 do --id {id} --last",)), {"id": value})
    assert remedy is not None
    assert shlex.split(remedy.aws_cli[0]) == ["aws", "ec2", "do", "--id", value, "--last"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_value_is_one_word_of_a_command(value: str) -> None:
    remedy = remedy_of(Remedies(aws_cli=("do '[{Id='{id}'}]' {id}",)), {"id": value})
    assert remedy is not None
    assert shlex.split(remedy.aws_cli[0]) == ["do", f"[{{Id={value}}}]", value]


def test_a_shell_gives_the_command_the_value_itself(value: str) -> None:
    if "\0" in value:
        value = value.replace("\0", "0")
    remedy = remedy_of(Remedies(aws_cli=("printf %s {id}",)), {"id": value})
    assert remedy is not None
    run = subprocess.run(["/bin/sh", "-c", remedy.aws_cli[0]], capture_output=True, check=True)
    assert run.stdout.decode() == value


def test_a_value_is_one_text_of_a_template(value: str) -> None:
    template = '# of {id}\nResource:\n  Id: "{id}"\n  Ids:\n    - "{id}"\n'
    remedy = remedy_of(Remedies(cloudformation=template, terraform='id = "{id}"\n# {id}'), {"id": value})
    assert remedy is not None
    filled = yaml.safe_load(remedy.cloudformation)
    assert filled.keys() == {"Resource"}
    assert filled["Resource"]["Ids"] == [filled["Resource"]["Id"]]
    assert len(remedy.terraform.splitlines()) == 2


def test_a_value_is_no_expression_of_a_template(value: str) -> None:
    remedy = remedy_of(Remedies(terraform='id = "{id}"'), {"id": value})
    assert remedy is not None
    inside = remedy.terraform.removeprefix('id = "').removesuffix('"')
    assert not re.search(r"(?<!\$)(\$\$)*\$\{", inside)
    assert not re.search(r"(?<!%)(%%)*%\{", inside)
    assert json.loads(f'"{inside}"').replace("$${", "${").replace("%%{", "%{") == value


def test_a_value_is_not_looked_into_for_names() -> None:
    remedies = Remedies(console="open {a} and {b}", aws_cli=("do {a} {b}",))
    assert remedy_of(remedies, {"a": "{b}", "b": "{a}"}) == Remedy(text="open {b} and {a}", aws_cli=("do '{b}' '{a}'",))


@pytest.mark.parametrize("values", [{}, {"a": "1"}, {"b": "1"}, {"a": "1", "b": ""}, {"a": "1", "c": "2"}, {"b": ()}])
def test_what_has_no_value_for_a_name_is_left_out(values: dict[str, str]) -> None:
    remedies = Remedies(
        console="open {a} {b}", aws_cli=("do {a} {b}",), cloudformation='"{a}{b}"', terraform='"{a}{b}"'
    )
    assert remedy_of(remedies, values) is None


def test_each_part_is_left_out_by_itself() -> None:
    remedies = Remedies(console="open {a}", aws_cli=("do {a}", "do {b}", "do"), cloudformation="{b}", terraform="none")
    assert remedy_of(remedies, {"a": "1"}) == Remedy(text="open 1", aws_cli=("do 1", "do"), terraform="none")


def test_a_rule_without_remedies_gives_none() -> None:
    assert remedy_of(Remedies(), {"a": "1"}) is None


def test_several_values_follow_each_other() -> None:
    remedies = Remedies(console="open {ids}", aws_cli=("do --ids {ids}",), cloudformation='["{ids}"]')
    remedy = remedy_of(remedies, {"ids": ("a", "b c", "d'e")})
    assert remedy is not None
    assert remedy.text == "open a, b c, d'e"
    assert shlex.split(remedy.aws_cli[0]) == ["do", "--ids", "a", "b c", "d'e"]
    assert yaml.safe_load(remedy.cloudformation) == ["a", "b c", "d'e"]


@pytest.mark.parametrize(
    ("text", "commands", "told"),
    [
        ("Open it.", (), ("Open it.",)),
        ("Open it.", ("aws ec2 x --id rtb-1",), ("aws ec2 x --id rtb-1",)),
        (
            "Open it.",
            ("aws ec2 x", "aws ec2 y --to NAT-GATEWAY"),
            ("Open it.", "aws ec2 x", "aws ec2 y --to NAT-GATEWAY"),
        ),
        ("Open it.", ("aws s3 sync s3://a s3://NEW-BUCKET",), ("Open it.", "aws s3 sync s3://a s3://NEW-BUCKET")),
        ("Open it.", ("aws ec2 x --type VPC --traffic-type ALL",), ("aws ec2 x --type VPC --traffic-type ALL",)),
        ("", ("aws ec2 x --to SUBNET",), ("aws ec2 x --to SUBNET",)),
        ("", (), ()),
    ],
)
def test_a_command_that_is_not_complete_follows_the_sentence(
    text: str, commands: tuple[str, ...], told: tuple[str, ...]
) -> None:
    assert Remedy(text=text, aws_cli=commands).told == told


def test_a_word_that_stands_for_yours_is_known() -> None:
    commands = [command for rule in RULES for command in rule.remedies.aws_cli]
    told = [each for each in commands if re.search(r"\b[A-Z][A-Z-]{3,}\b", each)]
    assert [each for each in told if Remedy("x", (each,)).told == (each,)] == []
    assert len(told) > 10


def test_json_is_a_value_of_a_template_and_a_word_of_a_command(value: str) -> None:
    remedies = Remedies(aws_cli=("do {a-json}",), cloudformation="Is: {a-json}", terraform="f({a-json})")
    remedy = remedy_of(remedies, {"a-json": json.dumps({"b": [value]})})
    assert remedy is not None
    assert [json.loads(word) for word in shlex.split(remedy.aws_cli[0])[1:]] == [{"b": [value]}]
    assert [*yaml.safe_load(remedy.cloudformation)["Is"]] == ["b"]
    inside = remedy.terraform.removeprefix("f(").removesuffix(")")
    assert not re.search(r"(?<!\$)(\$\$)*\$\{", inside)
    assert json.loads(inside.replace("$${", "${").replace("%%{", "%{")) == {"b": [value]}
    assert "\n" not in remedy.cloudformation + remedy.terraform


def test_what_is_no_json_never_stands_as_such() -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        remedy_of(Remedies(cloudformation="Is: {a-json}"), {"a-json": "x: y"})


COMMANDS = [(rule, command) for rule in RULES for command in rule.remedies.aws_cli]


@pytest.mark.parametrize(("rule", "command"), COMMANDS, ids=lambda each: getattr(each, "name", ""))
def test_no_value_adds_a_word_to_a_command_that_ships(rule: Rule, command: str) -> None:
    assert rule.name
    plain = remedy_of(Remedies(aws_cli=(command,)), dict.fromkeys(NAME.findall(command), "id-1"))
    assert plain is not None
    expected = shlex.split(plain.aws_cli[0])
    for value in HOSTILE:
        filled = remedy_of(Remedies(aws_cli=(command,)), dict.fromkeys(NAME.findall(command), value))
        assert filled is not None
        assert shlex.split(filled.aws_cli[0]) == [word.replace("id-1", value) for word in expected]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.remedies.cloudformation], ids=lambda rule: rule.name)
def test_no_value_changes_the_shape_of_a_template_that_ships(rule: Rule) -> None:
    template = rule.remedies.cloudformation

    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        return [shape(inner) for inner in value] if isinstance(value, list) else type(value)

    def filled(value: str) -> object:
        values = {name: json.dumps([value]) if name.endswith("-json") else value for name in NAME.findall(template)}
        remedy = remedy_of(Remedies(cloudformation=template), values)
        assert remedy is not None
        return shape(yaml.safe_load(remedy.cloudformation))

    assert [value for value in HOSTILE if filled(value) != filled("id-1")] == []
