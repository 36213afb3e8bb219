"""What a consultant is owed, whatever the client does (L1254-2 II, L1254-8, IDCC 3219 art. 21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.language import Level, MinimumReading
from domain.law import Dated, Force, Rule
from domain.law.recourse import LABOUR_ACT

DEF_3 = Rule(
    "DEF-3",
    "L1254-2 II ; IDCC 3219, art. 21.3 et 37",
    LABOUR_ACT,
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


DEF_3_OTHER = Rule(
    "DEF-3-OTHER",
    "L1254-2 II ; IDCC 3219, art. 21.3 et 37",
    LABOUR_ACT,
    Force.ADVICE,
    "Une autre lecture du minimum de la branche, que l'entreprise n'a pas retenue, donne ce montant.",
    "Another reading of the minimum of the branch, not the company's own, gives this amount.",
)
PAY_3 = Rule(
    "PAY-3",
    "CSS R133-14",
    date(2017, 1, 1),
    Force.BREACH,
    "Les cotisations d'un mois sont déclarées et payées au plus tard le 15 du mois suivant (DSN).",
    "The contributions of a month are declared and paid by the 15th of the next one (DSN).",
)
PAY_4 = Rule(
    "PAY-4",
    "L3231-2",
    date(2008, 5, 1),
    Force.BREACH,
    "Le salaire brut n'est pas inférieur au SMIC, au prorata du temps travaillé.",
    "Gross pay is not below the national minimum wage, in proportion to the time worked.",
)
PAY_4_UNCONFIRMED = Rule(
    "PAY-4-UNCONFIRMED",
    "L3231-2",
    date(2008, 5, 1),
    Force.ADVICE,
    "Le salaire brut est comparé à un SMIC dont le montant n'a pas été relu : c'est une indication.",
    "Gross pay is compared with a national minimum wage that was not read again: an indication.",
)
CC_11 = Rule(
    "CC-11",
    "IDCC 3219, art. 21.4",
    date(2017, 7, 1),
    Force.BREACH,
    "La réserve financière du contrat à durée indéterminée est alimentée à chaque paie.",
    "The financial reserve of the open-ended contract is fed by each pay.",
)
CC_12 = Rule(
    "CC-12",
    "IDCC 3219, art. 21.5 (avenant n° 2)",
    date(2021, 7, 1),
    Force.BLOCKS,
    "Hors frais de gestion, seuls sont imputés au salarié porté la médecine du travail, l'AGEFIPH, la CVAE, "
    "la C3S et les assurances.",
    "Outside the fee, only occupational health, AGEFIPH, CVAE, C3S and insurances are charged.",
)
CC_23 = Rule(
    "CC-23",
    "IDCC 3219, avenant n° 4 ; L3121-18, L3121-20, L3131-1, L3132-1",
    LABOUR_ACT,
    Force.BREACH,
    "Toutes missions confondues, la durée du travail n'excède pas 10 heures par jour et 44 par semaine (48 "
    "avant l'avenant n° 4), et les repos sont pris.",
    "Over all missions, work lasts no more than 10 hours a day and 44 a week (48 before avenant n° 4), and "
    "rests are taken.",
)


@dataclass(frozen=True)
class BranchMinimum:
    """Shares of a ceiling by level, in basis points: with the reserve, and what is paid each month.

    The ceiling is that of `frozen_on` (arrêté of 2017-04-28), unless the reading follows the year. An
    `inferred` reading is in no source: it binds only a company that adopts it.
    """

    total: Mapping[Level, int]
    monthly: Mapping[Level, int]
    frozen_on: date | None
    inferred: tuple[MinimumReading, ...] = ()

    def monthly_minimum(self, level: Level, reading: MinimumReading, day: date) -> int:
        """Return the full-time minimum of a month in a reading, in cents."""
        shares = self.total if includes_reserve(reading) else self.monthly
        frozen = reading in (MinimumReading.FROZEN_2017_TOTAL, MinimumReading.FROZEN_2017_MONTHLY)
        ceiling = PMSS.value_on(self.frozen_on if frozen and self.frozen_on else day)
        return (ceiling * shares[level] + 5_000) // 10_000


def includes_reserve(reading: MinimumReading) -> bool:
    """True if this reading counts the reserve as paid."""
    return reading in (MinimumReading.FROZEN_2017_TOTAL, MinimumReading.CURRENT_PMSS_TOTAL)


def _shares_by_level(first: int, junior: int, senior: int, expert: int) -> dict[Level, int]:
    return {Level.FIRST: first, Level.JUNIOR: junior, Level.SENIOR: senior, Level.EXPERT: expert}


PAID_MONTHLY = (MinimumReading.FROZEN_2017_MONTHLY, MinimumReading.CURRENT_PMSS_MONTHLY)
AGREEMENT = date(2017, 3, 22)  # IDCC 3219 was concluded

PMSS = Dated(
    "Plafond mensuel de la sécurité sociale, en centimes",
    en="Monthly social-security ceiling, in cents",
    source="Arrêtés, par openfisca-france ; 2026 : arrêté du 2025-12-22 (JO 2025-12-23) ; 2027 non connu",
    values={
        date(2016, 1, 1): 321_800,
        date(2017, 1, 1): 326_900,
        date(2018, 1, 1): 331_100,
        date(2019, 1, 1): 337_700,
        date(2020, 1, 1): 342_800,
        date(2023, 1, 1): 366_600,
        date(2024, 1, 1): 386_400,
        date(2025, 1, 1): 392_500,
        date(2026, 1, 1): 400_500,
    },
    rules=("DEF-3",),
)
MINIMUM_PAY = Dated(
    "Rémunération minimale mensuelle, en part du plafond, réserve comprise et part versée",
    en="Least monthly pay, as a share of the ceiling: with the reserve, and what is paid each month",
    source="L1254-2 II ; IDCC 3219, art. 21.3, étendu par arrêté du 2017-04-28 ; avenant n° 12 du 2022-12-20,"
    " étendu par arrêté du 2024-07-10 (JO 2024-07-17), ses parts mensuelles déduites, non confirmées",
    values={
        date(2016, 8, 10): BranchMinimum(
            _shares_by_level(7_500, 7_500, 7_500, 7_500), _shares_by_level(7_500, 7_500, 7_500, 7_500), None
        ),
        date(2017, 7, 1): BranchMinimum(
            _shares_by_level(7_700, 7_700, 8_250, 9_350),
            _shares_by_level(7_000, 7_000, 7_500, 8_500),
            AGREEMENT,
        ),
        date(2024, 7, 17): BranchMinimum(
            _shares_by_level(6_900, 7_700, 8_300, 9_400),
            _shares_by_level(6_300, 7_000, 7_500, 8_500),
            AGREEMENT,
            PAID_MONTHLY,
        ),
    },
    rules=("DEF-3",),
    unconfirmed=frozenset({date(2024, 7, 17)}),
)
SMIC = Dated(
    "Salaire minimum de croissance, par mois, en centimes",
    en="National minimum wage (SMIC), a month, in cents",
    source="Décrets, par openfisca-france : 2026-01-01 et 2026-06-01 ; ceux de 2024 sont de notoriété",
    values={
        date(2024, 1, 1): 176_692,
        date(2024, 11, 1): 180_180,
        date(2026, 1, 1): 182_303,
        date(2026, 6, 1): 186_702,
    },
    rules=("PAY-4", "PAY-4-UNCONFIRMED"),
    unconfirmed=frozenset({date(2024, 1, 1), date(2024, 11, 1)}),
)
BUSINESS_CONTRIBUTION = Dated(
    "Indemnité d'apport d'affaires, en points de base de la rémunération",
    en="Allowance for bringing the business, in basis points of pay",
    source="Code du travail, art. L1254-9 ; IDCC 3219, art. 21.2",
    values={LABOUR_ACT: 500},
    rules=("EMP-3",),
)
PAID_LEAVE_HALF_DAYS = Dated(
    "Congés payés acquis par mois, en demi-journées ouvrables",
    en="Paid leave earned each month, in half-days of jours ouvrables",
    source="IDCC 3219, art. 28",
    values={date(2017, 7, 1): 5},
    rules=("CC-21",),
)
DAY_MINUTES_MAX = Dated(
    "Durée maximale du travail d'un jour, en minutes",
    en="Longest work of a day, in minutes",
    source="IDCC 3219, avenant n° 4, étendu le 2019-10-16 ; Code du travail, art. L3121-18",
    values={date(2016, 8, 10): 600},
    rules=("CC-23",),
)
WEEK_MINUTES_MAX = Dated(
    "Durée maximale du travail d'une semaine, en minutes",
    en="Longest work of a week, in minutes",
    source="Code du travail, art. L3121-20 (48 h) ; IDCC 3219, avenant n° 4, étendu le 2019-10-16 (44 h)",
    values={date(2016, 8, 10): 2_880, date(2019, 10, 16): 2_640},
    rules=("CC-23",),
)
WEEK_DAYS_MAX = Dated(
    "Jours travaillés par semaine, au plus",
    en="Days worked in a week, at most",
    source="Code du travail, art. L3132-1",
    values={date(2008, 5, 1): 6},
    rules=("CC-23",),
)
DECLARATION_DAY = Dated(
    "Dernier jour du mois suivant pour déclarer et payer les cotisations",
    en="Last day of the next month to declare and pay contributions",
    source="CSS, art. R133-14 : le 15 ; le 5 à partir de cinquante salariés, ce qui n'est pas lu ici",
    values={date(2017, 1, 1): 15},
    rules=("PAY-3",),
)
PAY_WORKING_DAYS = Dated(
    "Jour de paie, en jours ouvrables après la fin du mois travaillé",
    en="Pay day, in jours ouvrables after the end of the month worked",
    source="Code du travail, art. L3242-1 : une fois par mois ; le jour est un usage de la profession",
    values={date(2008, 5, 1): 5},
    rules=("PAY-1",),
)
RESERVE_BASIS_POINTS = Dated(
    "Réserve financière du contrat à durée indéterminée, en points de base du salaire de base",
    en="Financial reserve of the open-ended contract, in basis points of base pay",
    source="IDCC 3219, art. 21.3, étendu par arrêté du 2017-04-28",
    values={date(2017, 7, 1): 1_000},
    rules=("CC-11",),
)
FULL_TIME_HALF_DAYS = Dated(
    "Demi-journées de travail d'un mois à temps plein (21,67 jours)",
    en="Half-days of work of a month at full time (21.67 days)",
    source="Code du travail, art. L3121-27 : 35 h par semaine, 52 semaines, 12 mois, 7 h par jour",
    values={LABOUR_ACT: 43},
    rules=(
        "DEF-3",
        "PAY-4",
    ),
)
