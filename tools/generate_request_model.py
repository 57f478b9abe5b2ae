"""Generate the typed CreateProcessingJob request, its JSON Schema and the known instance types from botocore.

    python tools/generate_request_model.py            writes the three files
    python tools/generate_request_model.py --check    writes nothing; 1 if a file is not what would be written

Both return 2 unless the installed botocore is the one that is recorded here: a newer service model is taken over on
purpose, by raising `BOTOCORE` and the pin in pyproject.toml, and by reading what changes.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

BOTOCORE = "1.43.11"
API_VERSION = "2017-07-24"
SERVICE_MODEL = f"botocore {BOTOCORE} sagemaker {API_VERSION}"
ROOT = Path(__file__).resolve().parents[1]
LINE_LENGTH = 120
REQUEST = "CreateProcessingJobRequest"
RESPONSE = "DescribeProcessingJobResponse"
INSTANCE_TYPE = "ProcessingInstanceType"
"""An enum in the model, plain text here: an instance type that is newer than the model is no mistake."""

STRUCTURES = {
    "CreateProcessingJobRequest": "A processing job as it is asked for.",
    "ProcessingInput": "One input: `S3Input` or `DatasetDefinition`, exactly one of them.",
    "ProcessingS3Input": "Objects in Amazon S3 that the job reads.",
    "DatasetDefinition": "A query whose result the job reads: from Athena or from Redshift, exactly one of them.",
    "AthenaDatasetDefinition": "A query in Amazon Athena, with the place of its result in Amazon S3.",
    "RedshiftDatasetDefinition": "A query in Amazon Redshift, with the place of its result in Amazon S3.",
    "ProcessingOutputConfig": "All outputs of the job and the key that encrypts them.",
    "ProcessingOutput": "One output: `S3Output` or `FeatureStoreOutput`, exactly one of them.",
    "ProcessingS3Output": "A directory of the container that goes to Amazon S3.",
    "ProcessingFeatureStoreOutput": "The feature group that the container itself writes to.",
    "ProcessingResources": "What the job runs on.",
    "ProcessingClusterConfig": "The instances of the job: how many, of which type, with which volume.",
    "ProcessingStoppingCondition": "When SageMaker ends the job.",
    "AppSpecification": "The container image and how it is started.",
    "NetworkConfig": "Isolation, encryption between instances, and the VPC.",
    "VpcConfig": "The subnets that the instances may be placed in and the security groups that they carry.",
    "Tag": "A tag of the job.",
    "ExperimentConfig": "The experiment that the job belongs to.",
}
"""What each structure is, for docstrings and descriptions: in our own words."""

ROLE_WORDS = "the ARN of an IAM role, such as arn:aws:iam::111122223333:role/NAME"
NAME_WORDS = "letters, digits and hyphens, with a letter or digit at both ends"
PATTERNS = {
    r".*": "text on one line",
    r"(https|s3)://([^/]+)/?(.*)": "s3://BUCKET/KEY or https://HOST/PATH",
    r"[a-zA-Z0-9:/_-]*": "the id, alias or ARN of a key: letters, digits and :/_-",
    r"arn:aws[a-z\-]*:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+": ROLE_WORDS,
    r"[-0-9a-zA-Z]+": "an id of letters, digits and hyphens",
    r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}": NAME_WORDS,
    r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}": NAME_WORDS,
    r"[a-zA-Z0-9]([_-]*[a-zA-Z0-9]){0,63}": "letters, digits, - and _, with a letter or digit at both ends",
    r"[a-zA-Z_][a-zA-Z0-9_]*": "letters, digits and underscores, with no digit first",
    r"[a-zA-Z0-9._-]+": "letters, digits and ._-",
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)": "letters, digits, spaces and _.:/=+-@",
    r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*": "text without control characters",
}
"""What a text of each pattern looks like, to follow "the API takes"."""

TAKES_EVERY_TEXT = {r"[\s\S]+", r"[\S\s]*"}
"""Patterns that add nothing to the length that their shapes demand."""

RESPELT = {
    # All but control characters, surrogates and noncharacters. Java reads \uD800\uDC00-\uDBFF\uDFFF as a range of
    # supplementary characters, Python as an error.
    r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*": r"[^\x00-\x08\x0A-\x1F\uD800-\uDFFF\uFFFE\uFFFF]*",
    # Python has no \p. This refuses the wrong characters up to U+009F, `vpclint.workload.validation` the others.
    r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)": r"[^\x00-\x1F!-*,;<>?\[-^`{-\x9F]*",
}
"""Patterns that have to be said otherwise to mean the same in Python and in ECMA-262 with the `u` flag."""

EXPLICIT = {r"\d": "[0-9]", ".": r"[^\n\r\u2028\u2029]"}
"""What Python and ECMA-262 read differently outside a character class, with its meaning in ECMA-262."""

SCALARS = {"string": "str", "integer": "int", "boolean": "bool"}
JSON_TYPES = {"structure": "object", "map": "object", "list": "array"}

MODULE = '''\
"""The CreateProcessingJob request of Amazon SageMaker, as exactly as the API's own model describes it.

