"""Error messages: each that is known is found as people paste it, and no other is taken for one of them."""

import html
import json
import random
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import boto3
import msgspec
import pytest
import yaml
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ParamValidationError
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from vpclint.engine import messages
from vpclint.engine.catalogue import Catalogue
from vpclint.engine.catalogue import load as load_rules
from vpclint.engine.messages import Explanation, Messages, Told, load
from vpclint.errors import RuleError
from vpclint.report.explanation import render
from vpclint.report.schemas import schema
from vpclint.text.excerpts import message

MET = yaml.safe_load((Path(__file__).parent / "error-texts.yaml").read_text("utf-8"))
KNOWN: Mapping[str, tuple[str, set[str]]] = {
    name: (each["text"], set(each["rules"])) for name, each in MET["known"].items()
}
FOREIGN: list[str] = MET["foreign"]

MESSAGES = load()
TEXTS = [match.message for match in MESSAGES.listed().matches]

each_known = pytest.mark.parametrize("name", KNOWN)


def found(text: str) -> list[str]:
    return [match.message for match in MESSAGES.explain(text).matches]


def rules(explained: Explanation) -> set[str]:
    return {rule.name for match in explained.matches for rule in match.rules}


def known_in(text: str) -> tuple[str, list[str]]:
    """The best message of a text as it stands in it, from its first word to its last, and all that are found."""
    best = found(text)
    words = message(best[0]).words
    start = re.search(r"\W+".join(words[:2]), text, re.IGNORECASE)
    assert start
    return text[start.start() : text.lower().rindex(words[-1]) + len(words[-1])], best


def in_a_log(text: str) -> str:
    lines = [
        f"2024-05-01T10:{number % 60:02}:00Z INFO worker-{number} read part {number} of 200" for number in range(200)
    ]
    return "\n".join([*lines[:120], f"2024-05-01T10:59:59Z ERROR {text}", *lines[120:]])


def wrapped(text: str) -> str:
    words = text.split(" ")
    return "\n".join("   " + " ".join(words[at : at + 5]) for at in range(0, len(words), 5))


VARIANTS: Mapping[str, Callable[[str], str]] = {
    "whole": str,
    "upper-case": str.upper,
    "other-white-space": lambda text: text.replace(" ", " \t\u00a0 "),
    "wrapped": wrapped,
    "in-a-log": in_a_log,
    "in-windows-lines": lambda text: in_a_log(text).replace("\n", "\r\n"),
    "escaped-for-html": html.escape,
    "escaped-for-json": lambda text: json.dumps({"FailureReason": text, "ExitMessage": "x"}),
    "escaped-twice": lambda text: json.dumps(json.dumps({"FailureReason": text})),
    "escaped-for-javascript": lambda text: text.replace("'", "\\u0027").replace("<", "\\u003c"),
    "with-typographic-quotes": lambda text: text.replace("'", "\u2019"),
    "as-a-shell-leaves-it": lambda text: text.replace("'", "").replace('"', ""),
    "in-colours": lambda text: f"\x1b[31m{text}\x1b[0m",
    "after-a-prefix": lambda text: f"ClientError: An error occurred (X) when calling the Y operation: {text}",
    "before-a-sentence": lambda text: f"{text} Please refer to the documentation (request id 0a1b2c3d-4e5f)",
    "in-quotes": lambda text: f'Job failed with "{text}"',
}


@each_known
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_known_message_is_found_however_it_is_pasted(name: str, variant: str) -> None:
    text, expected = KNOWN[name]
    explained = MESSAGES.explain(VARIANTS[variant](text))
    assert explained.matches[0].message == found(text)[0]
    assert explained.matches[0].held == explained.matches[0].words
    assert rules(explained) >= expected
    assert expected or not explained.matches[0].rules


LONG = [name for name, (text, _) in KNOWN.items() if len(known_in(text)[0].split()) >= 12]


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("around", [str, in_a_log, wrapped, str.upper], ids=lambda around: around.__name__)
def test_a_long_message_is_found_when_it_is_cut(name: str, around: Callable[[str], str]) -> None:
    text, best = known_in(KNOWN[name][0])
    words = text.split()
    half = len(words) // 2
    for cut in (words[half - 1 :], words[: half + 2], words[1:-1], [*words[:8], "…", *words[-8:]]):
        assert best[0] in found(around("\n" + " ".join(cut) + "\n")), cut


