"""A rule's page and the table of rules, as Markdown that also reads well in a terminal."""

from collections.abc import Iterator, Sequence

from vpclint.engine.rule import Rule


def page(rule: Rule) -> str:
    """The page of one rule, under fixed headings."""
    return "\n\n".join(_sections(rule)) + "\n"


def _sections(rule: Rule) -> Iterator[str]:
    yield f"# {rule.name}"
    yield f"{rule.title[:1].upper()}{rule.title[1:]}."
    alone = "" if rule.needs_job else " · asked without a job, too"
    alone = " · asked once of each state" if rule.asked_of == "state" else alone
    alone = " · asked of each policy document" if rule.asked_of == "policy" else alone
    alone = " · asked of the suppressions of a run" if rule.asked_of == "suppression" else alone
    yield f"Severity: {rule.severity.value} · family: {rule.family} · answers: {', '.join(rule.answers)}{alone}"
    yield f"## What it asks\n\n{rule.what.strip()}"
    yield f"## Why it matters\n\n{rule.why.strip()}"
    if rule.limits:
        yield f"## What it does not see\n\n{rule.limits.strip()}"
    if rule.error_text:
        texts = "\n>\n".join(f"> {text.strip()}" for text in rule.error_text)
        yield f"## What the log says\n\n{texts}"
    if rule.options:
        rows = (f"- `{name}` (default `{option.default}`): {option.what}" for name, option in rule.options.items())
        yield f"## Options\n\nSet in `[rules.{rule.name}]` of `vpclint.toml`.\n\n" + "\n".join(rows)
    yield from _remedies(rule)
    if rule.references:
        yield "## References\n\n" + "\n".join(f"- <{reference}>" for reference in rule.references)


def _remedies(rule: Rule) -> Iterator[str]:
    remedies = rule.remedies
    parts = [remedies.console.strip()] if remedies.console else []
    if remedies.aws_cli:
        parts.append(_fenced("sh", "\n".join(remedies.aws_cli)))
    if remedies.cloudformation:
        parts.append(_fenced("yaml", remedies.cloudformation))
    if remedies.terraform:
        parts.append(_fenced("hcl", remedies.terraform))
    if parts:
        yield "## How to repair it\n\n" + "\n\n".join(parts)


def _fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.strip()}\n```"


def table(rules: Sequence[Rule]) -> str:
    """The rules in columns: family, name, severity and title."""
    rows = [(rule.family, rule.name, rule.severity.value, rule.title) for rule in rules]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]) for row in rows
    )
    return "\n".join(lines) + "\n"
