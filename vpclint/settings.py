"""What a user can set, as types: the tables of `vpclint.toml`. Reading the file is the affair of `vpclint.sources`."""

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Meta, Struct, structs

from vpclint.finding import Severity

PortNumber = Annotated[int, Meta(ge=1, le=65535)]
AtLeastOne = Annotated[int, Meta(ge=1)]
NotNegative = Annotated[int, Meta(ge=0)]
# A pattern's `$` takes a line end behind it, in Python and so in msgspec.
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = rf"(?:\*\.)?{_LABEL}(?:\.{_LABEL})*\.?"
"""A name of DNS (RFC 1035, 2.3.4), in which an underscore is no error (RFC 2181, 11), perhaps any name within it."""
HostName = Annotated[str, Meta(pattern=rf"^{_NAME}(?!\n)$", max_length=253, description="the name of a host")]
HostAndPort = Annotated[
    str,
    Meta(
        pattern=rf"^(?=[^:]{{1,253}}(?::|$))(?:{_NAME}|[0-9.]+/[0-9]{{1,2}})(?::[0-9]{{1,5}})?(?!\n)$",
        description="a text such as example.com:443",
    ),
]
ServiceName = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*(?!\n)$", max_length=128, description="the name of a service, such as sts"
    ),
]
NotBlank = Annotated[str, Meta(pattern=r"\S", description="a text that is not blank")]
AccountId = Annotated[str, Meta(pattern=r"^[0-9]{12}(?!\n)$", description="the twelve digits of an account")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}(?!\n)$", description="a date such as 2027-03-31")]
SeverityName = Literal["error", "warning", "note"]
OptionValue = str | int | bool


class Table(Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A table of the configuration: members in kebab-case, an unknown one is refused."""


class Host(Table, frozen=True):
    """A host on the internet that the container reaches, by TCP; `cidrs` makes the answer exact."""

    host: HostName
    port: PortNumber = 443
    cidrs: tuple[str, ...] = ()


class NeedsSettings(Table, frozen=True):
    """What the container itself reaches, beyond the declared inputs and outputs.

    Attributes:
        services: names after `com.amazonaws.REGION.`, such as `sts`.
        internet: True for TCP 443 to every public IPv4 address, or names of hosts, addresses and blocks, each with a
            port or without one, and tables of a host.
    """

    services: tuple[ServiceName, ...] = ()
    internet: bool | tuple[HostAndPort | Host, ...] = ()


class CapacitySettings(Table, frozen=True):
    """How many such jobs run at once, and how many addresses to keep free in each subnet."""

    concurrent_jobs: AtLeastOne = 1
    reserve: NotNegative = 0


class PackagesSettings(Table, frozen=True):
    """Whether a job shall read the package repositories of Amazon Linux.

    Attributes:
        repositories: `deny` has it proved that no object of theirs can be read, `allow` that each can.
        regions: `own` for those of the VPC's Region, which S3 of that Region serves; `all` makes it an error as well
            where those of other Regions are reached.
    """

    repositories: Literal["deny", "allow", "ignore"] = "ignore"
    regions: Literal["own", "all"] = "own"


class InputSettings(Table, frozen=True):
    """Files for runs that do not name them: names or globs, from the folder of the configuration.

    Attributes:
        state: states, for runs that name only jobs.
        paths: files and folders, for runs that name nothing.
        baseline: the file of known findings; empty where there is none.
    """

    state: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    baseline: str = ""


class Assumption(Table, frozen=True):
    """What the user settles where no state does: whether all is well with a resource, as far as a rule asks.

    Attributes:
        answer: `yes` where nothing is wrong, `no` where it is.
        reason: why the user knows; every report says so.
    """

    rule: NotBlank
    resource: NotBlank
    answer: Literal["yes", "no"]
    reason: NotBlank


class SuppressionEntry(Table, frozen=True, kw_only=True):
    """One suppression in a file of them.

    Attributes:
        rule: a name, a family or a glob.
        resource: the resource of the findings; a glob.
        path: a file that the findings are about, from the folder of this file; a glob.
        reason: why it is no fault.
        owner: who answers for it.
        expires: the last day on which it holds.
    """

    rule: NotBlank
    reason: NotBlank
    resource: NotBlank = ""
    path: NotBlank = ""
    owner: NotBlank = ""
    expires: Day = ""


class JobSettings(Table, frozen=True):
    """Settings for the jobs whose name matches a glob; each table that is given replaces the general one."""

    match: str
    needs: NeedsSettings | None = None
    capacity: CapacitySettings | None = None
    packages: PackagesSettings | None = None


class Settings(Table, frozen=True):
    """All settings of a run.

    Attributes:
        fail_on: the mildest severity of a proved finding that makes the exit code 1.
        unknown: whether an open question at error level makes the exit code 3.
        strict: nothing is assumed but by the user; what is not in the state is unknown.
        buckets: by name or glob, the account that owns buckets, where that is not the job's; the first that matches.
        rules: by rule: `severity`, and the options that the rule declares.
    """

    fail_on: SeverityName = "error"
    unknown: Literal["fail", "ignore"] = "fail"
    strict: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    inputs: InputSettings = InputSettings()
    needs: NeedsSettings = NeedsSettings()
    capacity: CapacitySettings = CapacitySettings()
    packages: PackagesSettings = PackagesSettings()
    buckets: dict[str, AccountId] = {}
    rules: dict[str, dict[str, OptionValue]] = {}
    assume: tuple[Assumption, ...] = ()
    jobs: tuple[JobSettings, ...] = ()

    @property
    def threshold(self) -> Severity:
        """The mildest severity that fails the run."""
        return Severity(self.fail_on)

    def owner_of(self, bucket: str) -> str:
        """The account that is said to own a bucket; empty where nothing is said."""
        return next((account for name, account in self.buckets.items() if fnmatchcase(bucket, name)), "")

    def for_job(self, name: str) -> "Settings":
        """The settings that hold for a job of this name: later matching tables win."""
        settings = self
        for table in self.jobs:
            if fnmatchcase(name, table.match):
                settings = structs.replace(
                    settings,
                    needs=table.needs or settings.needs,
                    packages=table.packages or settings.packages,
                    capacity=table.capacity or settings.capacity,
                )
        return settings

    def idle_jobs(self, names: Collection[str]) -> Iterator[int]:
        """The numbers of the tables that hold for no job of these names."""
        return (
            number for number, each in enumerate(self.jobs) if not any(fnmatchcase(name, each.match) for name in names)
        )

    def idle_buckets(self, names: Collection[str]) -> Iterator[str]:
        """The names and globs of owned buckets that none of these is."""
        return (each for each in self.buckets if not any(fnmatchcase(name, each) for name in names))

    def overridden(
        self, needs: Mapping[str, object], packages: Mapping[str, object], capacity: Mapping[str, object]
    ) -> "Settings":
        """The settings with these members of three tables replaced, in the tables of single jobs as well."""
        jobs = tuple(
            structs.replace(
                table,
                needs=table.needs and structs.replace(table.needs, **needs),
                packages=table.packages and structs.replace(table.packages, **packages),
                capacity=table.capacity and structs.replace(table.capacity, **capacity),
            )
            for table in self.jobs
        )
        return structs.replace(
            self,
            needs=structs.replace(self.needs, **needs),
            packages=structs.replace(self.packages, **packages),
            capacity=structs.replace(self.capacity, **capacity),
            jobs=jobs,
        )