@pytest.mark.parametrize("name", ["s3-path", "model-data"])
def test_a_message_is_found_that_is_cut_within_a_word_or_lacks_its_middle(name: str) -> None:
    text, best = known_in(KNOWN[name][0])
    words = text.split()
    for cut in (text[: len(text) * 2 // 3], text[len(text) // 3 :], " ".join([*words[:9], *words[-9:]])):
        assert best[0] in found(cut), cut


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("around", [str, in_a_log, str.upper], ids=lambda around: around.__name__)
def test_another_error_is_not_taken_for_a_known_one(text: str, around: Callable[[str], str]) -> None:
    assert found(around(text)) == []


def test_other_errors_do_not_become_a_known_one_together() -> None:
    assert len(FOREIGN) > 30
    assert found("\n".join(FOREIGN)) == []


@given(st.sampled_from(TEXTS), st.data())
def test_six_words_of_a_message_find_it_or_another_that_holds_them(text: str, data: st.DataObject) -> None:
    words = text.split()
    first = data.draw(st.integers(0, max(0, len(words) - 6)))
    cut = words[first : data.draw(st.integers(first + 6, max(first + 6, len(words))))]
    if sum(len(message(word).words) > 0 for word in cut) < min(6, len(words)):
        return
    assert text in found(" ".join(cut))


@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False))
def test_names_in_the_gaps_change_nothing(text: str, draw: random.Random) -> None:
    filled = "".join(
        draw.choice(["ml.m5.4xlarge/", "123456789012-", "a/b_c."]) if char == "…" else char for char in text
    )
    assert text in found(f"noise before {filled} noise after")


@given(st.text(max_size=200))
def test_any_text_is_answered_in_a_fixed_order(text: str) -> None:
    first, again = MESSAGES.explain(text), load().explain(text)
    assert first == again
    ranks = [(-match.held, min((rule.severity.rank for rule in match.rules), default=3)) for match in first.matches]
    assert ranks == sorted(ranks)


def test_the_host_alone_tells_a_global_endpoint() -> None:
    assert found('ConnectTimeoutError … "https://sts.amazonaws.com/"') == [
        'Connect timeout on endpoint URL: "https://sts.amazonaws.com/"'
    ]


def test_the_best_match_comes_first_and_the_worst_rule() -> None:
    [sts, any_host] = MESSAGES.explain('Connect timeout on endpoint URL: "https://sts.amazonaws.com/"').matches
    assert (sts.held, any_host.held) == (9, 6)
    for match in MESSAGES.listed().matches:
        order = [(rule.severity.rank, rule.name) for rule in match.rules]
        assert order == sorted(order)


def test_a_rule_has_its_messages_and_every_message_something_behind_it() -> None:
    listed = {match.message: match for match in MESSAGES.listed().matches}
    for rule in load_rules():
        for text in rule.error_text:
            assert rule.name in {each.name for each in listed[" ".join(text.split())].rules}
    assert all(match.rules or match.explanations for match in listed.values())
    assert all(match.words >= 1 for match in listed.values())


def test_what_no_rule_decides_is_said_in_whole_sentences() -> None:
    for match in MESSAGES.listed().matches:
        for words in match.explanations:
            assert words.title[0].islower() or words.title.startswith("AWS")
            assert not words.title.endswith(".")
            assert words.why.endswith(".")
            assert words.remedy.endswith(".")
            assert words.references
            assert all(each.startswith("https://docs.aws.amazon.com/") for each in words.references)
            assert "`" not in words.why + words.remedy


def test_the_rules_that_a_message_names_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(error_text=("it broke",), title="t", why="w", remedy="r", rules=("no-such-rule",))
    with pytest.raises(RuleError, match="no-such-rule"):
        Messages(load_rules(), [told])
    monkeypatch.setattr(messages.shipped, "_SOURCE", Path("/nowhere"))
    with pytest.raises(RuleError, match=r"neither messages\.json nor messages\.yaml"):
        messages.shipped.load_as(tuple[Told, ...], "messages")


