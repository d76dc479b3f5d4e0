"""`parallel-flickr`, also as `python -m bin`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

_COMMANDS: Final[Mapping[str, str]] = {
    "accounts": "bin.accounts:accounts",
    "backup": "bin.backup:backup",
    "demo": "bin.demo:demo",
    "doctor": "bin.doctor:doctor",
    "generate-secret": "bin.setting_up:generate_secret",
    "import": "bin.importing:import_",
    "init": "bin.setting_up:init",
    "log": "bin.log:log",
    "projections": "bin.projections:projections",
    "purge-photo": "bin.forgetting:purge_photo",
    "push": "bin.push:push",
    "readmit-photo": "bin.forgetting:readmit_photo",
    "serve": "bin.serving:serve",
    "simulator": "bin.simulator:simulator",
    "storage": "bin.storage:storage",
    "storagemaster": "bin.storagemaster:storagemaster",
    "up": "bin.serving:up",
    "worker": "bin.serving:worker",
}


class Commands(click.Group):
    """Commands that are imported when they are asked for: none waits for the others' parts."""

    def list_commands(self, _context: click.Context | None) -> list[str]:
        """Return the names of the commands."""
        return sorted(_COMMANDS)

    def get_command(self, _context: click.Context | None, name: str) -> click.Command | None:
        """Return the command of a name; None where there is none."""
        if name not in _COMMANDS:
            return None
        module, _, called = _COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), called)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="parallel-flickr")
def parallel_flickr() -> None:
    """A living shadow of a Flickr account: as it is, and as it was on any day."""


def main() -> None:
    """Run a command. What goes wrong is one line on standard error, and a non-zero exit."""
    try:
        parallel_flickr(prog_name="parallel-flickr", standalone_mode=False)
    except click.exceptions.Exit as asked:
        sys.exit(asked.exit_code)
    except click.exceptions.NoArgsIsHelpError as alone:
        alone.show()
        sys.exit(alone.exit_code)
    except click.UsageError as wrong:
        where = wrong.ctx.command_path if wrong.ctx else "parallel-flickr"
        click.echo(f"{where}: {wrong.format_message()}", err=True)
        click.echo(f"how it is used: {where} --help", err=True)
        sys.exit(wrong.exit_code)
    except click.ClickException as wrong:
        click.echo(f"parallel-flickr: {wrong.format_message()}", err=True)
        sys.exit(wrong.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except Exception as failure:
        from bin.failures import told

        said = told(failure)
        if said is None:
            raise
        click.echo(f"parallel-flickr: {said}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
