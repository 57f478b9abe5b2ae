"""How the shells take a value that stands behind `=`: `--select=single-z`.

bash hands over the option, the sign and the value as three words, and replaces the last; zsh and fish replace the whole
word. click, which writes their scripts, proposes the value alone.
"""

from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)


class _Bash(BashComplete):
    """bash, whose words end at `=`."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that one as it was typed."""
        args, incomplete = super().get_completion_args()
        value = "" if incomplete == "=" else incomplete
        if args and args[-1].startswith("--") and incomplete == "=":
            return args[:-1], f"{args[-1]}="
        if args[-1:] == ["="] and args[-2:-1] and args[-2].startswith("--"):
            return args[:-2], f"{args[-2]}={value}"
        return args, incomplete


class _Whole(ShellComplete):
    """A shell that replaces a whole word."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """What may stand in the place of the word, with the option that it begins with."""
        found = super().get_completions(args, incomplete)
        option, sign, _ = incomplete.partition("=")
        if not sign or not option.startswith("--"):
            return found
        plain = (each for each in found if each.type == "plain")
        return [CompletionItem(f"{option}={each.value}", help=each.help) for each in plain]


class _Zsh(_Whole, ZshComplete):
    """zsh."""


class _Fish(_Whole, FishComplete):
    """fish."""


def know_values() -> None:
    """From here on click completes values behind `=`."""
    for shell, name in ((_Bash, "bash"), (_Zsh, "zsh"), (_Fish, "fish")):
        add_completion_class(shell, name)
