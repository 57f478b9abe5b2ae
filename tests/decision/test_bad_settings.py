"""Settings that can't be meant are the user's mistake: they are refused by name, never met by a traceback."""

import msgspec
import pytest

import vpclint
from fixtures.examples import GOOD
from vpclint.errors import VpclintError
from vpclint.settings import Host, NeedsSettings, Settings

PATHS = [GOOD / "state.json", GOOD / "job.json"]
PEERS = "security-group-self-ingress"

BAD = {
    "a port that does not exist": {"needs": {"internet": ["api.example.com:99999"]}},
    "port zero": {"needs": {"internet": ["api.example.com:0"]}},
    "ports that are none": {"rules": {PEERS: {"ports": "abc"}}},
    "ports that do not exist": {"rules": {PEERS: {"ports": "1024-70000"}}},
    "ports the wrong way round": {"rules": {PEERS: {"ports": "2000-1000"}}},
    "a block that is none": {"needs": {"internet": [{"host": "db", "cidrs": ["10.0.0.1/24"]}]}},
}


@pytest.mark.parametrize("name", BAD)
def test_a_setting_that_cannot_be_meant_is_refused(name: str) -> None:
    with pytest.raises((VpclintError, msgspec.ValidationError)):
        vpclint.check(PATHS, settings=msgspec.convert(BAD[name], Settings))


def test_a_host_that_a_program_makes_up_is_refused_as_well() -> None:
    with pytest.raises(VpclintError):
        vpclint.check(PATHS, settings=Settings(needs=NeedsSettings(internet=(Host("db", 5432, ("bogus",)),))))
