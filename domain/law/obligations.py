"""Obligations that no command here can meet or break: they are shown, and no decision checks them."""

from datetime import date

from domain.law import Dated, Force, Rule
from domain.law.employment import CONVENTION
from domain.law.recourse import ORDINANCE

COMMITTEES_ACT = date(2018, 1, 1)  # ordonnance 2017-1386
DISABILITY_DECREE = date(2020, 1, 1)  # décret 2019-523

EPS_7 = Rule(
    "EPS-7",
    "L1254-29",
    ORDINANCE,
    Force.ADVICE,
    "L'effectif compte les salariés portés d'au moins trois mois de prestation dans l'année civile passée.",
    "The headcount includes consultants with at least three months of work in the last calendar year.",
)
EPS_8 = Rule(
    "EPS-8",
    "L2314-21 ; L2314-24",
    COMMITTEES_ACT,
    Force.ADVICE,
    "Au comité social et économique, un salarié porté vote après trois mois et se présente après six.",
    "For the works council, a consultant votes after three months and stands after six.",
)
EPS_9 = Rule(
    "EPS-9",
    "L2312-26 ; L2312-71",
    COMMITTEES_ACT,
    Force.ADVICE,
    "Le comité social et économique du client est informé de son recours au portage.",
    "The client's works council is told of its recourse to portage.",
)
EPS_10 = Rule(
    "EPS-10",
    "D5212-7 ; D5212-22",
    DISABILITY_DECREE,
    Force.ADVICE,
    "L'entreprise de portage atteste chaque année au client le travail d'un salarié porté handicapé.",
    "The umbrella company attests to the client each year the work of a disabled consultant.",
)
CC_10 = Rule(
    "CC-10",
    "IDCC 3219, art. 21.3",
    CONVENTION,
    Force.ADVICE,
    "Le minimum de la branche est une part du plafond selon l'échelon ; DEF-3 le vérifie à chaque paie.",
    "The minimum of the branch is a share of the ceiling by level; DEF-3 checks it at each pay.",
)
CC_25 = Rule(
    "CC-25",
    "IDCC 3219, avenants n° 5 et 8",
    CONVENTION,
    Force.ADVICE,
    "Une part de la masse salariale finance le dialogue social de la branche.",
    "A share of the payroll funds the social dialogue of the branch.",
)
CC_26 = Rule(
    "CC-26",
    "IDCC 3219, ch. VII et avenant n° 6",
    CONVENTION,
    Force.ADVICE,
    "Une contribution conventionnelle finance la formation.",
    "A contribution of the branch funds training.",
)

HEADCOUNT_MONTHS_MIN = Dated(
    "Prestation pour compter dans l'effectif, en mois sur l'année civile passée",
    en="Work that counts in the headcount, in months of the last calendar year",
    source="Code du travail, art. L1254-29",
    values={ORDINANCE: 3},
    rules=("EPS-7",),
)
VOTING_MONTHS_MIN = Dated(
    "Ancienneté pour élire le comité social et économique, en mois",
    en="Seniority to vote for the works council, in months",
    source="Code du travail, art. L2314-21",
    values={COMMITTEES_ACT: 3},
    rules=("EPS-8",),
)
STANDING_MONTHS_MIN = Dated(
    "Ancienneté pour se présenter au comité social et économique, en mois",
    en="Seniority to stand for the works council, in months",
    source="Code du travail, art. L2314-24",
    values={COMMITTEES_ACT: 6},
    rules=("EPS-8",),
)
DISABILITY_SHARE = Dated(
    "Part du prix hors taxes attestée au client, en points de base",
    en="Share of the price before tax attested to the client, in basis points",
    source="Code du travail, art. D5212-22",
    values={DISABILITY_DECREE: 3_000},
    rules=("EPS-10",),
)
