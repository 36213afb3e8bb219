"""The register of all rules and figures, collected from the modules that define them."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import domain.law
from domain.law import Dated, Force, Rule

Figure = Dated[Any]


def all_rules() -> dict[str, Rule]:
    """Return every rule by its id, in the order of its module."""
    return {rule.id: rule for rule in _iter_rules(Rule)}


def all_figures() -> dict[str, Figure]:
    """Return every dated figure by its slug, such as `minimum-pay` for `MINIMUM_PAY`."""
    return {
        name.lower().replace("_", "-"): figure
        for module in law_modules()
        for name, figure in vars(module).items()
        if isinstance(figure, Dated)
    }


def figures_of(rule: Rule) -> dict[str, Figure]:
    """Return the figures that a rule looks up, by their slugs."""
    return {slug: figure for slug, figure in all_figures().items() if rule.id in figure.rules}


def find_rules(name: str) -> list[Rule]:
    """Return the rules that match a rule id, the slug of a figure, or an article.

    The rules of an article are sorted by force, refusing rules first.
    """
    known, dated = all_rules(), all_figures().get(name.lower())
    if name.upper() in known:
        return [known[name.upper()]]
    if dated is not None:
        return [known[identity] for identity in dated.rules if identity in known]
    article = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|[.]\d)", re.IGNORECASE)
    of_article = [rule for rule in known.values() if article.search(rule.article)]
    return sorted(of_article, key=lambda rule: list(Force).index(rule.force))


def law_modules() -> list[ModuleType]:
    """Return the modules that state the law."""
    names = sorted(module.name for module in iter_modules(domain.law.__path__))
    return [import_module(f"domain.law.{name}") for name in names if name != "register"]


def _iter_rules(kind: type[Rule]) -> Iterator[Rule]:
    seen: set[int] = set()
    for module in law_modules():
        for thing in vars(module).values():
            if isinstance(thing, kind) and id(thing) not in seen:
                seen.add(id(thing))
                yield thing
