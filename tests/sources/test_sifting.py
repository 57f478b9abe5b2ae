"""What a hook passes over: files that hold nothing for vpclint, however broken they are."""

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from cli.running import JOB, STATE, check, job, put

from fixtures.examples import documents, good, read_faults
from vpclint.sources.sifting import holds_something, sifted

NETWORK = JOB["NetworkConfig"]
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}

OURS: dict[str, Any] = {
    "job.json": JOB,
    "described.json": JOB | {"ProcessingJobArn": "arn", "ProcessingJobStatus": "Failed"},
    "typo.json": {"ProcessingJobNam": "x", "ProcessingResources": {}},
    "jobs.json": [{"a": 1}, JOB],
    "network.json": NETWORK,
    "around.json": {"Comment": "network", "NetworkConfig": NETWORK},
    "vpc.json": NETWORK["VpcConfig"],
    "state.json": STATE,
    "subnets.json": {"Subnets": STATE["Subnets"]},
    "query.json": STATE["Subnets"],
    "empty.json": {"FlowLogs": []},
    "header.json": {"vpclint": {"region": "eu-central-1"}},
    "services.json": {"ServiceDetails": []},
    "attribute.json": {"VpcId": "vpc-1", "EnableDnsSupport": {"Value": True}},
    "policy.json": POLICY,
    "broken-policy.json": json.dumps(POLICY) + "\n{}",
    "broken-job.json": json.dumps(JOB)[:-2],
    "commented.json": "// the job\n" + json.dumps(JOB),
    "cut-state.json": json.dumps({"Subnets": STATE["Subnets"]}, indent=1)[:-30],
    "marked.json": ("\ufeff" + json.dumps(JOB)).encode(),
    "windows.json": json.dumps(JOB).encode("utf-16"),
    "packed.json": gzip.compress(json.dumps(STATE).encode()),
    "lines.jsonl": json.dumps(JOB) + "\n" + json.dumps(JOB),
    "get-bucket-policy.raw.json": {"Policy": "{}"},
    "job.yaml": yaml.safe_dump(JOB),
    "flow.yaml": json.dumps(JOB),
    "documents.yml": "a: 1\n---\n" + yaml.safe_dump(JOB),
    "list.yaml": yaml.safe_dump([JOB]),
    "vpc.yaml": yaml.safe_dump(NETWORK["VpcConfig"]),
    "network.yaml": yaml.safe_dump(NETWORK),
    "broken.yaml": yaml.safe_dump(JOB) + "]",
}
OTHERS: dict[str, Any] = {
    "package.json": {"name": "x", "version": "1"},
    "list.json": [1, 2, {"a": {}}],
    "text.json": '"ProcessingJobName"',
    "tsconfig.json": '{\n // comments\n "compilerOptions": {"paths": {"a": ["b"]},},\n}',
    "empty.json": "",
    "deep.json": "[" * 100_000,
    "role.json": {"RoleArn": "arn:aws:iam::123456789012:role/x", "Environment": {}, "Tags": []},
    "lambda.json": {"FunctionName": "f", "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": []}},
    "ecs.json": {"cluster": "c", "networkConfiguration": {"awsvpcConfiguration": {"subnets": []}}},
    "training.json": {"TrainingJobName": "t", "RoleArn": "r", "VpcConfig": NETWORK["VpcConfig"]},
    "prices.json": {"Policy": "none"},
    "entries.json": {"Entries": [1, 2]},
    "template.json": {"Resources": {"Job": {"Type": "x", "Properties": JOB}}},
    "quoted.json": '{"about": "ProcessingJobName and Subnets" // no\n}',
    "jinja.json": "{% if x %}" + json.dumps({"VpcConfig": {"SubnetIds": []}}),
    "compose.yaml": "services:\n  web:\n    image: x\n",
    "helm.yaml": "{{- if .Values.x }}\nkind: Job\nspec:\n  ProcessingJobName: {{ .x }}\n{{- end }}\n",
    "template.yaml": "Resources:\n  F:\n    Properties:\n      VpcConfig:\n        SubnetIds: !Ref Subnets\n",
    "values.yml": "image: {{ tag }}\n",
}