def test_what_a_rule_and_words_say_of_one_message_stands_together() -> None:
    [rule] = load_rules().matching("single-zone")
    told = Told(error_text=("  " + rule.error_text[0].upper(),), title="title", why="Why.", remedy="Do.")
    [match] = Messages(Catalogue((rule,)), [told]).listed().matches
    assert [each.name for each in match.rules] == ["single-zone"]
    assert [each.title for each in match.explanations] == ["title"]
    assert match.command == "vpclint check STATE JOB"
    needy = Told(error_text=told.error_text, title="t", why="w", remedy="r", options=("--need-service sts",))
    [match] = Messages(Catalogue((rule,)), [needy, needy]).listed().matches
    assert match.command == "vpclint check STATE JOB --need-service sts"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Could not connect to SageMaker", " --need-service sagemaker.api --need-service sagemaker.runtime"),
        ('Connect timeout on endpoint URL: "https://glue.eu-west-1.amazonaws.com/"', " --need-service SERVICE"),
        ('Connect timeout on endpoint URL: "https://iam.amazonaws.com/"', " --need-internet"),
        ("No matching distribution found for pandas", " --need-internet pypi.org:443"),
        ("At least one pair of MPI processes are unable to reach each other", ""),
    ],
)
def test_the_next_command_asks_for_what_the_message_is_about_and_leaves_no_rule_out(text: str, options: str) -> None:
    assert MESSAGES.explain(text).matches[0].command == f"vpclint check STATE JOB{options}"


CAUSES = {
    "route-missing",
    "route-blackhole",
    "internet-gateway-unusable",
    "internet-gateway-detached",
    "nat-gateway-not-available",
    "nat-gateway-private",
    "nat-gateway-without-internet-route",
    "public-access-blocked",
    "path-leaves-the-vpc",
    "security-group-egress",
    "network-acl-egress",
    "network-acl-return",
    "dns-support-disabled",
    "custom-name-servers",
}


@pytest.mark.parametrize(
    "text",
    [
        "Could not connect to SageMaker",
        'Connect timeout on endpoint URL: "https://glue.eu-west-1.amazonaws.com/"',
        "Connection to sts.amazonaws.com timed out. (connect timeout=60)",
        "Connection to pypi.org timed out. (connect timeout=15)",
        "No matching distribution found for pandas",
    ],
)
def test_a_message_of_a_call_that_times_out_has_all_that_can_stop_it_behind_it(text: str) -> None:
    assert rules(MESSAGES.explain(text)) >= CAUSES


def test_what_is_printed_says_the_same_once() -> None:
    explained = MESSAGES.explain(KNOWN["quota"][0])
    assert [match.words for match in explained.matches] == [18, 1]
    shown = render(explained)
    assert shown.count("A quota of the account is used up") == 1
    assert shown.count("\n> ResourceLimitExceeded\n") == 1
    assert "No rule of vpclint decides this." in shown


@each_known
def test_what_is_printed_names_each_rule_and_its_page(name: str) -> None:
    text, expected = KNOWN[name]
    shown = render(MESSAGES.explain(text))
    assert all(f"vpclint rules {rule} " in shown for rule in expected)
    assert ("vpclint check STATE JOB" in shown) == bool(expected)
    assert shown.startswith("> ")
    assert shown.endswith("\n")


def test_the_messages_of_botocore_are_what_botocore_says() -> None:
    client = boto3.client("sagemaker", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x")  # noqa: S106
    config = {"VpcConfig": {"Subnets": "subnet-1", "SecurityGroupIds": "sg-1"}}
    with pytest.raises(ParamValidationError) as refused:
        client.create_processing_job(NetworkConfig=config)
    assert len([each for each in found(str(refused.value)) if each.startswith("Invalid type")]) == 2
    for error in (ConnectTimeoutError, EndpointConnectionError):
        assert found(str(error(endpoint_url="https://logs.eu-west-1.amazonaws.com/")))


HOSTILE = {
    "nothing": "",
    "marks": "…'\"\\[](){}&#39;&&& \x1b[31m … ... \u202e\u0000" * 50,
    "one-letter": "to " * 340_000,
    "one-line-a-word": "s3\n" * 330_000,
    "backslashes": "\\" * 1_000_000,
    "beginnings": "the account level service limit is instances with current utilization of is is is\n" * 12_000,
    "pieces": "Failed to download data. ListObjectsV2 failed for s3 " * 18_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_no_message(name: str) -> None:
    assert found(HOSTILE[name]) in ([], [text for text in TEXTS if text.startswith("Failed to download data")])


def test_a_message_is_found_in_a_megabyte() -> None:
    noise = "".join(f"worker-{number}: to the subnet of a route or an S3 VPC endpoint\n" for number in range(18_000))
    assert found(f"{noise}{KNOWN['s3-path'][0]}\n") == found(KNOWN["s3-path"][0])


@pytest.mark.parametrize("name", KNOWN)
def test_an_explanation_meets_its_schema(name: str) -> None:
    encoded = msgspec.json.encode(MESSAGES.explain(KNOWN[name][0]))
    validator = Draft202012Validator(schema("explanation"))
    assert [error.message for error in validator.iter_errors(json.loads(encoded))] == []
