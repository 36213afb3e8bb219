"""Writing the contract with other services, unless it breaks one that was released."""

from pathlib import Path

import typer

from adapters.cli.exit_codes import REFUSED
from adapters.cli.terminal import Terminal
from adapters.contracts import contracts_folder


def write_contracts(terminal: Terminal, folder: Path, *, release: bool) -> None:
    """Write the folder; with `release`, promise that later versions stay compatible with it."""
    schemas = contracts_folder.build_schemas()
    version, changes = contracts_folder.check_release(folder, schemas)
    if changes:
        terminal.print_errors(
            [f"{change.schema} {change.path}: {terminal.say(change.what)}" for change in changes]
        )
        terminal.print_errors([terminal.say("contracts_broken", count=len(changes), version=version)])
        raise typer.Exit(REFUSED)
    count = contracts_folder.write_folder(folder, schemas)
    terminal.out.print(terminal.say("contracts_written", count=count, folder=folder), soft_wrap=True)
    if release:
        terminal.out.print(
            terminal.say("contracts_kept", version=contracts_folder.write_release(folder, schemas))
        )
