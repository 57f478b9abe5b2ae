"""Items put behind those that a file of YAML has, so that not a character of it changes."""

from textwrap import indent

import yaml


def appended(text: str, items: str) -> str:
    """What stands behind the text so that its list `repos` has these items, too; empty where that is not safe.

    It is safe where the list is the last thing in the only document, is written with a dash a line, nothing stands for
    what is written elsewhere, and what is read afterwards is all that was read before, and the items.

    Args:
        text: a `.pre-commit-config.yaml`.
        items: the items, as a list of YAML that is not indented.
    """
    try:
        if any(isinstance(each, yaml.AliasEvent) for each in yaml.parse(text, yaml.CSafeLoader)):
            return ""  # what stands for more than is written may be endlessly much
        root = yaml.compose(text, yaml.CSafeLoader)
        more = _behind(text, items, root)
        if more and yaml.load(text + more, yaml.CSafeLoader) == _with_items(text, items):
            return more
    except yaml.YAMLError:
        pass
    return ""


def _behind(text: str, items: str, root: yaml.Node | None) -> str:
    if not isinstance(root, yaml.MappingNode) or root.flow_style or not root.value:
        return ""
    key, listed = root.value[-1]
    if key.value != "repos" or not isinstance(listed, yaml.SequenceNode) or listed.flow_style or not listed.value:
        return ""
    written = indent(items, " " * listed.start_mark.column)
    line_end = "\r\n" if "\r\n" in text else "\n"
    return ("" if text.endswith("\n") else line_end) + written.replace("\n", line_end)


def _with_items(text: str, items: str) -> object:
    """What the text holds, with the items at the end of its list."""
    document = yaml.load(text, yaml.CSafeLoader)
    return {**document, "repos": [*document["repos"], *yaml.load(items, yaml.CSafeLoader)]}
