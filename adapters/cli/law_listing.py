"""A rule of the law: its sentence, its dated figures, and the commands that check it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, cast

from rich.table import Table

from adapters.cli.exit_codes import BadInput
from adapters.cli.rule_usage import EVERY_COMMAND, RuleUsage, find_rule_usage
from adapters.cli.terminal import Terminal
from adapters.engine.clock import paris_day, real_now
from domain.language import Level, MinimumReading
from domain.law import Dated, Rule
from domain.law.autonomy_treatment import Shares
from domain.law.open_ended import NoticeScales, NoticeStep
from domain.law.pay import BranchMinimum
from domain.law.register import all_figures, all_rules, figures_of, find_rules

MATCH_CUTOFF = 0.4


def print_law(terminal: Terminal, name: str | None, day: str | None, *, json: bool) -> None:
    """Print one rule or figure, or all rules when no name is given; raise `BadInput` if there is none."""
    on = _parse_day(day)
    chosen, dated = _select_rules(name)
    if json:
        entries = [_rule_to_json(rule, on, dated) for rule in chosen]
        terminal.print_json(entries or [_figure_to_json(slug, figure, on) for slug, figure in dated.items()])
    elif name is None:
        terminal.out.print(_build_table(terminal, chosen))
    else:
        for line in _describe_rules(terminal, chosen, dated, on):
            terminal.out.print(line)


def _parse_day(text: str | None) -> date:
    if text is None:
        return paris_day(real_now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("bad_day", option="--on", text=text) from None


def _select_rules(name: str | None) -> tuple[list[Rule], dict[str, Dated[Any]]]:
    """Return the rules with this name, and the figure if the name is that of a figure."""
    if name is None:
        return list(all_rules().values()), {}
    figure = all_figures().get(name.lower())
    chosen = find_rules(name)
    if not chosen and figure is None:
        known = [*all_rules(), *all_figures(), *(rule.article for rule in all_rules().values())]
        close = get_close_matches(name, dict.fromkeys(known), cutoff=MATCH_CUTOFF)
        raise BadInput("unknown_rule", name=name, choices=tuple(f"  {choice}" for choice in close))
    return chosen, {name.lower(): figure} if figure is not None else {}


def _describe_rules(
    terminal: Terminal, chosen: list[Rule], dated: Mapping[str, Dated[Any]], on: date
) -> Iterator[str]:
    for slug, figure in dated.items() if not chosen else ():
        yield from _describe_figure(terminal, slug, figure, on)
    for rule in chosen:
        yield f"{rule.id}  {rule.article}"
        yield f"  {rule.sentence(terminal.language)}"
        yield f"  {terminal.translate('law_force', force=terminal.translate_word(rule.force))}"
        since = "law_since" if rule.since <= on else "law_not_yet"
        yield f"  {terminal.translate(since, day=terminal.format_date(rule.since))}"
        for slug, figure in (dated or figures_of(rule)).items():
            yield from _describe_figure(terminal, slug, figure, on)
        yield from _describe_usage(terminal, find_rule_usage(rule))
        yield ""


def _describe_figure(terminal: Terminal, slug: str, figure: Dated[Any], on: date) -> Iterator[str]:
    yield f"  {_label_text(terminal, slug, figure.sentence(terminal.language))}"
    for start in sorted(figure.values):
        mark = "→" if start == figure.version_date(on) else " "
        first, *others = _format_value(terminal, figure.values[start], on if mark.strip() else start)
        doubt = start in figure.unconfirmed and not isinstance(figure.values[start], BranchMinimum)
        text = f"{terminal.translate('law_from', day=terminal.format_date(start))} {first}"
        yield f"   {mark} {_mark_unconfirmed(terminal, text.rstrip(), doubt=doubt)}"
        yield from (f"       {other}" for other in others)
    yield f"     {terminal.translate('law_source', source=figure.source)}"


def _format_value(terminal: Terminal, value: Any, day: date) -> list[str]:
    match value:
        case BranchMinimum():
            return _format_minimum(terminal, value, day)
        case Mapping():
            entries = cast("Mapping[Any, Any]", value)
            parts = {_format_key(key, terminal.translate_word): part for key, part in entries.items()}
            return [", ".join(f"{name} {part}" for name, part in parts.items())]
        case NoticeScales():
            sides = (("umbrella", value.by_umbrella), ("consultant", value.by_consultant))
            return [
                "",
                *(
                    _label_text(terminal, terminal.translate_word(side), _format_notice(terminal, scale))
                    for side, scale in sides
                ),
            ]
        case Shares():
            return [
                ", ".join(
                    f"{terminal.translate_word(name)} {terminal.format_share(share)}"
                    for name, share in asdict(value).items()
                )
            ]
        case frozenset() | set() | tuple() | list():
            return [", ".join(sorted(str(item) for item in value))]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return [str(value)]


def _format_minimum(terminal: Terminal, minimum: BranchMinimum, day: date) -> list[str]:
    """Return the minimum pay of each level, per reading if the readings differ; mark the inferred ones."""

    def format_level(level: Level, reading: MinimumReading) -> str:
        amount = terminal.format_amount(minimum.monthly_minimum(level, reading, day))
        return f"{terminal.translate_word(level)} {amount}"

    amounts = {
        reading: ", ".join(format_level(level, reading) for level in Level) for reading in MinimumReading
    }
    if len(set(amounts.values())) == 1:
        return [next(iter(amounts.values()))]
    texts = {
        reading: _label_text(terminal, terminal.translate_word(reading), levels)
        for reading, levels in amounts.items()
    }
    return [
        "",
        *(
            _mark_unconfirmed(terminal, line, doubt=reading in minimum.inferred)
            for reading, line in texts.items()
        ),
    ]


def _format_notice(terminal: Terminal, scale: tuple[NoticeStep, ...]) -> str:
    return " ; ".join(terminal.translate("law_notice", **asdict(step)) for step in scale)


def _label_text(terminal: Terminal, name: str, text: str) -> str:
    return terminal.choose_text(f"{name} : {text}", f"{name}: {text}")


def _mark_unconfirmed(terminal: Terminal, text: str, *, doubt: bool) -> str:
    return f"{text} ({terminal.translate('law_unconfirmed')})" if doubt else text


def _describe_usage(terminal: Terminal, usage: RuleUsage) -> Iterator[str]:
    if not usage.commands:
        yield f"  {terminal.translate('law_asked_nowhere')}"
        return
    commands = (
        terminal.translate("law_asked_always")
        if EVERY_COMMAND in usage.commands
        else ", ".join(usage.commands)
    )
    yield f"  {terminal.translate('law_asked', commands=commands)}"
    if usage.inputs:
        yield f"  {terminal.translate('law_events', events=', '.join(usage.inputs))}"
    if usage.refusals:
        yield f"  {terminal.translate('law_refusals', refusals=', '.join(usage.refusals))}"


def _build_table(terminal: Terminal, chosen: list[Rule]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("rule", "article", "force"):
        table.add_column(terminal.translate(column), no_wrap=column == "rule")
    table.add_column(terminal.translate("why"), ratio=1)
    for rule in chosen:
        sentence = rule.sentence(terminal.language)
        table.add_row(rule.id, rule.article, terminal.translate_word(rule.force), sentence)
    return table


def _rule_to_json(rule: Rule, on: date, dated: Mapping[str, Dated[Any]]) -> dict[str, Any]:
    usage = find_rule_usage(rule)
    return {
        "rule": rule.id,
        "article": rule.article,
        "since": rule.since,
        "in_force": rule.since <= on,
        "force": rule.force,
        "fr": rule.fr,
        "en": rule.en,
        "on": on,
        "figures": [
            _figure_to_json(slug, figure, on) for slug, figure in (dated or figures_of(rule)).items()
        ],
        "asked_by": usage.commands,
        "looks_at": usage.inputs,
        "refusals": usage.refusals,
    }


def _figure_to_json(slug: str, figure: Dated[Any], on: date) -> dict[str, Any]:
    return {
        "slug": slug,
        "fr": figure.fr,
        "en": figure.en,
        "source": figure.source,
        "value": _value_to_json(figure.value_on(on), on),
        "confirmed": figure.is_confirmed(on),
        "unconfirmed": sorted(map(str, figure.unconfirmed)),
        "versions": {
            str(start): _value_to_json(value, start) for start, value in sorted(figure.values.items())
        },
    }


def _value_to_json(value: Any, day: date) -> Any:
    """Return a figure as JSON; the minimum pay is in cents, per reading and level."""
    match value:
        case BranchMinimum():
            return {
                str(reading): {str(level): value.monthly_minimum(level, reading, day) for level in Level}
                for reading in MinimumReading
            }
        case Mapping():
            return {_format_key(key): _value_to_json(part, day) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case frozenset() | set():
            return sorted(str(item) for item in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _format_key(key: Any, translate: Callable[[str], str] = str) -> str:
    """Return the key of a part of a figure; a key of several words is joined with spaces."""
    if isinstance(key, bool):
        return translate("yes" if key else "no")
    if isinstance(key, tuple):
        return " ".join(translate(str(word)) for word in key)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return translate(str(key))
