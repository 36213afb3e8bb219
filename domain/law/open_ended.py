"""The open-ended employment contract of portage (L1254-19 to L1254-21, IDCC 3219 art. 19 and 22)."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.cents_and_months import add_months
from domain.law import Dated, Force, Rule
from domain.law.employment import CONVENTION
from domain.law.recourse import ORDINANCE

CDI_1 = Rule(
    "CDI-1",
    "L1254-19",
    ORDINANCE,
    Force.BREACH,
    "Le contrat à durée indéterminée couvre des prestations chez un ou plusieurs clients et finit selon le "
    "droit commun.",
    "An open-ended contract covers work in one client or several, and ends by common law.",
)
CDI_2 = Rule(
    "CDI-2",
    "L1254-20 ; IDCC 3219, art. 17.2",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat porte la mention « contrat de travail en portage salarial à durée indéterminée ».",
    "The contract is named « contrat de travail en portage salarial à durée indéterminée ».",
)
CDI_3 = Rule(
    "CDI-3",
    "L1254-21 I",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat de travail à durée indéterminée comporte les clauses de l'article L1254-21.",
    "An open-ended employment contract holds the clauses of article L1254-21.",
)
CDI_4 = Rule(
    "CDI-4",
    "L1254-21 II",
    ORDINANCE,
    Force.ADVICE,
    "Les périodes sans prestation ne sont pas rémunérées.",
    "Periods without work for a client are not paid.",
)
CC_6 = Rule(
    "CC-6",
    "IDCC 3219, art. 19",
    CONVENTION,
    Force.BLOCKS,
    "La période d'essai est de trois mois, quatre pour un cadre, renouvelable une fois ; un préavis "
    "précède sa rupture.",
    "The trial is of three months, four for an executive, renewed once; notice comes before it is "
    "broken off.",
)
CC_13 = Rule(
    "CC-13",
    "IDCC 3219, art. 22.2",
    CONVENTION,
    Force.BLOCKS,
    "Sans prestation, le contrat est suspendu ; une allocation de prospection est possible, trois mois "
    "au plus.",
    "Without work the contract is suspended; a prospecting allowance is possible, three months at most.",
)
CC_14 = Rule(
    "CC-14",
    "IDCC 3219, art. 22.3",
    CONVENTION,
    Force.BREACH,
    "Un licenciement faute de prestation ne s'engage qu'après un mois de prospection.",
    "A dismissal for want of work begins only after one month of prospecting.",
)


@dataclass(frozen=True)
class NoticeStep:
    """A step of a notice scale: the presence from which it applies, and the notice."""

    from_months: int = 0
    from_days: int = 0
    months: int = 0
    days: int = 0

    def reached_on(self, first: date) -> date:
        """Return the day on which the presence from the first day reaches this step."""
        return add_months(first, self.from_months) + timedelta(days=self.from_days)


@dataclass(frozen=True)
class NoticeScales:
    """The notice scales for ending a trial, by the party that ends it; each scale begins at the first day."""

    by_umbrella: tuple[NoticeStep, ...]
    by_consultant: tuple[NoticeStep, ...]


NOTICES = Dated(
    "Préavis de rupture de la période d'essai: 24 h, 48 h, deux semaines, un mois",
    en="Notice before a trial is broken off: 24 hours, 48 hours, two weeks, one month",
    source="IDCC 3219, art. 19, lu en novembre 2026",
    values={
        CONVENTION: NoticeScales(
            by_umbrella=(
                NoticeStep(days=1),
                NoticeStep(from_days=8, days=2),
                NoticeStep(from_months=1, from_days=1, days=14),
                NoticeStep(from_months=3, from_days=1, months=1),
            ),
            by_consultant=(NoticeStep(days=1), NoticeStep(from_days=8, days=2)),
        )
    },
    rules=("CC-6",),
)
TRIAL_MONTHS_MAX = Dated(
    "Durée maximale de la période d'essai du contrat à durée indéterminée, en mois: cadre, ou non",
    en="Longest trial of the open-ended contract, in months: of an executive, or not",
    source="IDCC 3219, art. 19, lu en novembre 2026",
    values={CONVENTION: {True: 4, False: 3}},
    rules=("CC-6",),
)
PROSPECTING_MONTHS_MIN = Dated(
    "Prospection avant un licenciement faute de prestation, en mois",
    en="Prospecting before a dismissal for want of work, in months",
    source="IDCC 3219, art. 22.3, lu en novembre 2026",
    values={CONVENTION: 1},
    rules=("CC-14",),
)
ALLOWANCE_MONTHS_MAX = Dated(
    "Durée maximale de l'allocation de prospection, en mois",
    en="Longest prospecting allowance, in months",
    source="IDCC 3219, art. 22.2, lu en novembre 2026",
    values={CONVENTION: 3},
    rules=("CC-13",),
)
