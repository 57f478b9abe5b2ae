import pytest
from worlds import GROUP, SUBNET, case_of, job_of, world

from vpclint.settings import CapacitySettings, Host, NeedsSettings, Settings
from vpclint.workload import request
from vpclint.workload.job import Job
from vpclint.workload.needs import needs_of

INTERNET = Settings(needs=NeedsSettings(services=("sts",), internet=("api.example.com:8443", Host("db", 5432))))


def needs(job: Job, settings: Settings | None = None) -> list[str]:
    return [str(need) for need in needs_of(job, settings or Settings())]


def test_a_job_of_one_instance_needs_addresses_and_what_it_moves() -> None:
    assert needs(job_of()) == ["2 addresses", "s3:GetObject s3://raw/events/*"]


def test_a_job_of_several_instances_needs_its_peers_as_well() -> None:
    assert needs(job_of(instances=3)) == ["6 addresses", "s3:GetObject s3://raw/events/*", "peers"]


def test_encrypted_traffic_is_another_need() -> None:
    assert needs(job_of(instances=2, EnableInterContainerTrafficEncryption=True))[-1] == "encrypted peers"
    assert needs(job_of(EnableInterContainerTrafficEncryption=True)) == needs(job_of())


def test_the_same_need_stands_once() -> None:
    twice = ("s3://raw/events/", "s3://raw/events/", "s3://raw/other/")
    assert needs(job_of(inputs=twice))[1:] == ["s3:GetObject s3://raw/events/*", "s3:GetObject s3://raw/other/*"]


def test_a_whole_request_without_inputs_and_outputs_needs_no_s3() -> None:
    assert needs(job_of(inputs=())) == ["2 addresses"]


def test_the_container_needs_what_the_settings_say() -> None:
    assert needs(job_of(inputs=()), INTERNET)[1:] == ["sts:443", "api.example.com:8443", "db:5432"]
    assert needs(job_of(inputs=()), Settings(needs=NeedsSettings(internet=True)))[1:] == ["internet:443"]


def test_isolation_takes_the_network_from_the_container_and_nothing_else() -> None:
    isolated = job_of(instances=2, EnableNetworkIsolation=True, EnableInterContainerTrafficEncryption=True)
    assert needs(isolated, INTERNET) == ["4 addresses", "s3:GetObject s3://raw/events/*", "encrypted peers"]


@pytest.mark.parametrize("shape", [request.VPC_CONFIG, request.NETWORK_CONFIG])
def test_a_bare_part_of_a_request_needs_s3_as_a_whole_and_one_instance(shape: request.Shape) -> None:
    vpc_config = {"Subnets": [SUBNET], "SecurityGroupIds": [GROUP]}
    document = vpc_config if shape is request.VPC_CONFIG else {"VpcConfig": vpc_config}
    assert needs(request.job_of(document, shape, file="vpc.json")) == ["2 addresses", "s3"]


def test_more_jobs_at_once_need_more_addresses() -> None:
    settings = Settings(capacity=CapacitySettings(concurrent_jobs=4))
    assert needs(job_of(instances=3), settings)[0] == "24 addresses"


@pytest.mark.parametrize("instances", [0, -1, 101])
def test_an_impossible_number_of_instances_asks_for_nothing(instances: int) -> None:
    assert needs(job_of(instances=instances)) == ["s3:GetObject s3://raw/events/*"]


def test_a_job_without_subnets_that_can_exist_is_asked_nothing() -> None:
    assert not case_of(world(), job_of("subnet-here")).answers
    assert not case_of(world(), job_of("subnet-0000000f")).answers
