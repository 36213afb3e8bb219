"""The house rules for reading the log, so that every replay gives the same rows."""

from datetime import date

from domain.law import Force, Rule

LOG_1 = Rule(
    "LOG-1",
    "règle interne de tenue du journal",
    date(2026, 11, 23),
    Force.BLOCKS,
    "Un lecteur prend les faits dans l'ordre du journal : celui qu'une ligne a sauté l'est à chaque "
    "relecture.",
    "A reader takes events in the order of the log: one that a line went on without is left out of every "
    "replay.",
)
