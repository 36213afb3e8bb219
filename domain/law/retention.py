"""The retention of personal data: each class with its dated duration and its reason."""

from datetime import date

from domain.language import Retention
from domain.law import Dated, Force, Rule

GDPR = date(2018, 5, 25)  # règlement (UE) 2016/679, in force

RET_1 = Rule(
    "RET-1",
    "L3243-4",
    date(2008, 5, 1),
    Force.BLOCKS,
    "Le double des bulletins de paie est conservé cinq ans.",
    "The copies of payslips are kept for five years.",
)
RET_2 = Rule(
    "RET-2",
    "CSS L243-16",
    date(2019, 1, 1),
    Force.BLOCKS,
    "Les documents utiles au contrôle des cotisations sont conservés six ans.",
    "The documents by which contributions are controlled are kept for six years.",
)
RET_3 = Rule(
    "RET-3",
    "C. com. L123-22",
    date(2000, 9, 21),
    Force.BLOCKS,
    "Les pièces comptables sont conservées dix ans à compter de la clôture.",
    "Accounting records are kept for ten years from closing.",
)
RET_4 = Rule(
    "RET-4",
    "C. civ. 2224",
    date(2008, 6, 19),
    Force.BLOCKS,
    "Les preuves de la relation sont conservées tant qu'une action peut la contester, et un an de plus.",
    "The evidence of the relation is kept while an action may dispute it, and a year more.",
)
RET_5 = Rule(
    "RET-5",
    "RGPD art. 17",
    GDPR,
    Force.BLOCKS,
    "Ce qu'aucune loi ni aucun litige ne retient plus est effacé à la demande.",
    "What no law and no dispute retains any more is erased on request.",
)

RULE_OF: dict[Retention, Rule] = {
    Retention.PAY: RET_1,
    Retention.SOCIAL: RET_2,
    Retention.ACCOUNTING: RET_3,
    Retention.EVIDENCE: RET_4,
}
"""The rule that keeps each class."""

RETENTION_YEARS = Dated(
    "Durée de conservation de chaque classe de valeurs personnelles, en années",
    en="How long each class of personal values is kept, in years",
    source="L3243-4 et CSS L243-16, lu en novembre 2026 ; C. civ. 2224 et un an, comme décidé le "
    "2022-05-11 ; C. com. L123-22, selon des sources secondaires",
    values={
        GDPR: {
            Retention.PAY: 5,
            Retention.SOCIAL: 6,
            Retention.ACCOUNTING: 10,
            Retention.EVIDENCE: 6,
        }
    },
    rules=("RET-1", "RET-2", "RET-3", "RET-4"),
)
