"""How long it takes to ask AWS, against the longest chain of calls that depend on each other.

`python -m benchmarks.live`. moto answers once, and its answers are kept. Then they are given again, each 100 ms after
its request, in the place of the network (botocore's event `before-send`), so that what is measured is the order of the
calls and what boto3 and vpclint compute, not moto. Making the clients of boto3 is a time of its own: it is the same
whatever is asked.
"""

import argparse
import logging
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from msgspec import Struct

from fixtures.good_vpc import REGION, build, job_request
from fixtures.make_good import connect, moto_server
from vpclint.sources.live.collecting import collect
from vpclint.sources.live.scope import Scope
from vpclint.sources.live.session import Connection
from vpclint.workload.request import REQUEST, job_of

LATENCY = 0.1
"""Seconds between a request and its answer."""

SERVICES = ("ec2", "s3", "iam", "sts")
Key = tuple[str, bytes]


class Case(Struct, frozen=True):
    """What is asked, and how many calls the longest chain has."""

    name: str
    scope: Scope
    chain: int


class Recorder:
    """Keeps the answers of the first time, and gives them again, late."""

    def __init__(self) -> None:
        self._kept: dict[Key, tuple[int, dict[str, str], bytes]] = {}
        self._here = threading.local()
        self.late = False

    def attach(self, session: Any) -> None:
        """Stands between the clients of a session and the network."""
        session.events.register("before-send", self._send)
        session.events.register("before-parse", self._keep)

    def _send(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        body = request.body or b""
        key = (event_name + request.url, body.encode() if isinstance(body, str) else bytes(body))
        self._here.key = key
        if not self.late:
            return None
        time.sleep(LATENCY)
        status, headers, body = self._kept[key]
        return AWSResponse(request.url, status, headers, _Raw(body))

    def _keep(self, response_dict: dict[str, Any], **_: Any) -> None:
        if not self.late:
            body = b"" if response_dict["status_code"] >= 500 else response_dict["body"]
            status = 400 if response_dict["status_code"] >= 500 else response_dict["status_code"]
            self._kept[self._here.key] = status, dict(response_dict["headers"]), body


class _Raw:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self._data


def measured(connection: Callable[[], Connection], case: Case) -> tuple[float, int]:
    """Seconds that asking takes once the clients are made, and how many calls it took."""
    ready = connection()
    for service in SERVICES:
        ready.client(service)
    begin = time.perf_counter()
    found = collect(ready, case.scope)
    return time.perf_counter() - begin, sum(found.counts.values())


def main() -> int:
    """Prints the table of docs/live.md."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--times", type=int, default=7, help="how often each is measured; the median counts")
    times = parser.parse_args().times
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with moto_server() as url:
        made = build(connect(url))
        session = boto3.Session(aws_access_key_id="moto", aws_secret_access_key="moto", region_name=REGION)  # noqa: S106
        recorder = Recorder()
        recorder.attach(session)
        job = job_of(job_request(made), REQUEST, file="job.json")
        cases = (
            Case("a job", Scope(whole=False).with_jobs([job]), 3),
            Case("a VPC", Scope(vpcs=(made.vpc,)), 2),
            Case("a Region", Scope(), 2),
        )
        print("| asked | calls | longest chain | 100 ms a call of it | measured | ratio | making the clients |")
        print("|---|---|---|---|---|---|---|")
        for case in cases:
            print(row(case, recorder, lambda: _connection(session, url), times))
    return 0


def row(case: Case, recorder: Recorder, connection: Callable[[], Connection], times: int) -> str:
    """A row of the table."""
    recorder.late = False
    measured(connection, case)
    recorder.late = True
    begin = time.perf_counter()
    fresh = connection()
    for service in SERVICES:
        fresh.client(service)
    clients = time.perf_counter() - begin
    runs = [measured(connection, case) for _ in range(times)]
    seconds, calls, least = statistics.median(each for each, _ in runs), runs[0][1], case.chain * LATENCY
    return (
        f"| {case.name} | {calls} | {case.chain} | {least * 1000:.0f} ms | {seconds * 1000:.0f} ms | "
        f"{seconds / least:.2f} | {clients * 1000:.0f} ms |"
    )


def _connection(session: Any, url: str) -> Connection:
    return Connection(_AtMoto(session, url), REGION)


class _AtMoto:
    """A session whose clients ask moto."""

    def __init__(self, session: Any, url: str) -> None:
        self._session = session
        self._url = url

    def client(self, service: str, **settings: Any) -> Any:
        return self._session.client(service, endpoint_url=self._url, **settings)

    def get_partition_for_region(self, region: str) -> str:
        return str(self._session.get_partition_for_region(region))


if __name__ == "__main__":
    sys.exit(main())
