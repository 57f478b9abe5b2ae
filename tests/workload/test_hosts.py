"""What the settings may call a host: names and addresses, never names of AWS, wherever it is said."""

from pathlib import Path

import pytest
from cli.running import check, good_folder, needs, report

from vpclint.errors import ConfigurationError
from vpclint.settings import Host
from vpclint.sources.configuration import read_configuration
from vpclint.workload.hosts import read_host

REFUSED = {
    "s3.us-east-1.amazonaws.com": "--need-service s3",
    "raw.s3.eu-central-1.amazonaws.com:443": "--need-service s3",
    "sts.amazonaws.com": "--need-service sts",
    "STS.eu-central-1.amazonaws.com.": "--need-service sts",
    "api.ecr.eu-central-1.amazonaws.com": "--need-service ecr.api",
    "secretsmanager.us-east-1.api.aws": "--need-service secretsmanager",
    "db.abc.eu-central-1.rds.amazonaws.com:5432": "give its addresses as cidrs",
    "10.1.2.300:5432": "neither an IP address nor a CIDR block",
    "10.1.2.3/16": "has bits set behind its prefix",
    "10.1": "neither an IP address nor a CIDR block",
    "a.example:0": "the port of 'a.example:0' is not one from 1 to 65535",
    "10.0.0.0/8:65536": "the port of '10.0.0.0/8:65536' is not one from 1 to 65535",
}


@pytest.mark.parametrize(("given", "told"), REFUSED.items())
def test_what_is_no_host_is_refused_wherever_it_is_said(tmp_path: Path, given: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read_host(given)
    assert told in refused.value.message
    run = check(good_folder(tmp_path), ".", f"--need-internet={given}")
    assert (run.code, run.out) == (2, "")
    assert told in run.err
    good_folder(tmp_path, vpclint_toml=f'needs.internet = ["a.example", "{given}"]\n')
    with pytest.raises(ConfigurationError) as placed:
        read_configuration(tmp_path / "vpclint.toml")
    assert (placed.value.line, placed.value.column) == (1, 32)
    assert told in placed.value.message


def test_a_table_of_a_name_of_aws_needs_its_blocks(tmp_path: Path) -> None:
    database = Host("db.abc.eu-central-1.rds.amazonaws.com", 5432, ("10.9.0.0/24",))
    assert read_host(database) == database
    good_folder(tmp_path, vpclint_toml='needs.internet = [{host = "sts.amazonaws.com"}]\n')
    assert "--need-service sts" in check(tmp_path, ".").err


@pytest.mark.parametrize("given", ["notamazonaws.com", "amazonaws.com.example", "x.awsapi.aws.example"])
def test_a_name_that_only_looks_like_one_of_aws_is_a_host(given: str) -> None:
    assert read_host(given) == Host(given)


def test_a_private_address_is_not_the_internet(tmp_path: Path) -> None:
    """The good VPC leads to the internet over a NAT gateway, and to no private address outside of it."""
    good_folder(tmp_path)
    found = report(tmp_path, ".", "--need-internet", "10.99.0.1:5432")
    assert needs(found)[-1] == "10.99.0.1:5432"
    assert found["jobs"][0]["needs"][-1]["verdict"] == "fail"
    assert found["verdict"] == "fail"
