"""The commands about missions.

Each command imports its modules when it runs, so that `--help` answers at once. The commands for operators
are in `operator_commands.py` and `broker_commands.py`.
"""

import signal
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from adapters.cli.option_choices import AsParty, PageReader
from domain.language import Language, Party, Role
from domain.record import Channel

app = typer.Typer(
    name="jalon",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="PATH|URL",
        help="A file, or postgresql://...; otherwise $JALON_STORE, or jalon.db.",
    ),
]
LangOption = Annotated[
    Language | None, typer.Option("--lang", help="The language; otherwise that of the locale.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]
MissionArgument = Annotated[
    str, typer.Argument(metavar="MISSION", help="A uuid, its beginning, or a scenario's name.")
]
KnownAtOption = Annotated[
    str | None,
    typer.Option(metavar="T", help="Only what was recorded by then: a date in Paris, or an instant."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(metavar="T", help="Only what had happened by then: a date in Paris, or an instant."),
]


def main() -> None:
    """Run the command line."""
    # A closed pipe (`jalon history | head`) ends the process without a traceback.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    app()


@app.callback()
def set_language(context: typer.Context, lang: LangOption = None) -> None:
    """The life of portage salarial missions, event by event."""
    context.obj = lang


@app.command()
def run(
    context: typer.Context,
    scenarios: Annotated[list[Path], typer.Argument(metavar="SCENARIO...", help="Scenario files.")],
    timeline: Annotated[bool, typer.Option("--story", help="Print a time line by party.")] = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Run scenarios in a simulated store, made if there is none; a second run adds nothing."""
    from adapters.cli import cli_context, scenario_run

    with cli_context.open_context(context, store, lang) as cli:
        scenario_run.run_scenarios(cli, scenarios, timeline=timeline)


@app.command()
def do(  # noqa: PLR0913, PLR0917 -- one parameter an option
    context: typer.Context,
    command: Annotated[str, typer.Argument(metavar="COMMAND", help="Such as AcceptDeliverable.")],
    body: Annotated[str, typer.Argument(metavar="JSON", help="Its fields; @FILE reads a file, - stdin.")],
    as_: Annotated[AsParty, typer.Option("--as", help="The party that acts.")] = AsParty.UMBRELLA,
    principal: Annotated[str, typer.Option(help="Who acts: an opaque id, not a name.")] = "operator",
    represents: Annotated[
        UUID | None, typer.Option(help="The client company or consultant that the principal represents.")
    ] = None,
    role: Annotated[
        Role | None, typer.Option(help="What a user of the umbrella company is there for.")
    ] = None,
    on_behalf_of: Annotated[AsParty | None, typer.Option(help="Record the act of another party.")] = None,
    document: Annotated[
        str | None, typer.Option(metavar="FILE|sha256:...", help="The document that shows it.")
    ] = None,
    channel: Annotated[Channel | None, typer.Option(help="How that act came in.")] = None,
    time: Annotated[str | None, typer.Option(metavar="T", help="When it happened, if not now.")] = None,
    id_: Annotated[
        UUID | None, typer.Option("--id", help="The command's id; sent again, it has the same answer.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the answer; record nothing.")] = False,
    json: JsonOption = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Submit one command; a store made by it runs in real time."""
    from adapters.cli import cli_context, command_submission

    typed = command_submission.TypedCommand(
        command=command,
        body=body,
        party=Party(as_),
        principal=principal,
        represents=represents,
        role=role,
        on_behalf_of=Party(on_behalf_of) if on_behalf_of else None,
        document=document,
        channel=channel,
        time=time,
        id=id_,
    )
    with cli_context.open_context(context, store, lang) as cli:
        command_submission.submit_typed(cli, typed, dry_run=dry_run, json=json)


@app.command()
def missions(
    context: typer.Context, json: JsonOption = False, store: StoreOption = None, lang: LangOption = None
) -> None:
    """List the missions and the stage of each."""
    from adapters.cli import cli_context, mission_list

    with cli_context.open_context(context, store, lang) as cli:
        mission_list.show_missions(cli, json=json)


@app.command()
def history(  # noqa: PLR0913, PLR0917 -- one parameter an option
    context: typer.Context,
    stream: Annotated[
        str | None,
        typer.Argument(metavar="[STREAM]", help="kind/<uuid>, a uuid, its beginning, or a scenario's name."),
    ] = None,
    known_at: KnownAtOption = None,
    as_of: AsOfOption = None,
    json: Annotated[
        bool, typer.Option("--json", help="The stored bytes, unchanged, one event a line.")
    ] = False,
    positions: Annotated[
        bool, typer.Option("--positions", help="With --json: the position and a tab before each event.")
    ] = False,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """List the events of one stream, or of the whole log."""
    from adapters.cli import cli_context, history_listing

    with cli_context.open_context(context, store, lang) as cli:
        query = history_listing.HistoryQuery(stream, known_at, as_of)
        if json:
            history_listing.write_bytes(cli, query, positions=positions)
        else:
            history_listing.print_history(cli, query)


@app.command()
def show(  # noqa: PLR0913, PLR0917 -- one parameter an option
    context: typer.Context,
    page: Annotated[
        str, typer.Argument(metavar="PAGE", help="Such as mission_sheet; a wrong one lists all.")
    ],
    key: Annotated[
        str, typer.Argument(metavar="KEY", help="A mission, consultant or client; a month (2026-01); or all.")
    ],
    as_: Annotated[PageReader, typer.Option("--as", help="The reader of the page.")] = PageReader.UMBRELLA,
    known_at: KnownAtOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the page to print, in one file.")
    ] = None,
    store: StoreOption = None,
    lang: LangOption = None,
) -> None:
    """Show a page: a mission's sheet or trail, a month, an account, what is due."""
    from adapters.cli import cli_context, page_display

    with cli_context.open_context(context, store, lang) as cli:
        request = page_display.PageRequest(page, key, as_, known_at, as_of)
        page_display.show_page(cli, request, json=json, html=html)


@app.command()
def refusals(
    context: typer.Context, json: JsonOption = False, store: StoreOption = None, lang: LangOption = None
) -> None:
    """List the refused commands: to whom, by which rule, on which events."""
    from adapters.cli import cli_context, refusal_journal

    with cli_context.open_context(context, store, lang) as cli:
        refusal_journal.list_refusals(cli, json=json)


@app.command()
def law(
    context: typer.Context,
    rule: Annotated[
        str | None,
        typer.Argument(metavar="[RULE]", help="Its id, its article, or the slug of a figure: minimum-pay."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The law of that day; otherwise of today.")
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Show a rule of the law, its dated figures and the commands that check it; or list all rules."""
    from adapters.cli import cli_context, law_listing

    with cli_context.open_context(context, None, lang) as cli:
        law_listing.print_law(cli.terminal, rule, on, json=json)
