"""The law as it was read: the agreed text of each rule and each figure with its dates.

`python -m tests.domain.law_as_read` writes the text again; read the difference before you commit.
"""

from pathlib import Path
from typing import Any

from domain.law import Dated
from domain.law.register import all_figures, all_rules

READ = Path(__file__).parent / "law_as_read.txt"


def law() -> str:
    """Return every rule, then every figure with its versions, one per line."""
    said = [f"{rule.id} | {rule.article} | {rule.since} | {rule.force}" for rule in all_rules().values()]
    for slug, figure in all_figures().items():
        said += [f"{slug} | {', '.join(figure.rules)} | {line}" for line in versions(figure)]
    return "\n".join(sorted(said)) + "\n"


def versions(figure: Dated[Any]) -> list[str]:
    """Return the versions of a figure as text."""
    return [
        f"{start} | {_written(value)}{' | unconfirmed' if start in figure.unconfirmed else ''}"
        for start, value in figure.values.items()
    ]


def _written(value: Any) -> str:
    return ", ".join(sorted(map(str, value))) if isinstance(value, frozenset | set) else str(value)


if __name__ == "__main__":
    READ.write_text(law(), encoding="utf-8")
