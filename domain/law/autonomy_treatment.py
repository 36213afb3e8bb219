"""How a signal on autonomy is treated, and the thresholds that raise one."""

from dataclasses import dataclass

from domain.law import Dated, Force, Rule
from domain.law.employment import CONVENTION
from domain.law.recourse import ORDINANCE

AUT_1 = Rule(
    "AUT-1",
    "règle interne, d'après le guide du portage salarial",
    CONVENTION,
    Force.BLOCKS,
    "Un signal se traite par une mesure du guide qui lui répond, sur des preuves au dossier.",
    "A signal is treated by a measure of the guide that answers it, on evidence in the file.",
)
AUT_2 = Rule(
    "AUT-2",
    "L1255-14 à L1255-16",
    ORDINANCE,
    Force.BLOCKS,
    "Un manquement légal se répare ; il ne s'écarte pas.",
    "A statutory breach is cured; it is not dismissed.",
)
AUT_3 = Rule(
    "AUT-3",
    "règle interne de l'entreprise de portage",
    CONVENTION,
    Force.BLOCKS,
    "Nul n'écarte un signal qui le met en cause.",
    "Nobody dismisses a signal that accuses him.",
)
AUT_4 = Rule(
    "AUT-4",
    "règle interne, d'après le guide du portage salarial",
    CONVENTION,
    Force.BLOCKS,
    "La situation de client unique est revue au moins une fois par an.",
    "The situation of a single client is reviewed at least once a year.",
)
AUT_5 = Rule(
    "AUT-5",
    "règle interne de l'entreprise de portage",
    CONVENTION,
    Force.BLOCKS,
    "Un signal de seuil se lève quand son seuil est franchi, une fois par seuil.",
    "A signal of a threshold is raised when the threshold is passed, once for each.",
)


@dataclass(frozen=True)
class Shares:
    """The shares of one client, in basis points, above which a dependence is signalled."""

    information: int
    high: int
    critical: int


DEPENDENCE_SHARES = Dated(
    "Part d'un client dans la facturation de douze mois, en points de base, au-delà de laquelle on signale",
    en="Share of one client in the invoicing of twelve months, in basis points, beyond which it is told",
    source="Le guide ne nomme que 70 % ; 50 % et 90 % sont des seuils de la maison, lu en novembre 2026",
    values={CONVENTION: Shares(information=5_000, high=7_000, critical=9_000)},
    rules=("S09",),
)
DEPENDENCE_MONTHS_MIN = Dated(
    "Mois de facturation connus, avant lesquels une dépendance n'est qu'une information",
    en="Months of invoicing known, before which a dependence is but information",
    source="Seuil de la maison : une activité jeune a peu de clients, lu en novembre 2026",
    values={CONVENTION: 6},
    rules=("S09",),
)
DEPENDENCE_MONTHS = Dated(
    "Période de mesure de la dépendance, en mois ; une dépendance critique l'a remplie",
    en="Period over which dependence is measured, in months; a critical one has filled it",
    source="Seuil de la maison : une année glissante, lu en novembre 2026",
    values={CONVENTION: 12},
    rules=("S09",),
)
REVIEW_MONTHS_MAX = Dated(
    "Délai maximal entre deux revues d'une situation de client unique, en mois",
    en="Longest time between two reviews of the situation of a single client, in months",
    source="Règle de la maison, d'après le guide (diversifier à moyen terme), lu en novembre 2026",
    values={CONVENTION: 12},
    rules=("AUT-4",),
)
MISSION_MONTHS_WARNED = Dated(
    "Durée d'une prestation à partir de laquelle sa fin se prépare, en mois",
    en="Length of the work from which its end is prepared, in months",
    source="Seuil de la maison, six mois avant la limite de L1254-4 II, lu en novembre 2026",
    values={ORDINANCE: 30},
    rules=("S14",),
)
PROGRESS_DAYS_MIN = Dated(
    "Rythme des points d'avancement, en jours, en deçà duquel le suivi devient un contrôle",
    en="Rhythm of progress points, in days, below which follow-up becomes control",
    source="Seuil de la maison : une fois par semaine, en jours ouvrés, lu en novembre 2026",
    values={CONVENTION: 5},
    rules=("S05",),
)
