"""What asking AWS may take is bounded, and what was read until then is kept."""

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from live import hostile
from live.cloud import apart, failed
from live.hostile import DENIED, Hostile, Paged, Spoil, told
from vpclint.sources.live import operations as ops
from vpclint.sources.live.asking import Answer, Ask, listed
from vpclint.sources.live.limits import Limits
from vpclint.sources.live.session import Connection, open_session


def state_of(folder: Path, server: Hostile, spoiled: dict[str, Spoil], *arguments: str) -> Any:
    """What `vpclint collect` writes where these operations are spoilt."""
    server.spoiled = spoiled
    done = apart(folder, "collect", "job.json", "-o", "x.json", *arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    return json.loads((folder / "x.json").read_text("utf-8"))


NO_END: dict[str, Spoil] = {
    "says nothing": hostile.silent,
    "comes byte by byte": hostile.dripping,
    "has a head without end": hostile.dripping_head,
}


@pytest.mark.slow
def test_a_call_that_does_not_end_is_given_up_and_the_rest_goes_on(spoilt: tuple[Path, Hostile]) -> None:
    state = state_of(*spoilt, {"DescribeFlowLogs": hostile.dripping}, "--timeout", "12")
    assert failed(state) == {("DescribeFlowLogs", "timeout", "CallTimeout")}
    assert "FlowLogs" not in state
    assert state["Subnets"]


def asked(ask: Ask, limits: Limits) -> Answer:
    """What comes of one question."""
    return Connection(open_session(), "eu-central-1", limits=limits).answer(ask)


@pytest.mark.parametrize("spoil", NO_END.values(), ids=NO_END)
def test_a_call_has_a_time_of_its_own(server: Hostile, spoil: Spoil) -> None:
    server.spoiled = {"DescribeVpcs": spoil}
    answer = asked(Ask(ops.VPCS), Limits(call=1))
    assert (answer.outcome, answer.detail) == ("timeout", "CallTimeout")


@pytest.mark.slow
def test_a_call_that_was_given_up_is_not_sent_again(server: Hostile) -> None:
    given_up = threading.Event()

    def hang_up_later(handler: Any, _: str) -> None:
        given_up.wait()
        handler.close_connection = True

    server.spoiled = {"DescribeVpcs": hang_up_later}
    assert asked(Ask(ops.VPCS), Limits(call=1)).detail == "CallTimeout"
    given_up.set()
    time.sleep(1.5)  # longer than botocore waits before its second attempt
    assert server.asked == ["DescribeVpcs"]


def test_what_was_read_before_the_time_is_over_is_kept(server: Hostile) -> None:
    page = Paged("<vpcSet><item><vpcId>vpc-{0}</vpcId></item></vpcSet>")

    def first_only(handler: Any, operation: str) -> None:
        (hostile.silent if server.asked.count(operation) > 2 else page)(handler, operation)

    server.spoiled = {"DescribeVpcs": first_only}
    answer = asked(Ask(ops.VPCS), Limits(call=1))
    assert ([each["VpcId"] for each in answer.records], answer.outcome) == (["vpc-0", "vpc-1"], "timeout")


def test_nothing_is_sent_once_the_time_of_a_place_is_over(server: Hostile) -> None:
    assert asked(Ask(ops.VPCS), Limits(place=0)).detail == "CallTimeout"
    assert server.asked == []


TOO_LARGE: dict[str, Spoil] = {"says so": hostile.long, "does not say so": hostile.endless}


@pytest.mark.slow
@pytest.mark.parametrize("spoil", TOO_LARGE.values(), ids=TOO_LARGE)
def test_an_answer_that_is_too_large_is_not_read(spoilt: tuple[Path, Hostile], spoil: Spoil) -> None:
    state = state_of(*spoilt, {"DescribeFlowLogs": spoil})
    assert failed(state) == {("DescribeFlowLogs", "failed", "AnswerTooLarge")}
    assert "FlowLogs" not in state


@pytest.mark.parametrize("spoil", TOO_LARGE.values(), ids=TOO_LARGE)
def test_one_answer_has_bounds_of_its_own(server: Hostile, spoil: Spoil) -> None:
    server.spoiled = {"DescribeVpcs": spoil}
    assert asked(Ask(ops.VPCS), Limits(answer=1 << 20, answers=1 << 60, call=20)).detail == "AnswerTooLarge"


def test_all_answers_together_are_bounded_too(server: Hostile) -> None:
    item = f"<item><vpcId>vpc-{{0}}</vpcId><x>{' ' * 1000}</x></item>"
    server.spoiled = {"DescribeVpcs": Paged(f"<vpcSet>{item}</vpcSet>", last=9)}
    answer = asked(Ask(ops.VPCS), Limits(answer=2000, answers=5000))
    assert (len(answer.records), answer.detail) == (4, "AnswerTooLarge")


ALWAYS_NEW: dict[str, tuple[str, int, int]] = {
    "the same records": ("<item><flowLogId>fl-1</flowLogId></item>", 1, 21),
    "no records": ("", 0, 20),
    "other records": ("<item><flowLogId>fl-{0}</flowLogId></item>", 1000, 1000),
}


@pytest.mark.slow
@pytest.mark.parametrize(("item", "number", "pages"), ALWAYS_NEW.values(), ids=ALWAYS_NEW)
def test_pages_that_never_end_are_turned_no_further(
    spoilt: tuple[Path, Hostile], item: str, number: int, pages: int
) -> None:
    folder, server = spoilt
    state = state_of(folder, server, {"DescribeFlowLogs": Paged(f"<flowLogSet>{item}</flowLogSet>")})
    assert failed(state) == {("DescribeFlowLogs", "failed", "PaginationError")}
    assert (len(state.get("FlowLogs", ())), server.asked.count("DescribeFlowLogs")) == (number, pages)


def test_pages_that_go_round_are_turned_once(server: Hostile) -> None:
    def round_about(handler: Any, operation: str) -> None:
        token = "ab"[server.asked.count(operation) % 2]
        told(f"<{operation}Response><vpcSet/><nextToken>{token}</nextToken></{operation}Response>")(handler, operation)

    server.spoiled = {"DescribeVpcs": round_about}
    answer = asked(Ask(ops.VPCS), Limits())
    assert (answer.detail, answer.calls, len(server.asked)) == ("PaginationError", 3, 3)


def test_a_region_of_40000_interfaces_is_read_whole(server: Hostile) -> None:
    """Also where some pages hold nothing, as pages of a filter may."""
    group = "".join(f"<item><networkInterfaceId>eni-{{0}}-{each}</networkInterfaceId></item>" for each in range(1000))
    full = Paged(f"<networkInterfaceSet>{group}</networkInterfaceSet>", last=44)

    def page(handler: Any, operation: str) -> None:
        number = len(server.asked)
        empty = f"<networkInterfaceSet/><nextToken>empty-{number}</nextToken>"
        if 10 < number <= 15:
            told(f"<{operation}Response>{empty}</{operation}Response>")(handler, operation)
        else:
            full(handler, operation)

    server.spoiled = {"DescribeNetworkInterfaces": page}
    [interfaces] = (each for each in ops.OF_A_VPC if each.key == "NetworkInterfaces")
    answer = asked(next(listed(interfaces)), Limits())
    assert (answer.outcome, len(answer.records), answer.calls) == ("ok", 45_000, 50)


def test_records_without_a_name_are_left_out_also_where_the_next_page_fails(server: Hostile) -> None:
    def page(handler: Any, operation: str) -> None:
        first = f"<{operation}Response><vpcSet><item/></vpcSet><nextToken>1</nextToken></{operation}Response>"
        (told(first) if len(server.asked) == 1 else told(DENIED, 403))(handler, operation)

    server.spoiled = {"DescribeVpcs": page}
    answer = asked(Ask(ops.VPCS), Limits())
    assert (answer.outcome, answer.records) == ("denied", [])
