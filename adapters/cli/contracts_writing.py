"""Writing the contract with other services, unless it breaks one that was released."""

from pathlib import Path

import typer

from adapters.cli.exit_codes import REFUSED
from adapters.cli.terminal import Voice
from adapters.contracts import contracts_folder


def contracts(voice: Voice, folder: Path, *, release: bool) -> None:
    """Write the folder; with `release`, promise that later versions stay compatible with it."""
    found = contracts_folder.schemas()
    version, changes = contracts_folder.broken(folder, found)
    if changes:
        voice.fail([f"{change.schema} {change.path}: {voice.say(change.what)}" for change in changes])
        voice.fail([voice.say("contracts_broken", count=len(changes), version=version)])
        raise typer.Exit(REFUSED)
    count = contracts_folder.write(folder, found)
    voice.out.print(voice.say("contracts_written", count=count, folder=folder), soft_wrap=True)
    if release:
        voice.out.print(voice.say("contracts_kept", version=contracts_folder.release(folder, found)))