Generated by tools/generate_request_model.py: change the generator instead. A member that the model does not know is
refused. `instance_type` is any text: the types that the model knows are `vpclint.aws.instance_types.INSTANCE_TYPES`.

Source: {model}.
"""

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

SERVICE_MODEL: Final = "{model}"

RESPONSE_ONLY: Final = (
{response_only}
)
"""Members that DescribeProcessingJob answers beside those of the request: the rest of its answer is a request."""

{aliases}


class Shape(Struct, frozen=True, forbid_unknown_fields=True, rename="pascal"):
    """The base of all structures: frozen, with the API's own member names, unknown members refused."""


{structures}
'''

INSTANCE_TYPES_MODULE = '''\
"""The instance types that a processing job can have.

Generated by tools/generate_request_model.py: change the generator instead. AWS adds instance types all the time, so one
that is not listed may still exist.

Source: {model}.
"""

from typing import Final

INSTANCE_TYPES: Final = (
{types}
)
"""By family, then by size."""
'''

Shape = Mapping[str, Any]
Shapes = Mapping[str, Shape]
Schema = dict[str, Any]


class ModelError(Exception):
    """The service model holds something that this generator was never told about."""


def portable(pattern: str) -> str:
    """The pattern for a whole value, alike in Python's `re.search` and in ECMA-262.

    Raises:
        ModelError: the pattern needs an entry in `RESPELT`.
    """
    body = re.sub(
        r"\[(?:\\.|[^\]\\])*\]|\\.|\.",  # a character class, an escape or a dot
        lambda token: EXPLICIT.get(token[0], token[0]),
        RESPELT.get(pattern, pattern),
    )
    whole = rf"^(?:{body})$(?!\n)" if "|" in body else rf"^{body}$(?!\n)"
    try:
        re.compile(whole)
    except re.error as error:
        raise ModelError(f"{pattern} is no pattern in Python ({error}): add it to RESPELT") from error
    if re.search(r"\\[bBdDpPsSwW]", body):
        raise ModelError(f"{pattern} does not mean the same in Python and in ECMA-262: add it to RESPELT")
    return whole


def parts(shape: Shape) -> list[str]:
    """The shapes that a shape is made of."""
    members = shape.get("members", {}).values()
    return [part["shape"] for part in (*members, *(shape[key] for key in ("member", "key", "value") if key in shape))]


def reachable(shapes: Shapes, name: str) -> list[str]:
    """The shapes that a shape needs, each after its parts, itself last."""
    found: dict[str, None] = {}
    for part in parts(shapes[name]):
        found |= dict.fromkeys(reachable(shapes, part))
    return [*found, name]


def is_plain(shapes: Shapes, name: str) -> bool:
    """Whether a shape is a builtin type without any constraint, and so needs no name of its own."""
    shape = shapes[name]
    return name == INSTANCE_TYPE or (shape["type"] in SCALARS and not shape.keys() & {"min", "max", "pattern", "enum"})


def named(shapes: Shapes) -> Iterator[str]:
    """The shapes of the request that have a name in what is written, each after its parts."""
    return (name for name in reachable(shapes, REQUEST) if not is_plain(shapes, name))


def limits(shape: Shape, low: str, high: str) -> dict[str, Any]:
    """The shape's minimum and maximum under the given names, without a minimum of no characters or items."""
    found = {name: shape[bound] for name, bound in ((low, "min"), (high, "max")) if bound in shape}
    return {name: bound for name, bound in found.items() if bound or shape["type"] == "integer"}


def has_pattern(shape: Shape) -> bool:
    """Whether a pattern restricts the text."""
    return "pattern" in shape and shape["pattern"] not in TAKES_EVERY_TEXT


def python_type(shapes: Shapes, name: str) -> str:
    """What an annotation calls a shape."""
    return SCALARS[shapes[name]["type"]] if is_plain(shapes, name) else name


def python_alias(shapes: Shapes, name: str) -> str:
    """The definition of a shape that is no structure."""
    shape = shapes[name]
    if "enum" in shape:
        return f"{name} = Literal[{', '.join(map(json.dumps, shape['enum']))}]"
    inner = ", ".join(python_type(shapes, part) for part in parts(shape))
    base = {"list": f"tuple[{inner}, ...]", "map": f"dict[{inner}]"}.get(shape["type"]) or SCALARS[shape["type"]]
    bounds = limits(shape, "ge", "le") if base == "int" else limits(shape, "min_length", "max_length")
    meta = [f"{key}={bound}" for key, bound in bounds.items()]
    if has_pattern(shape):
        meta.append(f'pattern=r"{portable(shape["pattern"])}"')
    line = f"{name} = Annotated[{base}, Meta({', '.join(meta)})]"
    if len(line) <= LINE_LENGTH:
        return line
    return "\n".join(
        [f"{name} = Annotated[", f"    {base},", "    Meta(", *(f"        {x}," for x in meta), "    ),", "]"]
    )


def python_class(shapes: Shapes, name: str) -> str:
    """The definition of a structure: required members first, both kinds in the model's order."""
    kinds = {member: python_type(shapes, at["shape"]) for member, at in shapes[name]["members"].items()}
    required = {member: kinds.pop(member) for member in list(kinds) if member in shapes[name].get("required", ())}
    lines = [f"class {name}(Shape, frozen=True, kw_only=True):", f'    """{STRUCTURES[name]}"""', ""]
    lines += [f"    {attribute(member)}: {kind}{default(member)}" for member, kind in required.items()]
    lines += [
        f"    {attribute(member)}: {kind} | UnsetType{default(member, 'UNSET')}" for member, kind in kinds.items()
    ]
    return "\n".join(lines)


def attribute(member: str) -> str:
    """A member's name in snake case."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", member).lower()


def default(member: str, value: str = "") -> str:
    """What follows an annotation: the default, and the member's name if `rename="pascal"` would not give it."""
    if member == "".join(word.title() for word in attribute(member).split("_")):
        return f" = {value}" if value else ""
    return f' = field(default={value}, name="{member}")' if value else f' = field(name="{member}")'


def python_module(shapes: Shapes) -> str:
    """The source of the typed request: what holds no structure first, then each structure after its parts."""
    structures = {name for name in named(shapes) if any("members" in shapes[x] for x in reachable(shapes, name))}
    members = shapes[REQUEST]["members"]
    return MODULE.format(
        model=SERVICE_MODEL,
        response_only=quoted(member for member in shapes[RESPONSE]["members"] if member not in members),
        aliases="\n".join(python_alias(shapes, name) for name in named(shapes) if name not in structures),
        structures="\n\n\n".join(
            python_class(shapes, name) if "members" in shapes[name] else python_alias(shapes, name)
            for name in named(shapes)
            if name in structures
        ),
    )


def quoted(texts: Iterable[str]) -> str:
    """The lines of a tuple of texts."""
    return "\n".join(f'    "{text}",' for text in texts)


def json_reference(shapes: Shapes, name: str) -> Schema:
    """How the schema of one shape mentions another one."""
    return {"type": shapes[name]["type"]} if is_plain(shapes, name) else {"$ref": f"#/$defs/{name}"}


def json_definition(shapes: Shapes, name: str) -> Schema:
    """The schema of one shape."""
    shape = shapes[name]
    schema: Schema = {"type": JSON_TYPES.get(shape["type"], shape["type"])}
    inner = [json_reference(shapes, part) for part in parts(shape)]
    match shape:
        case {"enum": values}:
            return schema | {"enum": values}
        case {"type": "list"}:
            return schema | {"items": inner[0]} | limits(shape, "minItems", "maxItems")
        case {"type": "map"}:
            entries = {"propertyNames": inner[0], "additionalProperties": inner[1]}
            return schema | entries | limits(shape, "minProperties", "maxProperties")
        case {"members": members}:
            required = {key: shape[key] for key in ("required",) if key in shape}
            known = {"properties": dict(zip(members, inner, strict=True)), **required, "additionalProperties": False}
            return {"description": STRUCTURES[name]} | schema | known
        case {"type": "string"}:
            return schema | limits(shape, "minLength", "maxLength") | json_pattern(shape)
    return schema | limits(shape, "minimum", "maximum")


def json_pattern(shape: Shape) -> Schema:
    """A text's pattern with what it means in words, which vpclint's messages use."""
    if not has_pattern(shape):
        return {}
    return {"description": PATTERNS[shape["pattern"]], "pattern": portable(shape["pattern"])}


def json_schema(shapes: Shapes) -> str:
    """The text of the JSON Schema, draft 2020-12."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"Generated by tools/generate_request_model.py from {SERVICE_MODEL}: change the generator instead.",
        "title": "The CreateProcessingJob request of Amazon SageMaker",
        "$ref": f"#/$defs/{REQUEST}",
        "$defs": {name: json_definition(shapes, name) for name in named(shapes)},
    }
    return json.dumps(schema, indent=2) + "\n"


def generated() -> dict[str, str]:
    """Each generated file, by its path from the project's root, with its text.

    Raises:
        ModelError: the installed model is not the recorded one, or holds what is not described here.
    """
    try:
        installed = version("botocore")
    except PackageNotFoundError:
        installed = "none"
    if installed != BOTOCORE:
        raise ModelError(f"botocore {BOTOCORE} is needed, {installed} is installed")
    shapes = (
        import_module("botocore.loaders").Loader().load_service_model("sagemaker", "service-2", API_VERSION)["shapes"]
    )
    try:
        return {
            "vpclint/aws/processing_job.py": python_module(shapes),
            "vpclint/aws/processing_job.schema.json": json_schema(shapes),
            "vpclint/aws/instance_types.py": INSTANCE_TYPES_MODULE.format(
                model=SERVICE_MODEL, types=quoted(shapes[INSTANCE_TYPE]["enum"])
            ),
        }
    except KeyError as unknown:
        raise ModelError(f"{unknown} is new: describe it in STRUCTURES or PATTERNS") from unknown


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write the files, or compare them: 0, or 1 if one differs, or 2 if there is no telling what they should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; return 1 if a file differs")
    check = parser.parse_args(arguments).check
    try:
        files = {root / path: text.encode() for path, text in generated().items()}
    except ModelError as error:
        print(error, file=sys.stderr)
        return 2
    different = [path for path, text in files.items() if not path.is_file() or path.read_bytes() != text]
    for path in different:
        if check:
            print(f"{path.name} is not what {SERVICE_MODEL} gives: run {Path(__file__).name}", file=sys.stderr)
        else:
            path.write_bytes(files[path])
    return 1 if check and different else 0


if __name__ == "__main__":
    sys.exit(main())
