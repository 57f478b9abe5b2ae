"""The files under `rules/`: each is whole, keeps to one grammar, and has the check that it describes."""

import ast
import inspect
import json
import pkgutil
import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import botocore.session
import msgspec
import pytest
import yaml
from botocore import xform_name
from botocore.model import ServiceModel
from jsonschema import Draft202012Validator

import vpclint.checks
from vpclint.algebra.ports import PortSet
from vpclint.checks import common
from vpclint.decision.case import Case
from vpclint.decision.export import Export
from vpclint.engine.asking import check_of
from vpclint.engine.remedies import remedy_of
from vpclint.engine.rule import Remedies, Rule
from vpclint.engine.shipped import read_rule, read_rules
from vpclint.errors import RuleError
from vpclint.finding import Severity, Standing
from vpclint.policy.written import WrittenPolicy

RULES = Path(__file__).resolve().parents[2] / "rules"
PATHS = sorted(RULES.glob("*/*.yaml"))
FAMILIES = sorted({module.name for module in pkgutil.iter_modules(vpclint.checks.__path__)} - {"common"})

each_file = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
each_family = pytest.mark.parametrize("family", FAMILIES)

KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
BRACES = re.compile(r"\{([\w-]+)\}")
TITLE = re.compile(r"[a-z](?:[^.\n]|\.(?=\d)){9,78}[^.\s]")
ADDRESS = re.compile(r"https://docs\.aws\.amazon\.com/[\w/-]+\.html")
MET = re.compile(r"\b(fails?|refuse[sd]?|hangs|unknown)\b")

PLAIN = "plain-value"
HOSTILE = "a 'b\"; rm `c` $(d) \\ \n# e: - f"

MILD = {
    Severity.WARNING: "docker-range-overlap duplicate-id endpoint-zone flow-logs-not-delivering network-acl-peers "
    "policy-condition-restricted policy-resource-mismatch policy-statement-dead policy-unknown-action "
    "policy-unknown-condition-key policy-unknown-operator policy-variable-without-version "
    "record-unreadable route-ambiguous s3-endpoint-bypassed s3-endpoint-disagrees s3-global-hostname "
    "security-group-open state-conflict state-incomplete subnet-in-edge-zone subnet-shared subnet-too-small "
    "suppression-expired suppression-unused "
    "tenancy-dedicated vpc-config-missing",
    Severity.NOTE: "bucket-policy-not-restricted endpoint-policy-full-access flow-logs-missing flow-logs-partial "
    "package-repositories-stale single-zone state-stale",
}
"""All rules that are no errors: only errors decide a verdict, so which rules they are is said twice."""

SHORTHANDS = frozenset({"protocol", "port", "cidr", "source-group"})
"""Options that the AWS CLI adds to those of the operations on the rules of a security group."""

OPPOSITES = {"ingress": "egress"}
"""Options that the AWS CLI adds for the other value of a member: an entry of a network ACL is one or the other."""


def templates(remedies: Remedies) -> tuple[str, ...]:
    return remedies.console, *remedies.aws_cli, remedies.cloudformation, remedies.terraform


def names_of(remedies: Remedies) -> set[str]:
    return {name for template in templates(remedies) for name in BRACES.findall(template)}


def modules_of(family: str) -> Iterator[ModuleType]:
    """The module of a family; for a package, those in it too."""
    module = import_module(f"vpclint.checks.{family}")
    yield module
    for part in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield import_module(f"{module.__name__}.{part.name}")


def checks_of(family: str) -> Iterator[Callable[..., object]]:
    """The public functions of a family whose first parameter is what a rule may be asked of."""
    for module in modules_of(family):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                first = next(iter(get_type_hints(function).values()))
                if asked_of(first):
                    yield function


def asked_of(first: Any) -> str:
    """What a check with this first parameter is asked of; empty for what is none."""
    return {Case: "case", Export: "state", WrittenPolicy: "policy", Standing: "suppression"}.get(
        first, "run" if "Finding" in str(first) else ""
    )


