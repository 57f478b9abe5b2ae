"""The command `vpclint`: finds the subcommand, and turns every failure into a sentence and an exit code."""

import contextlib
import os
import sys

import click

from vpclint.cli.group import LazyGroup
from vpclint.errors import VpclintError
from vpclint.version import __version__

COMMANDS = {
    "baseline": "Keep a file of known findings.",
    "check": "Decide whether jobs will work in a VPC.",
    "collect": "Ask AWS for the state of VPCs, and write it as a snapshot.",
    "completion": "Print the script that completes command lines in a shell.",
    "diagnose": "Read why a job has failed, and check it in the state as it is now.",
    "explain": "Find the rules behind an error message.",
    "init": "Write the configuration, hooks and CI jobs that a project lacks.",
    "path": "Follow a packet to one destination and back, hop by hop.",
    "policy": "Ask what policy documents decide.",
    "rules": "Show the catalogue of rules, or one rule's page.",
    "schema": "Print the JSON Schema of a file or a report.",
}
"""The subcommands; each is loaded only when it is asked for."""

VARIABLE = "_VPCLINT_COMPLETE"
"""The variable of the environment by which a shell asks, which click derives from the name of the program."""
INTERNAL_ERROR = 4
INTERRUPTED, CLOSED_PIPE = 128 + 2, 128 + 13
"""What a shell says of a program that SIGINT or SIGPIPE has ended."""


@click.group(
    cls=LazyGroup,
    helps=COMMANDS,
    modules="vpclint.cli.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="vpclint %(version)s")
def command() -> None:
    """Tells before deployment whether an Amazon SageMaker Processing job will work inside a VPC, and why not.

    Exit codes: 0 works · 1 will not work · 3 cannot tell · 2 usage, configuration or unreadable input · 4 a bug.
    """


def run(arguments: list[str]) -> int:
    """Runs vpclint with these arguments, and returns the exit code."""
    if sys.stdout is None:  # whoever started vpclint has closed it
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open until the end
    _prepare_completion()
    try:
        result = command.main(arguments, prog_name="vpclint", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("vpclint: interrupted", err=True)
        return INTERRUPTED
    except VpclintError as error:
        return _told(str(error), error.exit_code, *getattr(error, "__notes__", ()))
    except (BrokenPipeError, SystemExit) as stop:  # click turns the first into the second, and completes with 0
        return 0 if isinstance(stop, SystemExit) and not stop.code else _closed_pipe()
    except MemoryError:
        return _told("there is not enough memory for files of this size", VpclintError.exit_code)
    except OSError as error:
        _closed_pipe()
        return _told(f"the system says: {(error.strerror or str(error)).lower()}", VpclintError.exit_code)
    except Exception:  # noqa: BLE001 - the last line of defence: a bug is shown with what to report
        return _report_bug()
    return result if isinstance(result, int) else 0


def _prepare_completion() -> None:
    """Lets click complete what the shells ask for beyond what it knows of them."""
    if VARIABLE in os.environ:
        from vpclint.cli.shells import know_values  # noqa: PLC0415 - only a shell that completes needs it

        know_values()


def _told(message: str, exit_code: int, *further: str) -> int:
    from vpclint.text.escape import visible  # noqa: PLC0415 - only a failure needs it

    for each in (message, *further):
        click.echo(f"vpclint: {visible(each, 2000)}", err=True)
    return exit_code


def _closed_pipe() -> int:
    """Nobody takes what is printed any more; Python shall not complain of it at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
    return CLOSED_PIPE


def _report_bug() -> int:
    import platform  # noqa: PLC0415 - only a bug needs them
    import traceback  # noqa: PLC0415

    from vpclint.text.escape import visible  # noqa: PLC0415

    for line in traceback.format_exc().splitlines():
        click.echo(visible(line, 2000), err=True)
    where = f"vpclint {__version__}, Python {platform.python_version()}, {platform.system()}"
    click.echo(f"vpclint: this is a bug in vpclint, please report it with the lines above ({where})", err=True)
    return INTERNAL_ERROR
