"""What a consultant is owed, whatever the client does (L1254-2 II, L1254-8, IDCC 3219 art. 21)."""

from dataclasses import dataclass
from datetime import date

from domain.language import Level
from domain.law import Dated, Force, Rule
from domain.law.recourse import LABOUR_ACT

DEF_3 = Rule(
    "DEF-3",
    "L1254-2 II ; IDCC 3219, art. 21.3 et 37",
    date(2024, 7, 17),
    Force.BREACH,
    "La rémunération n'est pas inférieure au minimum de la branche, au prorata du temps de prestation.",
    "Pay is not below the minimum of the branch, in proportion to the time worked for clients.",
)
PAY_1 = Rule(
    "PAY-1",
    "L3242-1",
    date(2008, 5, 1),
    Force.BREACH,
    "Le salaire est payé une fois par mois.",
    "Salary is paid once a month.",
)
PAY_2 = Rule(
    "PAY-2",
    "R3243-1",
    date(2016, 1, 1),
    Force.BLOCKS,
    "Le bulletin de paie détaille le brut, chaque cotisation et le net, et leurs totaux se vérifient.",
    "The payslip shows gross pay, each contribution and net pay, and its totals add up.",
)
CC_9 = Rule(
    "CC-9",
    "IDCC 3219, art. 21.2",
    date(2017, 7, 1),
    Force.BREACH,
    "Le montant disponible est le prix encaissé moins les frais de gestion ; il finance la paie.",
    "The available amount is the price collected less the management fee; it funds the pay.",
)


@dataclass(frozen=True)
class Minimum:
    """A minimum: shares, in basis points, of a ceiling in cents; the shares include the reserve."""

    ceiling: int
    shares: dict[Level, int]

    def monthly(self, level: Level) -> int:
        """Return the full-time minimum of a month, in cents, the 10 % reserve included."""
        return (self.ceiling * self.shares[level] + 5_000) // 10_000


MINIMUM_PAY = Dated(
    "Rémunération minimale mensuelle, réserve comprise, en part du plafond de 2017 (3 269 €)",
    source="IDCC 3219, avenant n° 12 of 2022-12-20, extended by arrêté of 2024-07-10 (JO 2024-07-17)",
    values={
        date(2017, 7, 1): Minimum(
            326_900,
            {Level.FIRST: 7_700, Level.JUNIOR: 7_700, Level.SENIOR: 8_250, Level.EXPERT: 9_350},
        ),
        date(2024, 7, 17): Minimum(
            326_900,
            {Level.FIRST: 6_900, Level.JUNIOR: 7_700, Level.SENIOR: 8_300, Level.EXPERT: 9_400},
        ),
    },
)
RESERVE_BASIS_POINTS = Dated(
    "Réserve financière du contrat à durée indéterminée, en part du salaire de base",
    source="IDCC 3219, art. 21.3, extended by arrêté of 2017-04-28",
    values={date(2017, 7, 1): 1_000},
)
FULL_TIME_HALF_DAYS = Dated(
    "Demi-journées de travail d'un mois à temps plein (21,67 jours)",
    source="Code du travail, art. L3121-27: 35 h a week, 52 weeks, 12 months, 7 h a day",
    values={LABOUR_ACT: 43},
)
