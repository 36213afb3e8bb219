"""What binds the umbrella company as an employer from the hire on (L1254-7 to L1254-9, L1254-28 to -30)."""

from datetime import date

from domain.law import Dated, Force, Rule
from domain.law.recourse import LABOUR_ACT, ORDINANCE

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
EMP_3 = Rule(
    "EMP-3",
    "L1254-9 ; IDCC 3219, art. 21.2",
    LABOUR_ACT,
    Force.BREACH,
    "L'apport d'affaires est rémunéré : 5 % de la rémunération brute du mois.",
    "Bringing the business is paid: 5 % of the gross pay of the month.",
)
EMP_4 = Rule(
    "EMP-4",
    "L1254-30",
    ORDINANCE,
    Force.ADVICE,
    "L'ancienneté est la somme des périodes de prestation accomplies pour l'entreprise de portage.",
    "Seniority is the sum of the periods of work done for clients with the umbrella company.",
)
EMP_5 = Rule(
    "EMP-5",
    "L1254-28",
    ORDINANCE,
    Force.BREACH,
    "La santé au travail du salarié porté relève de l'entreprise de portage.",
    "Occupational health of the consultant is the umbrella company's concern.",
)
EMP_7 = Rule(
    "EMP-7",
    "R1221-4",
    date(2008, 5, 1),
    Force.BREACH,
    "L'embauche est déclarée au plus tôt dans les huit jours qui la précèdent.",
    "The hire is declared within the eight days before it, at the earliest.",
)
EMP_8 = Rule(
    "EMP-8",
    "L1234-19, L1234-20, R1234-9",
    date(2008, 5, 1),
    Force.BREACH,
    "À la fin du contrat, l'employeur remet le solde de tout compte, le certificat de travail et "
    "l'attestation.",
    "At the end of the contract the employer hands over the receipt of settlement, the certificate and "
    "the attestation.",
)

DEGREE_YEARS_MIN = Dated(
    "Qualification par le diplôme, en années après le baccalauréat",
    en="Qualification by degree, in years after the baccalauréat",
    source="IDCC 3219, art. 2.2 (niveau III), lu en novembre 2026",
    values={CONVENTION: 2},
    rules=("CC-2", "S23"),
)
EXPERIENCE_YEARS_MIN = Dated(
    "Qualification par l'expérience dans le même secteur, en années",
    en="Qualification by experience in the same sector, in years",
    source="IDCC 3219, art. 2.2, lu en novembre 2026",
    values={CONVENTION: 3},
    rules=("CC-2", "S23"),
)
HIRE_DECLARED_DAYS_MAX = Dated(
    "Délai le plus long entre la déclaration d'embauche et l'embauche, en jours",
    en="Longest time between the hire declaration and the hire, in days",
    source="Code du travail, art. R1221-4, version du 2008-05-01, lu en novembre 2026",
    values={date(2008, 5, 1): 8},
    rules=("EMP-7",),
)
