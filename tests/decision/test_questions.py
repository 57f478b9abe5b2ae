"""What a word asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import state_of, world

from vpclint.decision.questions import need_named
from vpclint.errors import UsageError
from vpclint.state.state import State
from vpclint.workload.needs import InternetNeed, Need, PeerNeed, S3Need, ServiceNeed

STATE = state_of(world())


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("s3", S3Need()),
        ("peers", PeerNeed(encrypted=False)),
        ("internet", InternetNeed()),
        ("internet:80", InternetNeed(port=80)),
        ("sts", ServiceNeed("sts")),
        ("ecr.api", ServiceNeed("ecr.api")),
        ("com.amazonaws.vpce.eu-central-1.vpce-svc-1", ServiceNeed("com.amazonaws.vpce.eu-central-1.vpce-svc-1")),
        ("example.com:443", InternetNeed("example.com", 443)),
        ("localhost:1", InternetNeed("localhost", 1)),
        ("xn--bcher-kva.example:65535", InternetNeed("xn--bcher-kva.example", 65535)),
        ("10.1.0.0/16:5432", InternetNeed("", 5432, ("10.1.0.0/16",))),
        ("0.0.0.0/0:443", InternetNeed("", 443, ("0.0.0.0/0",))),
        ("1.2.3.4:443", InternetNeed("", 443, ("1.2.3.4",))),
    ],
)
def test_a_word_is_a_need(text: str, need: Need) -> None:
    assert need_named(text, STATE) == need


@pytest.mark.parametrize("text", ["s3://raw/events/", "https://raw.s3.eu-central-1.amazonaws.com/events/"])
def test_objects_are_asked_for_by_their_uri(text: str) -> None:
    need = need_named(text, STATE)
    assert isinstance(need, S3Need)
    assert need.transfer is not None
    assert (need.transfer.uri.bucket, need.transfer.uri.key) == ("raw", "events/")


@pytest.mark.parametrize(
    "bucket", ["abc", "a.b-c", "Old_Bucket", "acme--euc1-az1--x-s3", "arn:aws:s3:eu-west-1:1:accesspoint"]
)
def test_a_bucket_has_a_name_that_s3_has_given_once(bucket: str) -> None:
    need = need_named(f"s3://{bucket}/x", STATE)
    assert isinstance(need, S3Need)
    assert need.transfer is not None
    assert need.transfer.uri.bucket == bucket


def test_peers_encrypt_where_the_job_does() -> None:
    assert need_named("peers", STATE, encrypted=True) == PeerNeed(encrypted=True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("S3", "did you mean 's3'?"),
        ("s4", "did you mean 's3'?"),
        ("peer", "did you mean 'peers'?"),
        ("STS", "did you mean 'sts'?"),
        ("secretmanager", "did you mean 'secretsmanager'?"),
        ("ecr", "did you mean 'ecr.api'?"),
        ("sts:443", "did you mean 'sts'?"),
        ("s3:443", "did you mean 's3'?"),
        ("peers:22", "did you mean 'peers'?"),
        ("sts.eu-central-1.amazonaws.com:443", "did you mean the service 'sts'?"),
        ("api.ecr.eu-central-1.amazonaws.com:443", "did you mean the service 'ecr.api'?"),
        ("STS.amazonaws.com:443", "did you mean the service 'sts'?"),
        ("foo.bar.amazonaws.com:443", "ask for the service behind it"),
        ("raw.s3.eu-central-1.amazonaws.com:443", "ask for s3://raw/"),
        ("s3.eu-central-1.amazonaws.com:443", "ask for s3"),
        ("example.com", "a host is asked for with its port"),
        ("10.0.0.0/16", "has no port"),
        ("10.0.0.1", "has no port"),
        ("", "is no service"),
        (":443", "is no host"),
        ("example.com:", "ends in no port"),
        ("example.com:0", "ends in no port"),
        ("example.com:65536", "ends in no port"),
        ("example.com:443443443443", "ends in no port"),
        ("example.com:+443", "ends in no port"),
        ("example.com:\uff14\uff14\uff13", "ends in no port"),
        ("example.com:https", "ends in no port"),
        ("10.0.0.256:443", "neither an IP address nor a CIDR block"),
        ("10.0.0.1/24:443", "has bits set behind its prefix"),
        ("10.0.0.0/33:443", "neither an IP address nor a CIDR block"),
        ("[::1]:443", "is no IPv4 address"),
        ("::/0:443", "is no IPv4 address"),
        ("2001:db8::1:443", "is no IPv4 address"),
        ("a b:443", "is no host and port"),
        ("*.example.com:443", "is no host and port"),
        ("-a.example:443", "is no host and port"),
        ("example..com:443", "is no host and port"),
        (f"{'a.' * 130}a:443", "is no host and port"),
        ("s3://", "is no S3 URI with a bucket"),
        ("s3://a b/x", "'a b' is no name of a bucket"),
        ("s3://ab/x", "'ab' is no name of a bucket"),
        ("s3://*/x", "'*' is no name of a bucket"),
        (f"s3://{'a' * 256}/x", "is no name of a bucket"),
        ("gs://bucket/key", "is no S3 URI with a bucket"),
        ("https://example.com/", "is no S3 URI with a bucket"),
    ],
)
def test_what_asks_for_nothing_is_refused_and_the_nearest_is_named(text: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        need_named(text, STATE)
    assert said in refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        f"gs://{'b' * 80}/",
        f"{'10.0.0.1/' * 10}8",
        "q" * 81,
        f"example.{'c' * 80}:https",
        f"[{'f' * 80}]:443",
        f"*.{'c' * 80}:443",
        f"sts.{'c' * 60}.eu-central-1.amazonaws.com:443",
    ],
)
def test_a_long_text_is_repeated_in_part(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        need_named(text, STATE)
    assert refused.value.message.startswith(f"'{text[:79]}…' ")


def test_a_service_of_the_state_is_known_too() -> None:
    own = [{"ServiceName": "com.amazonaws.eu-central-1.brand-new", "ServiceId": "vpce-svc-1"}]
    assert need_named("brand-new", state_of(world(VpcEndpointServices=own))) == ServiceNeed("brand-new")
    with pytest.raises(UsageError):
        need_named("brand-new", State({}))


@given(st.text(max_size=40) | st.from_regex(r"[a-z0-9./:*\[\]-]{0,30}", fullmatch=True))
def test_any_text_is_a_need_or_refused_in_a_line(text: str) -> None:
    message = ""
    try:
        need_named(text, STATE)
    except UsageError as error:
        message = error.message
    assert len(message) < 400
    assert message.isprintable()
