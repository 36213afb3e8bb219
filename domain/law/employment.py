"""What binds the umbrella company as an employer (L1254-7 to L1254-21, IDCC 3219)."""

from datetime import date

from domain.law import Dated, Force, Rule
from domain.law.recourse import ORDINANCE

CONVENTION = date(2017, 7, 1)  # IDCC 3219, in force

EMP_1 = Rule(
    "EMP-1",
    "L1254-7",
    ORDINANCE,
    Force.BREACH,
    "Le travail du salarié porté repose sur un contrat de travail, à durée déterminée ou indéterminée.",
    "The consultant works under an employment contract, fixed-term or open-ended.",
)
EMP_2 = Rule(
    "EMP-2",
    "L1254-8",
    ORDINANCE,
    Force.BREACH,
    "La prestation réalisée est payée, même si le client n'a pas payé l'entreprise de portage.",
    "Work done is paid, even when the client has not paid the umbrella company.",
)
EMP_6 = Rule(
    "EMP-6",
    "L1221-10",
    date(2008, 5, 1),
    Force.BREACH,
    "L'embauche est déclarée avant le premier jour travaillé (DPAE).",
    "The hire is declared before the first day worked (DPAE).",
)
CDD_1 = Rule(
    "CDD-1",
    "L1254-10",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat à durée déterminée est conclu pour une seule prestation, dans une seule entreprise.",
    "A fixed-term contract is concluded for one piece of work, in one client company.",
)
CDD_3 = Rule(
    "CDD-3",
    "L1254-12",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat à durée déterminée n'excède pas dix-huit mois, renouvellements compris.",
    "A fixed-term contract lasts no more than eighteen months, renewals included.",
)
CDD_6 = Rule(
    "CDD-6",
    "L1254-15",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat de travail à durée déterminée comporte les clauses de l'article L1254-15.",
    "A fixed-term employment contract holds the clauses of article L1254-15.",
)
CDI_3 = Rule(
    "CDI-3",
    "L1254-21 I",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat de travail à durée indéterminée comporte les clauses de l'article L1254-21.",
    "An open-ended employment contract holds the clauses of article L1254-21.",
)
CC_2 = Rule(
    "CC-2",
    "IDCC 3219, art. 2.2",
    CONVENTION,
    Force.BLOCKS,
    "Le salarié porté justifie d'une qualification de niveau bac+2 ou de trois ans d'expérience.",
    "The consultant holds a qualification of two years after the baccalauréat, or three years' experience.",
)
CC_7 = Rule(
    "CC-7",
    "IDCC 3219, art. 20",
    CONVENTION,
    Force.BLOCKS,
    "Le compte rendu d'activité est établi par le salarié porté au moins une fois par mois et approuvé "
    "par l'entreprise de portage.",
    "The activity report is made by the consultant at least once a month and approved by the umbrella "
    "company.",
)
CC_16 = Rule(
    "CC-16",
    "IDCC 3219, art. 24",
    CONVENTION,
    Force.BLOCKS,
    "Le contrat de travail ne comporte pas de clause d'exclusivité.",
    "The employment contract holds no exclusivity clause.",
)
EPS_1 = Rule(
    "EPS-1",
    "L1254-25",
    ORDINANCE,
    Force.BREACH,
    "Un compte d'activité est tenu pour chaque salarié porté, qui en est informé une fois par mois.",
    "An activity account is kept for each consultant, who is told of it once a month.",
)
EPS_2 = Rule(
    "EPS-2",
    "L1254-26",
    ORDINANCE,
    Force.BREACH,
    "L'entreprise de portage justifie à tout moment d'une garantie financière.",
    "The umbrella company holds a financial guarantee at all times.",
)
EPS_5 = Rule(
    "EPS-5",
    "L1254-27",
    ORDINANCE,
    Force.BREACH,
    "L'activité est déclarée à l'inspection du travail avant de commencer.",
    "The activity is declared to the labour inspectorate before it begins.",
)
CC_17 = Rule(
    "CC-17",
    "IDCC 3219, art. 25",
    CONVENTION,
    Force.BREACH,
    "L'entreprise de portage assure la responsabilité civile pour les dommages causés chez le client.",
    "The umbrella company insures its liability for damage caused at the client's.",
)

FIXED_TERM_MONTHS_MAX = Dated(
    "Durée maximale du contrat à durée déterminée, en mois",
    source="Code du travail, art. L1254-12, version of 2015-08-19, read in November 2026",
    values={date(2015, 8, 19): 18},
)
