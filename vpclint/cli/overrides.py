"""The settings of the configuration, with those of the command line put over them."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from vpclint.errors import ConfigurationError, UsageError
from vpclint.settings import HostAndPort, ServiceName, Settings
from vpclint.text.escape import quoted
from vpclint.workload.hosts import read_host

ANYWHERE = ""
"""What `--need-internet` is without a host: every public address."""


def overridden(configured: Settings, options: Mapping[str, Any]) -> Settings:
    """The settings that hold for a run; an option wins over the whole configuration, tables of single jobs included.

    Raises:
        UsageError: an option names no host, or what can be no service.
    """
    given = {name: options[name] for name in ("fail_on", "unknown", "select", "ignore") if options.get(name)}
    changed = msgspec.structs.replace(configured, **given, strict=options["strict"] or configured.strict)
    needs: dict[str, object] = {}
    if options["need_service"]:
        needs["services"] = tuple(map(_service, options["need_service"]))
    if options["need_internet"]:
        needs["internet"] = _internet(options["need_internet"])
    packages: dict[str, object] = {"repositories": options["packages"]} if options["packages"] else {}
    jobs = options["concurrent_jobs"]
    return changed.overridden(needs, packages, {"concurrent_jobs": jobs} if jobs else {})


def _service(name: str) -> str:
    """The name, if it is one; whether there is such a service is for a rule to say."""
    try:
        return msgspec.convert(name, ServiceName)
    except msgspec.ValidationError:
        raise UsageError(f"--need-service {quoted(name, 80)} is no name of a service, such as sts") from None


def _internet(hosts: Iterable[str]) -> bool | tuple[str, ...]:
    """The hosts that are needed; True for every public address, which holds them all."""
    named = tuple(host for host in hosts if host != ANYWHERE)
    for host in named:
        _check(host)
    return named if ANYWHERE not in hosts else True


def _check(host: str) -> None:
    """Refuses what is no host, and a file that stands where a host may."""
    if os.path.exists(host):  # noqa: PTH110 - a text that the system can't take is no file, not an error
        raise UsageError(
            f"--need-internet takes {quoted(host)} for a host, and it is a file: name it before the option"
        )
    try:
        read_host(msgspec.convert(host, HostAndPort))
    except msgspec.ValidationError:
        raise UsageError(f"--need-internet {quoted(host, 80)} is no host, such as example.com:443") from None
    except ConfigurationError as error:
        raise UsageError(f"--need-internet: {error.message}") from None
