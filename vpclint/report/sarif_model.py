"""The part of SARIF 2.1.0 that vpclint writes: the objects of the OASIS standard, whose section each class names."""

from typing import Any

from msgspec import Struct, field

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Part(Struct, frozen=True, rename="camel", omit_defaults=True):
    """An object: members in camel case, what is not set is left out."""


class Message(Part, frozen=True):
    """Section 3.11, and for the help of a rule section 3.12 as well."""

    text: str
    markdown: str = ""


class ArtifactLocation(Part, frozen=True):
    """Section 3.4."""

    uri: str
    uri_base_id: str = ""


class Region(Part, frozen=True):
    """Section 3.30; lines and columns begin at 1, and the end column is the one behind the last."""

    start_line: int
    start_column: int = 0
    end_line: int = 0
    end_column: int = 0


class PhysicalLocation(Part, frozen=True):
    """Section 3.29."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class LogicalLocation(Part, frozen=True):
    """Section 3.33."""

    name: str
    kind: str


class Location(Part, frozen=True):
    """Section 3.28."""

    id: int | None = None
    physical_location: PhysicalLocation | None = None
    logical_locations: tuple[LogicalLocation, ...] = ()
    message: Message | None = None


class Suppression(Part, frozen=True):
    """Section 3.35."""

    kind: str
    justification: str = ""
    location: Location | None = None


class Result(Part, frozen=True):
    """Section 3.27; suppressions are an empty list where others of the run are suppressed and this one is not."""

    rule_id: str
    rule_index: int
    kind: str
    level: str
    message: Message
    partial_fingerprints: dict[str, str]
    locations: tuple[Location, ...] = ()
    related_locations: tuple[Location, ...] = ()
    suppressions: tuple[Suppression, ...] | None = None
    baseline_state: str = ""
    properties: dict[str, Any] = {}


class Configuration(Part, frozen=True):
    """Section 3.50; the level is always written, since consumers take a missing one for a warning."""

    level: str


class Descriptor(Part, frozen=True):
    """Section 3.49: a rule, or what a notification is about."""

    id: str
    name: str = ""
    short_description: Message | None = None
    full_description: Message | None = None
    default_configuration: Configuration | None = None
    help: Message | None = None
    help_uri: str = ""
    properties: dict[str, Any] = {}


class Component(Part, frozen=True):
    """Section 3.19."""

    name: str
    version: str
    semantic_version: str
    rules: tuple[Descriptor, ...]
    notifications: tuple[Descriptor, ...]


class Tool(Part, frozen=True):
    """Section 3.18."""

    driver: Component


class DescriptorReference(Part, frozen=True):
    """Section 3.52."""

    id: str


class Notification(Part, frozen=True):
    """Section 3.58."""

    message: Message
    level: str
    descriptor: DescriptorReference
    locations: tuple[Location, ...] = ()


class Invocation(Part, frozen=True):
    """Section 3.20."""

    execution_successful: bool
    tool_execution_notifications: tuple[Notification, ...] = ()


class Description(Part, frozen=True):
    """An entry of `originalUriBaseIds`, section 3.14.14."""

    uri: str
    description: Message


class Run(Part, frozen=True):
    """Section 3.14."""

    tool: Tool
    column_kind: str
    invocations: tuple[Invocation, ...]
    original_uri_base_ids: dict[str, Description]
    results: tuple[Result, ...]
    properties: dict[str, Any] = {}


class Log(Part, frozen=True):
    """Section 3.13."""

    schema: str = field(name="$schema")
    version: str
    runs: tuple[Run, ...]