@pytest.mark.parametrize("name", OURS)
def test_what_is_a_state_a_job_or_a_policy_stays(name: str, tmp_path: Path) -> None:
    put(tmp_path, {name: OURS[name]})
    assert sifted([str(tmp_path / name)]) == (str(tmp_path / name),)


@pytest.mark.parametrize("content", [STATE, JOB, [JOB], POLICY])
@pytest.mark.parametrize("before", ["x", "<<<<<<< HEAD\n", "// {{ note }}\n", "\0", "=======\n"])
def test_what_does_not_belong_before_it_hides_nothing(before: str, content: Any) -> None:
    assert holds_something("a.json", f"{before}{json.dumps(content)}".encode())


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_nothing_for_vpclint_goes(name: str, tmp_path: Path) -> None:
    put(tmp_path, {name: OTHERS[name]})
    assert sifted([str(tmp_path / name)]) == ()


def test_the_state_and_the_job_of_every_example_stay() -> None:
    base = good()
    lost = [
        (fault.rule, example.name, kind)
        for fault in read_faults()
        for example in fault.examples
        for kind, content in documents(fault, example, base).items()
        if not holds_something(f"{kind}.json", json.dumps(content).encode())
    ]
    assert lost == []


def test_a_file_that_can_not_be_read_stays_so_that_it_is_told(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    assert sifted([missing]) == (missing,)


def test_folders_are_walked_and_states_of_the_configuration_left_out(tmp_path: Path) -> None:
    put(tmp_path, {"a/job.json": JOB, "a/package.json": {}, "states/state.json": STATE})
    state = str(tmp_path / "states" / "state.json")
    assert sifted([str(tmp_path)], [state]) == (str(tmp_path / "a" / "job.json"),)
    assert sifted([str(tmp_path / "states" / "." / "state.json")], [state]) == ()


def test_a_job_is_judged_by_all_states_of_the_configuration_even_if_one_of_them_is_named(tmp_path: Path) -> None:
    other = copy.deepcopy(STATE)
    for key in other:
        other[key] = [] if key != "vpclint" else other[key]
    put(tmp_path, {"vpclint.toml": "[inputs]\nstate = ['states/*']", "states/a.json": STATE, "states/b.json": other})
    put(tmp_path, {"job.json": JOB})
    assert check(tmp_path, "states/b.json", "job.json").code == 1
    assert check(tmp_path, "--sift", "states/b.json", "job.json").code == 0


def test_a_run_that_names_nothing_takes_the_paths_of_the_configuration(tmp_path: Path) -> None:
    paths = "[inputs]\nstate = ['state.json']\npaths = ['jobs', 'more-*.json']"
    put(tmp_path, {"vpclint.toml": paths, "state.json": STATE, "jobs/a.json": JOB, "more-b.json": JOB})
    put(tmp_path, {"jobs/tsconfig.json": OTHERS["tsconfig.json"], "other.json": job(RoleArn=7)})
    assert check(tmp_path, "--sift", "--format", "concise").code == 0
    whole = check(tmp_path, "--sift", "--format", "json").report
    assert [each["source"] for each in whole["jobs"]] == ["jobs/a.json", "more-b.json"]
    assert check(tmp_path, "other.json").code == 1


def test_paths_that_find_nothing_are_noted_and_leave_nothing_to_check(tmp_path: Path) -> None:
    put(tmp_path, {"vpclint.toml": "[inputs]\npaths = ['jobs']", "a.json": {}})
    told = check(tmp_path, "--sift")
    assert (told.code, "vpclint.toml:2:10: 'jobs' finds no file" in told.err) == (2, True)
    nothing = check(tmp_path, "--sift", "a.json")
    assert (nothing.code, nothing.err) == (2, "vpclint: nothing to check: no file holds a state, a job or a policy\n")
    assert check(tmp_path, "--sift", "--allow-empty", "a.json").code == 0
