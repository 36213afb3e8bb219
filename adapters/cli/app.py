"""The commands; each imports what it does when it is asked, so that the help answers at once."""

import signal
from pathlib import Path
from typing import Annotated, Optional

import typer

from domain.language import Language, Party, Role
from domain.record import Channel

CONTEXT = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="jalon",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings=CONTEXT,
    rich_markup_mode="rich",
)

Store = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--store", metavar="PATH", help="The store; JALON_STORE or jalon.db otherwise."),
]
Lang = Annotated[
    Optional[Language],  # noqa: UP045
    typer.Option("--lang", help="fr or en; that of the locale otherwise."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