def value_names(family: str) -> set[str]:
    """The keys of all dictionaries of a family: among them those of its findings' values."""
    trees = (ast.parse(inspect.getsource(module)) for module in (*modules_of(family), common))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict))
    keys = (key.value for node in nodes for key in node.keys if isinstance(key, ast.Constant))
    return {key for key in keys if isinstance(key, str)}


def loaded(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(content, dict)
    return content


class TestFiles:
    def test_every_file_under_rules_is_read(self) -> None:
        assert sorted(RULES.rglob("*.y*ml")) == sorted([*PATHS, RULES / "messages.yaml"])
        assert len(read_rules(RULES)) == len(PATHS) > 0

    @each_file
    def test_a_file_gives_its_rule_a_name_and_a_family(self, path: Path) -> None:
        rule = read_rule(path)
        assert (rule.name, rule.family) == (path.stem, path.parent.name)
        assert KEBAB.fullmatch(rule.name)

    @pytest.mark.parametrize(("severity", "names"), MILD.items())
    def test_what_is_no_error_is_listed(self, severity: Severity, names: str) -> None:
        assert {rule.name for rule in read_rules(RULES) if rule.severity is severity} == set(names.split())

    def test_a_name_means_one_rule_and_no_family(self) -> None:
        names = [*(path.stem for path in PATHS), *FAMILIES]
        assert sorted(set(names)) == sorted(names)


class TestChecks:
    def test_each_folder_is_a_module_of_checks(self) -> None:
        assert sorted({path.parent.name for path in PATHS}) == FAMILIES

    @each_family
    def test_each_rule_has_a_check_and_each_check_a_rule(self, family: str) -> None:
        described = {read_rule(path).function for path in PATHS if path.parent.name == family}
        assert described == {check.__name__ for check in checks_of(family)}

    @each_family
    def test_a_check_takes_what_its_rule_is_asked_of(self, family: str) -> None:
        for check in checks_of(family):
            rule = read_rule(RULES / family / f"{check.__name__.replace('_', '-')}.yaml")
            first = next(iter(get_type_hints(check).values()))
            assert rule.asked_of == asked_of(first)
            assert check_of(rule) is check


class TestWords:
    @each_file
    def test_a_title_is_a_message(self, path: Path) -> None:
        assert TITLE.fullmatch(read_rule(path).title)

    @each_file
    def test_the_page_is_whole_sentences(self, path: Path) -> None:
        rule = read_rule(path)
        assert rule.limits
        for text in (rule.what, rule.why, rule.limits):
            assert text[0].isupper() or text.startswith("vpclint")
            assert text.endswith(".")
            assert "  " not in text

    @each_file
    def test_an_error_tells_what_is_met(self, path: Path) -> None:
        rule = read_rule(path)
        if rule.severity is Severity.ERROR:
            assert rule.error_text or MET.search(rule.why)

    @each_file
    def test_references_are_pages_of_the_aws_documentation(self, path: Path) -> None:
        references = read_rule(path).references
        assert references
        assert len(set(references)) == len(references)
        assert all(ADDRESS.fullmatch(reference) for reference in references)

    @each_file
    def test_a_rule_can_pass_and_can_say_something_else(self, path: Path) -> None:
        answers = read_rule(path).answers
        assert answers[0] == "pass"
        assert len(answers) == len(set(answers)) > 1

    @each_file
    def test_an_option_is_described_like_a_title(self, path: Path) -> None:
        for option in read_rule(path).options.values():
            assert option.what[0].islower()
            assert not option.what.endswith(".")

    def test_the_ports_of_peers_can_be_read(self) -> None:
        rule = read_rule(RULES / "filters" / "security-group-self-ingress.yaml")
        assert PortSet.parse(str(rule.options["ports"].default)) == PortSet.range(1024, 65535)


BY_HAND = {
    **dict.fromkeys(
        ("package-repositories-blocked", "package-repositories-reachable", "package-repositories-stale"),
        "which statements a policy shall have beside those on repositories, nobody but its owner knows",
    ),
    "bucket-policy-not-restricted": "to whom else a bucket is open, nobody but its owner knows",
    "endpoint-policy-full-access": "what else goes through an endpoint, nobody but its owner knows",
    "bucket-policy-denies-job": "a statement that denies has to be thought over, not overwritten",
    "internet-gateway-unusable": "which subnets are meant for jobs, nobody but their owner knows",
    "policy-multiple-documents": "the file itself is repaired",
    "policy-syntax": "the file itself is repaired",
    "policy-without-allow": "the file itself is repaired",
    "route-ambiguous": "which of the targets is meant, nobody but its owner knows",
    "service-endpoint-policy": "which requests the container makes, nobody but its owner knows",
    "service-unknown": "the configuration has to change",
    "single-zone": "the request has to change",
    "subnet-in-edge-zone": "the request has to change",
    "subnet-not-available": "the request has to change",
    "subnet-without-ipv4": "the request has to change",
    **dict.fromkeys(("suppression-expired", "suppression-unused"), "the file of the suppression has to change"),
}
"""The rules whose remedy no tool carries out, and why."""


class TestRemedies:
    @each_file
    def test_names_in_braces_are_kebab_case(self, path: Path) -> None:
        assert all(KEBAB.fullmatch(name) for name in names_of(read_rule(path).remedies))

    @each_file
    def test_names_in_braces_are_values_that_the_family_gives(self, path: Path) -> None:
        assert names_of(read_rule(path).remedies) <= value_names(path.parent.name)

    @each_file
    def test_a_remedy_for_a_tool_is_also_told_in_words(self, path: Path) -> None:
        remedies = read_rule(path).remedies
        assert remedies == Remedies() or remedies.console.endswith(".")

    def test_what_a_tool_can_repair_is_written_for_each_tool(self) -> None:
        remedies = {path.stem: read_rule(path).remedies for path in PATHS}
        whole = {name for name, each in remedies.items() if each.aws_cli and each.cloudformation and each.terraform}
        told = {name for name, each in remedies.items() if each.console}
        assert told - whole == set(BY_HAND)

    @each_file
    def test_a_foreign_value_stays_a_part_of_one_word_of_a_command(self, path: Path) -> None:
        for plain, hostile in self.filled(path, "aws_cli"):
            words = (word.replace(json.dumps([PLAIN]), json.dumps([HOSTILE])) for word in shlex.split(plain))
            assert shlex.split(hostile) == [word.replace(PLAIN, HOSTILE) for word in words]

    @each_file
    def test_a_foreign_value_stays_a_part_of_one_text_of_a_template(self, path: Path) -> None:
        for plain, hostile in self.filled(path, "cloudformation"):
            assert yaml.safe_load(hostile) == replaced(yaml.safe_load(plain))

    @each_file
    def test_a_name_in_terraform_is_a_whole_text(self, path: Path) -> None:
        lines = read_rule(path).remedies.terraform.splitlines()
        code = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        assert not BRACES.search(re.sub(r'"\{[\w-]+\}"|jsonencode\(\{[\w-]+-json\}\)', '""', code))

    @staticmethod
    def filled(path: Path, tool: str) -> Iterator[tuple[str, str]]:
        """Each remedy for a tool, once with a harmless value for every name and once with a hostile one."""
        remedies = read_rule(path).remedies
        texts = [
            getattr(remedy_of(remedies, {name: given(name, value) for name in names_of(remedies)}), tool, ())
            for value in (PLAIN, HOSTILE)
        ]
        pairs = texts if tool == "aws_cli" else [(text,) if text else () for text in texts]
        return zip(*pairs, strict=True)

    @each_file
    def test_resources_of_a_template_have_a_type_and_properties(self, path: Path) -> None:
        template = yaml.safe_load(read_rule(path).remedies.cloudformation) or {}
        for name, resource in template.items():
            if isinstance(resource, dict) and resource != {"policy-json": None}:
                assert name.isalnum()
                assert resource.keys() == {"Type", "Properties"}
                assert resource["Type"].startswith(("AWS::EC2::", "AWS::IAM::"))

    @each_file
    def test_terraform_is_balanced(self, path: Path) -> None:
        text = BRACES.sub("", read_rule(path).remedies.terraform)
        assert text.count("{") == text.count("}") == text.count("\n}")
        assert text.count('"') % 2 == 0


def given(name: str, value: str) -> str:
    """A value for a name of a remedy: JSON that holds the text, where JSON is wanted."""
    return json.dumps([value]) if name.endswith("-json") else value


def replaced(value: object) -> object:
    """A value of a template with the hostile text in place of the harmless one."""
    if isinstance(value, dict):
        return {key: replaced(member) for key, member in value.items()}
    if isinstance(value, list):
        return [replaced(member) for member in value]
    return value.replace(PLAIN, HOSTILE) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def models() -> dict[str, ServiceModel]:
    session = botocore.session.get_session()
    return {name: session.get_service_model(name) for name in ("ec2", "iam")}


@each_file
def test_commands_exist_and_have_the_options_that_they_need(path: Path, models: dict[str, ServiceModel]) -> None:
    """The AWS CLI derives its commands from botocore's model: operations and their members, with hyphens."""
    for command in read_rule(path).remedies.aws_cli:
        program, service, operation, *words = shlex.split(command)
        assert program == "aws"
        if (service, operation) == ("s3", "sync"):  # which is the CLI's own, and in no model
            continue
        operations = {xform_name(name, "-"): name for name in models[service].operation_names}
        shape = models[service].operation_model(operations[operation]).input_shape
        given = {word.removeprefix("--") for word in words if word.startswith("--")}
        options = {OPPOSITES.get(option, option) for option in given}
        extra = SHORTHANDS if "security-group-" in operation else frozenset()
        assert options <= {xform_name(member, "-") for member in shape.members} | extra
        assert options >= {xform_name(member, "-") for member in shape.required_members}


REFUSALS = [
    pytest.param({"titel": "a title"}, "titel", id="unknown-key"),
    pytest.param({"title": None}, "title", id="no-title"),
    pytest.param({"title": ""}, "''", id="empty-title"),
    pytest.param({"severity": "fatal"}, "fatal", id="wrong-severity"),
    pytest.param({"answers": []}, "[]", id="no-answer"),
    pytest.param({"answers": ["pass", "maybe"]}, "maybe", id="unknown-answer"),
    pytest.param({"remedies": {"pulumi": "x"}}, "pulumi", id="unknown-tool"),
    pytest.param({"options": {"ports": {"what": "the ports"}}}, "default", id="option-without-default"),
    pytest.param({"options": {"Ports": {"default": 1, "what": "x"}}}, "Ports", id="option-not-in-kebab-case"),
]


class TestSchema:
    """msgspec decides what a rule is, and jsonschema explains a refusal: they must not disagree."""

    validator = Draft202012Validator(msgspec.json.schema(Rule))

    @each_file
    def test_every_file_is_accepted(self, path: Path) -> None:
        assert [error.message for error in self.validator.iter_errors(loaded(path))] == []

    @pytest.mark.parametrize(("changes", "named"), REFUSALS)
    def test_a_broken_file_is_refused_by_both_with_a_reason(
        self, tmp_path: Path, changes: dict[str, Any], named: str
    ) -> None:
        broken = loaded(PATHS[0]) | changes
        broken = {key: value for key, value in broken.items() if value is not None}
        assert any(named in error.message for error in self.validator.iter_errors(broken))
        path = tmp_path / "some-rule.yaml"
        path.write_text(yaml.safe_dump(broken), "utf-8")
        with pytest.raises(RuleError) as refusal:
            read_rule(path)
        assert refusal.value.file == str(path)
