"""A rule of the law, in its versions: what it says, its figures of a day, where it is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from rich.table import Table

from adapters.cli.exit_codes import BadInput
from adapters.cli.rule_usage import EVERY_ORDER, Asked, asked
from adapters.cli.terminal import Voice
from adapters.engine.clock import paris_day, real_now
from domain.language import Level, MinimumReading
from domain.law import Dated, Rule
from domain.law.autonomy_treatment import Shares
from domain.law.open_ended import Notice, Notices
from domain.law.pay import Minimum
from domain.law.register import figures, figures_of, found, rules

CLOSE = 0.4


def law(voice: Voice, name: str | None, day: str | None, *, json: bool) -> None:
    """Say a rule, or all of them when none is asked for."""
    on = _day(day)
    chosen, dated = _chosen(name)
    if json:
        said = [_for_programs(rule, on, dated) for rule in chosen]
        voice.json(said or [_figure(slug, figure, on) for slug, figure in dated.items()])
    elif name is None:
        voice.out.print(_table(voice, chosen))
    else:
        for line in _told(voice, chosen, dated, on):
            voice.out.print(line)


def _day(text: str | None) -> date:
    if text is None:
        return paris_day(real_now())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput("bad_day", option="--on", text=text) from None


def _chosen(name: str | None) -> tuple[list[Rule], dict[str, Dated[Any]]]:
    """Return the rules that were asked for, and the figure when it was one."""
    if name is None:
        return list(rules().values()), {}
    one = figures().get(name.lower())
    chosen = found(name)
    if not chosen and one is None:
        known = [*rules(), *figures(), *(rule.article for rule in rules().values())]
        close = get_close_matches(name, dict.fromkeys(known), cutoff=CLOSE)
        raise BadInput("unknown_rule", name=name, choices=tuple(f"  {choice}" for choice in close))
    return chosen, {name.lower(): one} if one is not None else {}


def _told(voice: Voice, chosen: list[Rule], dated: Mapping[str, Dated[Any]], on: date) -> Iterator[str]:
    for slug, figure in dated.items() if not chosen else ():
        yield from _figure_told(voice, slug, figure, on)
    for rule in chosen:
        yield f"{rule.id}  {rule.article}"
        yield f"  {rule.sentence(voice.language)}"
        yield f"  {voice.say('law_force', force=voice.word(rule.force))}"
        yield f"  {voice.say('law_since' if rule.since <= on else 'law_not_yet', day=voice.day(rule.since))}"
        for slug, figure in (dated or figures_of(rule)).items():
            yield from _figure_told(voice, slug, figure, on)
        yield from _where(voice, asked(rule))
        yield ""


def _figure_told(voice: Voice, slug: str, figure: Dated[Any], on: date) -> Iterator[str]:
    yield f"  {_named(voice, slug, figure.sentence(voice.language))}"
    for start in sorted(figure.values):
        mark = "→" if start == figure.since(on) else " "
        first, *others = _value(voice, figure.values[start], on if mark.strip() else start)
        doubt = start in figure.unconfirmed and not isinstance(figure.values[start], Minimum)
        said = f"{voice.say('law_from', day=voice.day(start))} {first}"
        yield f"   {mark} {_doubted(voice, said.rstrip(), doubt=doubt)}"
        yield from (f"       {other}" for other in others)
    yield f"     {voice.say('law_source', source=figure.source)}"


def _value(voice: Voice, value: Any, day: date) -> list[str]:
    match value:
        case Minimum():
            return _readings(voice, value, day)
        case Mapping():
            return [", ".join(f"{_key(key, voice.word)} {one}" for key, one in value.items())]  # pyright: ignore[reportUnknownVariableType]
        case Notices():
            sides = (("umbrella", value.by_umbrella), ("consultant", value.by_consultant))
            return ["", *(_named(voice, voice.word(side), _steps(voice, scale)) for side, scale in sides)]
        case Shares():
            return [
                ", ".join(f"{voice.word(name)} {voice.share(share)}" for name, share in asdict(value).items())
            ]
        case frozenset() | set() | tuple() | list():
            return [", ".join(sorted(str(one) for one in value))]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return [str(value)]


def _readings(voice: Voice, minimum: Minimum, day: date) -> list[str]:
    """Say the minimum of each level, in each reading where they differ, and which were inferred."""
    amounts = {
        reading: ", ".join(
            f"{voice.word(level)} {voice.euros(minimum.of(level, reading, day))}" for level in Level
        )
        for reading in MinimumReading
    }
    if len(set(amounts.values())) == 1:
        return [next(iter(amounts.values()))]
    said = {reading: _named(voice, voice.word(reading), levels) for reading, levels in amounts.items()}
    return ["", *(_doubted(voice, line, doubt=reading in minimum.inferred) for reading, line in said.items())]


def _steps(voice: Voice, scale: tuple[Notice, ...]) -> str:
    return " ; ".join(voice.say("law_notice", **asdict(step)) for step in scale)


def _named(voice: Voice, name: str, said: str) -> str:
    return voice.either(f"{name} : {said}", f"{name}: {said}")


def _doubted(voice: Voice, said: str, *, doubt: bool) -> str:
    return f"{said} ({voice.say('law_unconfirmed')})" if doubt else said


def _where(voice: Voice, where: Asked) -> Iterator[str]:
    if not where.orders:
        yield f"  {voice.say('law_asked_nowhere')}"
        return
    orders = voice.say("law_asked_always") if EVERY_ORDER in where.orders else ", ".join(where.orders)
    yield f"  {voice.say('law_asked', orders=orders)}"
    if where.facts:
        yield f"  {voice.say('law_facts', facts=', '.join(where.facts))}"
    if where.refusals:
        yield f"  {voice.say('law_refusals', refusals=', '.join(where.refusals))}"


def _table(voice: Voice, chosen: list[Rule]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("rule", "article", "force"):
        table.add_column(voice.say(column), no_wrap=column == "rule")
    table.add_column(voice.say("why"), ratio=1)
    for rule in chosen:
        sentence = rule.sentence(voice.language)
        table.add_row(rule.id, rule.article, voice.word(rule.force), sentence)
    return table


def _for_programs(rule: Rule, on: date, dated: Mapping[str, Dated[Any]]) -> dict[str, Any]:
    where = asked(rule)
    return {
        "rule": rule.id,
        "article": rule.article,
        "since": rule.since,
        "in_force": rule.since <= on,
        "force": rule.force,
        "fr": rule.fr,
        "en": rule.en,
        "on": on,
        "figures": [_figure(slug, figure, on) for slug, figure in (dated or figures_of(rule)).items()],
        "asked_by": where.orders,
        "looks_at": where.facts,
        "refusals": where.refusals,
    }


def _figure(slug: str, figure: Dated[Any], on: date) -> dict[str, Any]:
    return {
        "slug": slug,
        "fr": figure.fr,
        "en": figure.en,
        "source": figure.source,
        "value": _plain(figure.on(on), on),
        "confirmed": figure.confirmed(on),
        "unconfirmed": sorted(map(str, figure.unconfirmed)),
        "versions": {str(start): _plain(value, start) for start, value in sorted(figure.values.items())},
    }


def _plain(value: Any, day: date) -> Any:
    """Return a figure as programs read it; the minimum pay as each reading makes it, in cents."""
    match value:
        case Minimum():
            return {
                str(reading): {str(level): value.of(level, reading, day) for level in Level}
                for reading in MinimumReading
            }
        case Mapping():
            return {_key(key): _plain(one, day) for key, one in value.items()}  # pyright: ignore[reportUnknownVariableType]
        case frozenset() | set():
            return sorted(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case _:
            return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def _key(key: Any, said: Callable[[str], str] = str) -> str:
    """Write what a part of a figure is for, be it several words."""
    if isinstance(key, bool):
        return said("yes" if key else "no")
    if isinstance(key, tuple):
        return " ".join(said(str(word)) for word in key)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return said(str(key))
