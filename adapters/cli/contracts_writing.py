"""Write the contracts with other services, unless a change breaks a released one."""

from pathlib import Path

import typer

from adapters.cli.exit_codes import REFUSED
from adapters.cli.terminal import Terminal
from adapters.contracts import contracts_folder


def write_contracts(terminal: Terminal, folder: Path, *, release: bool) -> None:
    """Write the folder; with `release`, later versions must stay compatible with it.

    Exit with 1 and the list of changes when the schemas break the last release.
    """
    schemas = contracts_folder.build_schemas()
    version, changes = contracts_folder.check_release(folder, schemas)
    if changes:
        terminal.print_errors(
            [f"{change.schema} {change.path}: {terminal.translate(change.what)}" for change in changes]
        )
        terminal.print_errors([terminal.translate("contracts_broken", count=len(changes), version=version)])
        raise typer.Exit(REFUSED)
    count = contracts_folder.write_folder(folder, schemas)
    terminal.out.print(terminal.translate("contracts_written", count=count, folder=folder), soft_wrap=True)
    if release:
        terminal.out.print(
            terminal.translate("contracts_kept", version=contracts_folder.write_release(folder, schemas))
        )
