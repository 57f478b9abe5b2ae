"""What a job needs of its VPC."""

from typing import Any

import pytest
from cli.running import INPUT_URI, OUTPUTS, check, findings, good_folder, job, needs, put, report, state

from vpclint.settings import CapacitySettings, Host, NeedsSettings, Settings
from vpclint.workload.job import Job, ObjectUri, Transfer
from vpclint.workload.needs import (
    AddressNeed,
    InternetNeed,
    PeerNeed,
    S3Need,
    ServiceNeed,
    container_needs,
    needs_of,
)

READ = Transfer("input", "in", ObjectUri("s3://a/b", "a", "b"), "/in")
WRITE = Transfer("output", "out", ObjectUri("s3://c/", "c", ""), "/out")


def a_job(**members: Any) -> Job:
    return Job(**({"name": "j", "file": "f", "instances": 1} | members))


def asked(job: Job, **settings: Any) -> list[str]:
    return [str(need) for need in needs_of(job, Settings(**settings))]


def test_two_addresses_an_instance_for_each_job_that_runs_at_once() -> None:
    assert asked(a_job(instances=3)) == ["6 addresses", "peers"]
    assert asked(a_job(), capacity=CapacitySettings(concurrent_jobs=5)) == ["10 addresses"]
    assert asked(a_job(instances=100), capacity=CapacitySettings(concurrent_jobs=7))[0] == "1400 addresses"


def test_a_job_whose_instances_are_not_known_is_not_asked_for_addresses_and_peers() -> None:
    assert asked(a_job(instances=None, transfers=(READ,))) == ["s3:GetObject s3://a/b*"]


def test_each_input_and_output_is_a_need() -> None:
    assert asked(a_job(transfers=(READ, WRITE))) == ["2 addresses", "s3:GetObject s3://a/b*", "s3:PutObject s3://c/*"]


def test_a_job_that_declares_nothing_needs_nothing_of_s3_and_one_that_can_not_declare_needs_it_whole() -> None:
    assert asked(a_job()) == ["2 addresses"]
    assert asked(a_job(transfers_given=False)) == ["2 addresses", "s3"]


def test_only_several_instances_need_each_other() -> None:
    assert PeerNeed(encrypted=True) not in needs_of(a_job(encryption=True), Settings())
    assert needs_of(a_job(instances=2, encryption=True), Settings())[-1] == PeerNeed(encrypted=True)
    assert str(PeerNeed(encrypted=True)) == "encrypted peers"


def test_the_same_need_is_asked_once() -> None:
    again = Transfer("input", "in", READ.uri, "/in")
    settings = NeedsSettings(services=("sts", "sts"), internet=("a.example", "a.example:443"))
    found = needs_of(a_job(transfers=(READ, again)), Settings(needs=settings))
    assert len(found) == len(set(found)) == 4


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (NeedsSettings(), []),
        (NeedsSettings(services=("sts", "glue")), [ServiceNeed("sts"), ServiceNeed("glue")]),
        (NeedsSettings(internet=True), [InternetNeed()]),
        (NeedsSettings(internet=False), []),
        (NeedsSettings(internet=("a.example",)), [InternetNeed("a.example", 443)]),
        (NeedsSettings(internet=("a.example:8443",)), [InternetNeed("a.example", 8443)]),
        (NeedsSettings(internet=(Host("h", 22, ("10.0.0.0/8",)),)), [InternetNeed("h", 22, ("10.0.0.0/8",))]),
        (NeedsSettings(internet=("10.1.2.3:5432",)), [InternetNeed("", 5432, ("10.1.2.3",))]),
        (NeedsSettings(internet=("10.1.0.0/16",)), [InternetNeed("", 443, ("10.1.0.0/16",))]),
        (NeedsSettings(internet=(Host("10.1.2.3", 22),)), [InternetNeed("", 22, ("10.1.2.3",))]),
        (NeedsSettings(internet=(Host("10.1.2.3", 1, ("10.1.0.0/16",)),)), [InternetNeed("", 1, ("10.1.0.0/16",))]),
        (NeedsSettings(("sts",), (Host("h"), "a:1")), [ServiceNeed("sts"), InternetNeed("h"), InternetNeed("a", 1)]),
    ],
)
def test_what_the_container_reaches_is_in_the_settings(settings: NeedsSettings, expected: list[object]) -> None:
    assert container_needs(settings) == expected
    assert list(needs_of(a_job(), Settings(needs=settings))) == [AddressNeed(1, 1), *expected]


def test_isolation_takes_the_network_from_the_container_and_leaves_inputs_and_outputs() -> None:
    settings = Settings(needs=NeedsSettings(("sts",), internet=True))
    isolated = a_job(isolation=True, transfers=(READ,), instances=2)
    assert list(needs_of(isolated, settings)) == [AddressNeed(2, 1), S3Need(READ), PeerNeed(encrypted=False)]


@pytest.mark.parametrize(
    ("need", "shown"),
    [
        (S3Need(), "s3"),
        (S3Need(READ), "s3:GetObject s3://a/b*"),
        (S3Need(WRITE), "s3:PutObject s3://c/*"),
        (InternetNeed(), "internet:443"),
        (InternetNeed("h", 22), "h:22"),
        (ServiceNeed("sts"), "sts:443"),
    ],
)
def test_a_need_says_what_it_is(need: object, shown: str) -> None:
    assert str(need) == shown


UNKNOWN_BUCKETS = [
    "https://[x",
    "https://example.com/data",
    "https://ap-123456789012.s3-accesspoint.eu-central-1.amazonaws.com/k",
]


@pytest.mark.parametrize("uri", UNKNOWN_BUCKETS)
def test_an_input_whose_bucket_can_not_be_told_is_no_proof_that_the_job_works(tmp_path: Any, uri: str) -> None:
    """The API takes these URIs, so the job reads from somewhere: nothing but a way to S3 at least may pass."""
    cut_off = state(VpcEndpoints=[])
    for table in cut_off["RouteTables"]:
        table["Routes"] = [route for route in table["Routes"] if not route.get("DestinationPrefixListId")]
    alone = job((INPUT_URI, uri), (OUTPUTS, []), (("ProcessingResources", "ClusterConfig", "InstanceCount"), 1))
    run = check(put(tmp_path, {"state.json": cut_off, "job.json": alone}), ".", "--format", "json")
    assert findings(run.report, "job-request-invalid") == []
    assert run.report["verdict"] != "pass"
    assert run.code in (1, 3)


def test_an_input_whose_bucket_is_told_by_https_is_a_need_as_by_s3(tmp_path: Any) -> None:
    by_https = job((INPUT_URI, "https://acme-raw.s3.eu-central-1.amazonaws.com/events/"))
    assert needs(report(good_folder(tmp_path, job_json=by_https))) == needs(report(good_folder(tmp_path / "s3")))
