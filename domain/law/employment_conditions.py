"""What the branch asks of a running employment: workplace, interviews, working time, leave, level, cover."""

from datetime import date

from domain.law import Dated, Force, Rule
from domain.law.employment import CONVENTION

CC_15 = Rule(
    "CC-15",
    "IDCC 3219, art. 23",
    date(2022, 4, 1),
    Force.ADVICE,
    "Le salarié porté n'a pas de lieu de travail habituel.",
    "The consultant has no habitual workplace.",
)
CC_18 = Rule(
    "CC-18",
    "IDCC 3219, art. 26",
    CONVENTION,
    Force.BREACH,
    "Un entretien sur la charge de travail se tient chaque année, et sous sept jours ouvrables à la demande.",
    "An interview on the workload is held each year, and within seven jours ouvrables on request.",
)
CC_19 = Rule(
    "CC-19",
    "IDCC 3219, art. 27.1",
    CONVENTION,
    Force.BLOCKS,
    "Le forfait de 218 jours, 229 avec les jours ajoutés, est réservé au cadre du niveau expert.",
    "The yearly count of 218 days, 229 with the days added, is for executives of the expert level.",
)
CC_20 = Rule(
    "CC-20",
    "IDCC 3219, art. 27.2",
    CONVENTION,
    Force.ADVICE,
    "La durée du travail peut être inférieure à 24 heures ; le salarié porté en change seul la répartition.",
    "Working time may be below 24 hours; the consultant alone changes how it is spread.",
)
CC_21 = Rule(
    "CC-21",
    "IDCC 3219, art. 28",
    CONVENTION,
    Force.BREACH,
    "L'indemnité de congés payés est d'au moins un dixième de la rémunération brute.",
    "The indemnity for paid leave is at least a tenth of gross pay.",
)
CC_22 = Rule(
    "CC-22",
    "IDCC 3219, art. 37",
    date(2024, 7, 17),
    Force.ADVICE,
    "Nul ne reste plus de vingt-quatre mois au premier niveau pour des missions de même nature.",
    "Nobody stays more than twenty-four months at the first level for work of the same nature.",
)
CC_24 = Rule(
    "CC-24",
    "IDCC 3219, avenant n° 7 ; L6315-1",
    date(2021, 12, 1),
    Force.BREACH,
    "L'entretien professionnel est proposé un mois avant, rappelé deux semaines après, et son écrit "
    "remis sous quinze jours.",
    "The professional interview is offered a month before, recalled two weeks later, and its record "
    "given within fifteen days.",
)
CC_27 = Rule(
    "CC-27",
    "IDCC 3219, accord du 12 nov. 2020",
    date(2023, 10, 4),
    Force.BREACH,
    "Le salarié porté est couvert en santé et en prévoyance par le régime de la branche.",
    "The consultant is covered for health and welfare by the scheme of the branch.",
)
INTERVIEW_DAYS_MAX = Dated(
    "Délai d'un entretien demandé par le salarié porté, en jours ouvrables",
    en="Time to hold an interview that the consultant asks for, in jours ouvrables",
    source="IDCC 3219, art. 26, lu en novembre 2026",
    values={CONVENTION: 7},
    rules=("CC-18",),
)
DAYS_A_YEAR_MAX = Dated(
    "Forfait annuel en jours, journée de solidarité comprise",
    en="Yearly count of days, the day of solidarity included",
    source="IDCC 3219, art. 27.1, lu en novembre 2026",
    values={CONVENTION: 218},
    rules=("CC-19",),
)
DAYS_A_YEAR_EVER = Dated(
    "Forfait annuel en jours, jours ajoutés par avenant compris",
    en="Yearly count of days, those added by amendment included",
    source="IDCC 3219, art. 27.1, lu en novembre 2026",
    values={CONVENTION: 229},
    rules=("CC-19",),
)
EXTRA_DAY_PREMIUM = Dated(
    "Majoration la plus faible d'un jour ajouté au forfait, en points de base du salaire d'un jour",
    en="Least premium of a day added to the yearly count, in basis points of a day's pay",
    source="IDCC 3219, art. 27.1, lu en novembre 2026",
    values={CONVENTION: 1_000},
    rules=("CC-19",),
)
FIRST_LEVEL_MONTHS_MAX = Dated(
    "Durée la plus longue au premier niveau, en mois",
    en="Longest time at the first level, in months",
    source="IDCC 3219, avenant n° 12, art. 37, selon des sources secondaires",
    values={date(2024, 7, 17): 24},
    rules=("CC-22",),
)
PROFESSIONAL_INTERVIEW_YEARS = Dated(
    "Durée entre deux entretiens professionnels, en années",
    en="Time between two professional interviews, in years",
    source="Code du travail, art. L6315-1, réécrit le 2025-12-31",
    values={date(2014, 3, 7): 2, date(2025, 12, 31): 4},
    rules=("CC-24",),
)
PROFESSIONAL_REMINDER_DAYS_MAX = Dated(
    "Délai de relance après l'invitation à un entretien professionnel, en jours",
    en="Time to recall the invitation to a professional interview, in days",
    source="IDCC 3219, avenant n° 7, étendu le 2021-11-29",
    values={date(2021, 12, 1): 14},
    rules=("CC-24",),
)
PROFESSIONAL_COPY_DAYS_MAX = Dated(
    "Délai de remise de l'écrit d'un entretien professionnel, en jours",
    en="Time to hand over the record of a professional interview, in days",
    source="IDCC 3219, avenant n° 7, étendu le 2021-11-29",
    values={date(2021, 12, 1): 15},
    rules=("CC-24",),
)
PAID_LEAVE_BASIS_POINTS = Dated(
    "Indemnité de congés payés, en points de base de la rémunération brute",
    en="Indemnity for paid leave, in basis points of gross pay",
    source="IDCC 3219, art. 28 ; Code du travail, art. L3141-24",
    values={CONVENTION: 1_000},
    rules=("CC-21",),
)
SICK_LEAVE_DAYS_MAX = Dated(
    "Délai de signalement d'un arrêt de travail, en jours ouvrables",
    en="Time to report a sick leave, in jours ouvrables",
    source="CSS, art. R133-14, selon des sources secondaires",
    values={date(2017, 1, 1): 5},
    rules=("PAY-3",),
)
