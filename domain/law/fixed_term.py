"""The fixed-term employment contract of portage (L1254-10 to L1254-18)."""

from datetime import date

from domain.law import Dated, Force, Rule
from domain.law.recourse import ORDINANCE

RATIFIED = date(2015, 8, 19)  # loi 2015-994: articles L1254-12 and L1254-17

CDD_1 = Rule(
    "CDD-1",
    "L1254-10",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat à durée déterminée est conclu pour une seule prestation, dans une seule entreprise.",
    "A fixed-term contract is concluded for one piece of work, in one client company.",
)
CDD_2 = Rule(
    "CDD-2",
    "L1254-11",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat à durée déterminée a un terme précis, ou une durée minimale et un événement qui le termine.",
    "A fixed-term contract has a precise term, or a minimum duration and an event that ends it.",
)
CDD_3 = Rule(
    "CDD-3",
    "L1254-12",
    RATIFIED,
    Force.BLOCKS,
    "Le contrat à durée déterminée n'excède pas dix-huit mois, renouvellements compris.",
    "A fixed-term contract lasts no more than eighteen months, renewals included.",
)
CDD_4 = Rule(
    "CDD-4",
    "L1254-13",
    ORDINANCE,
    Force.BLOCKS,
    "Le terme peut être reporté de trois mois au plus, par accord, pour que le salarié porté prospecte.",
    "The term may be put off by three months at most, by agreement, for the consultant to prospect.",
)
CDD_5 = Rule(
    "CDD-5",
    "L1254-14",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat est écrit et porte la mention « contrat de travail en portage salarial à durée déterminée ».",
    "The contract is written and named « contrat de travail en portage salarial à durée déterminée ».",
)
CDD_6 = Rule(
    "CDD-6",
    "L1254-15",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat de travail à durée déterminée comporte les clauses de l'article L1254-15.",
    "A fixed-term employment contract holds the clauses of article L1254-15.",
)
CDD_7 = Rule(
    "CDD-7",
    "L1254-16",
    ORDINANCE,
    Force.BREACH,
    "Le contrat à durée déterminée est remis dans les deux jours ouvrables de sa conclusion.",
    "A fixed-term contract is handed over within two jours ouvrables of its conclusion.",
)
CDD_8 = Rule(
    "CDD-8",
    "L1254-17",
    RATIFIED,
    Force.BLOCKS,
    "Le contrat à terme précis est renouvelable deux fois, par un avenant soumis avant le terme.",
    "A contract with a precise term is renewed twice at most, by an amendment submitted before the term.",
)
CDD_9 = Rule(
    "CDD-9",
    "L1254-18, L1243-1 à L1243-8",
    ORDINANCE,
    Force.BREACH,
    "Avant son terme, le contrat à durée déterminée ne finit que pour un motif de la loi ; à sa fin, 10"
    " % sont dus.",
    "Before its term a fixed-term contract ends only on a ground of the law; at its end 10 % are due.",
)
CDD_10 = Rule(
    "CDD-10",
    "L1242-10",
    date(2008, 5, 1),
    Force.BLOCKS,
    "La période d'essai est d'un jour par semaine, deux semaines au plus jusqu'à six mois, un mois au-delà.",
    "The trial period is a day a week, two weeks at most up to six months, one month beyond.",
)

FIXED_TERM_MONTHS_MAX = Dated(
    "Durée maximale du contrat à durée déterminée, en mois",
    en="Longest fixed-term contract, in months",
    source="Code du travail, art. L1254-12, version du 2015-08-19, lu en novembre 2026",
    values={RATIFIED: 18},
    rules=("CDD-3",),
)
POSTPONED_MONTHS_MAX = Dated(
    "Report le plus long du terme, en mois",
    en="Longest postponement of the term, in months",
    source="Code du travail, art. L1254-13, version du 2015-04-04, lu en novembre 2026",
    values={ORDINANCE: 3},
    rules=("CDD-4",),
)
RENEWALS_MAX = Dated(
    "Nombre de renouvellements du contrat à durée déterminée",
    en="Number of renewals of the fixed-term contract",
    source="Code du travail, art. L1254-17, version du 2015-08-19, lu en novembre 2026",
    values={RATIFIED: 2},
    rules=("CDD-8",),
)
HANDING_OVER_DAYS_MAX = Dated(
    "Délai de remise du contrat à durée déterminée, en jours ouvrables",
    en="Time to hand the fixed-term contract over, in jours ouvrables",
    source="Code du travail, art. L1254-16, version du 2015-04-04, lu en novembre 2026",
    values={ORDINANCE: 2},
    rules=("CDD-7",),
)
END_INDEMNITY_BASIS_POINTS = Dated(
    "Indemnité de fin de contrat, en points de base de la rémunération brute totale",
    en="Indemnity at the end of the contract, in basis points of all gross pay",
    source="Code du travail, art. L1243-8, par L1254-18, qui ne cite pas L1243-10, lu en novembre 2026",
    values={ORDINANCE: 1_000},
    rules=("CDD-9",),
)
TRIAL_DAYS_MAX = Dated(
    "Période d'essai d'un contrat de six mois au plus, en jours, à raison d'un par semaine",
    en="Trial of a contract of six months at most, in days, one for each week",
    source="Code du travail, art. L1242-10, version du 2008-05-01, lu en novembre 2026",
    values={date(2008, 5, 1): 14},
    rules=("CDD-10",),
)
TRIAL_SHORT_MONTHS = Dated(
    "Durée jusqu'à laquelle un contrat est court pour sa période d'essai, en mois",
    en="Length up to which a contract is short for its trial, in months",
    source="Code du travail, art. L1242-10, version du 2008-05-01, lu en novembre 2026",
    values={date(2008, 5, 1): 6},
    rules=("CDD-10",),
)
TRIAL_LONG_MONTHS = Dated(
    "Période d'essai d'un contrat de plus de six mois, en mois",
    en="Trial of a contract of more than six months, in months",
    source="Code du travail, art. L1242-10, version du 2008-05-01, lu en novembre 2026",
    values={date(2008, 5, 1): 1},
    rules=("CDD-10",),
)
