"""What the umbrella company must hold to carry on its activity (L1254-24 to L1254-29)."""

from datetime import date

from domain.cents_and_months import add_months
from domain.law import Dated, Force, Rule
from domain.law.contract import CONTRACT_REFORM
from domain.law.pay import PMSS
from domain.law.recourse import ORDINANCE

GUARANTEE_DECREE = date(2016, 1, 1)  # décret 2015-1886, in force

EPS_3 = Rule(
    "EPS-3",
    "D1254-1",
    GUARANTEE_DECREE,
    Force.BREACH,
    "La garantie couvre au moins un dixième de la masse salariale de l'année précédente, et jamais moins de "
    "deux fois le plafond annuel de la sécurité sociale.",
    "The guarantee covers at least a tenth of the payroll of the year before, and never less than twice the "
    "annual social-security ceiling.",
)
EPS_4 = Rule(
    "EPS-4",
    "L1254-26 III",
    ORDINANCE,
    Force.BREACH,
    "À la demande du client, l'entreprise de portage atteste sa situation envers les organismes sociaux.",
    "On request of a client, the umbrella company attests its situation towards the social bodies.",
)
EPS_6 = Rule(
    "EPS-6",
    "R1254-2 ; R1251-15",
    GUARANTEE_DECREE,
    Force.BREACH,
    "L'attestation du garant est adressée à l'inspection du travail dans les dix jours de la garantie.",
    "The guarantor's certificate is sent to the labour inspectorate within ten days of the guarantee.",
)
VIG_1 = Rule(
    "VIG-1",
    "L8222-1 ; D8222-5",
    date(2012, 1, 1),
    Force.BREACH,
    "Dès 5 000 € hors taxes, le client reçoit à la signature, puis tous les six mois, une attestation de "
    "vigilance de moins de six mois.",
    "From 5 000 € before tax, the client receives at signature, then every six months, a certificate of "
    "vigilance less than six months old.",
)
HLD_1 = Rule(
    "HLD-1",
    "RGPD, art. 17.3 b et e",
    date(2018, 5, 25),
    Force.BLOCKS,
    "Ce qu'un contrôle ou un litige concerne est conservé tant qu'il dure.",
    "What a control or a dispute is about is kept while it lasts.",
)
POL_1 = Rule(
    "POL-1",
    "règle interne de l'entreprise de portage",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "Les seuils d'alerte vont croissant, et chaque relance a son propre jour.",
    "The thresholds that warn rise one after the other, and each reminder has a day of its own.",
)

ANNUAL_CEILING = Dated(
    "Plafond annuel de la sécurité sociale (PASS), en centimes",
    en="Annual social-security ceiling (PASS), in cents",
    source=PMSS.source,
    values={day: 12 * monthly for day, monthly in PMSS.values.items()},
    rules=("EPS-3",),
)
GUARANTEE_CEILINGS = Dated(
    "Minimum de la garantie financière, en plafonds annuels",
    en="Least financial guarantee, in annual ceilings",
    source="Code du travail, art. D1254-1",
    values={GUARANTEE_DECREE: 2},
    rules=("EPS-3",),
)
GUARANTEE_PAYROLL_SHARE = Dated(
    "Minimum de la garantie financière, en points de base de la masse salariale de l'année précédente",
    en="Least financial guarantee, in basis points of the payroll of the year before",
    source="Code du travail, art. D1254-1",
    values={GUARANTEE_DECREE: 1_000},
    rules=("EPS-3",),
)
ATTESTATION_DAYS_MAX = Dated(
    "Délai d'envoi de l'attestation du garant, en jours",
    en="Time to send the guarantor's certificate, in days",
    source="Code du travail, art. R1251-15, auquel renvoie R1254-2",
    values={GUARANTEE_DECREE: 10},
    rules=("EPS-6",),
)
VIGILANCE_FROM = Dated(
    "Montant hors taxes dès lequel l'attestation de vigilance est due, en centimes",
    en="Amount before tax from which the certificate of vigilance is due, in cents",
    source="Code du travail, art. R8222-1",
    values={date(2015, 4, 1): 500_000},
    rules=("VIG-1",),
)
VIGILANCE_MONTHS = Dated(
    "Âge et rythme de l'attestation de vigilance, en mois",
    en="Age and rhythm of the certificate of vigilance, in months",
    source="Code du travail, art. D8222-5",
    values={date(2012, 1, 1): 6},
    rules=("VIG-1", "EPS-4"),
)
ASKED_AHEAD_MONTHS = Dated(
    "Avance avec laquelle une partie est sollicitée, quand le jour est connu de loin, en mois",
    en="How long before a day known from afar a party is asked, in months",
    source="Règle de la maison ; IDCC 3219, avenant n° 7, invite à l'entretien professionnel un mois avant",
    values={CONTRACT_REFORM: 1},
    rules=("POL-1",),
)


def first_ask_day(due_on: date) -> date:
    """Return the first day to ask for an act whose due day is known long before."""
    return add_months(due_on, -ASKED_AHEAD_MONTHS.value_on(due_on))
