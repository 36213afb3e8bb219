"""The service contract between client and umbrella company, and what its parties agreed in it."""

from datetime import date

from domain.law import Dated, Force, Rule
from domain.law.employment import CONVENTION
from domain.law.recourse import ORDINANCE

CONTRACT_REFORM = date(2016, 10, 1)  # ordonnance 2016-131, in force

COM_1 = Rule(
    "COM-1",
    "L1254-22 al. 1",
    ORDINANCE,
    Force.BREACH,
    "Le contrat de prestation est conclu au plus tard deux jours ouvrables après le début du travail.",
    "The service contract is concluded at the latest two jours ouvrables after the work starts.",
)
COM_2 = Rule(
    "COM-2",
    "L1254-22 al. 2",
    ORDINANCE,
    Force.ADVICE,
    "Le contrat de prestation reprend les éléments essentiels négociés entre le salarié porté et le client.",
    "The service contract reproduces the essential elements that consultant and client negotiated.",
)
COM_3 = Rule(
    "COM-3",
    "L1254-22 al. 3",
    ORDINANCE,
    Force.BREACH,
    "Le salarié porté reçoit copie du contrat de prestation dans le même délai de deux jours ouvrables.",
    "The consultant receives a copy of the service contract within the same two jours ouvrables.",
)
COM_4 = Rule(
    "COM-4",
    "L1254-23",
    ORDINANCE,
    Force.BLOCKS,
    "Le contrat de prestation est écrit et comporte les neuf mentions de l'article L1254-23.",
    "The service contract is written and holds the nine items of article L1254-23.",
)
CC_1 = Rule(
    "CC-1",
    "IDCC 3219, art. 2.1",
    CONVENTION,
    Force.ADVICE,
    "Le salarié porté décide lui-même de l'organisation de son temps et de son travail.",
    "The consultant decides himself how his time and his work are organised.",
)
CC_3 = Rule(
    "CC-3",
    "IDCC 3219, art. 16",
    CONVENTION,
    Force.ADVICE,
    "Le salarié porté s'adresse à l'entreprise de portage après avoir trouvé et négocié sa mission.",
    "The consultant comes to the umbrella company after he has found and negotiated his mission.",
)
CC_4 = Rule(
    "CC-4",
    "IDCC 3219, art. 17.2",
    CONVENTION,
    Force.ADVICE,
    "Chaque mission a son propre contrat de prestation, même quand plusieurs se déroulent en même temps.",
    "Each mission has a service contract of its own, even when several run at the same time.",
)
CC_5 = Rule(
    "CC-5",
    "IDCC 3219, art. 18.1",
    CONVENTION,
    Force.BLOCKS,
    "L'entreprise de portage vérifie la conformité du contrat et facture la prestation telle que négociée.",
    "The umbrella company checks that the contract conforms, and invoices the work as negotiated.",
)
CC_8 = Rule(
    "CC-8",
    "IDCC 3219, art. 21.1",
    CONVENTION,
    Force.BREACH,
    "Quand le prix est renégocié, l'entreprise de portage en est informée dans les 48 heures.",
    "When the price is renegotiated, the umbrella company is told within 48 hours.",
)
AGR_1 = Rule(
    "AGR-1",
    "C. civ. 1103",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "Le contrat tient lieu de loi à ceux qui l'ont fait : un acte suit ce qu'ils y ont convenu.",
    "A contract is law between those who made it: an act follows what they agreed in it.",
)
AGR_2 = Rule(
    "AGR-2",
    "C. civ. 1113",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "Le contrat se forme par la rencontre d'une offre et d'une acceptation : chacun consent à son tour.",
    "A contract is formed when an offer meets an acceptance: each consents in turn.",
)
AGR_3 = Rule(
    "AGR-3",
    "C. civ. 1193",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "Le contrat ne change que du consentement de toutes les parties.",
    "A contract changes only by the consent of all its parties.",
)
AGR_4 = Rule(
    "AGR-4",
    "C. civ. 1120",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "Le silence ne vaut acceptation que si le contrat le prévoit, une fois le délai convenu passé.",
    "Silence is acceptance only where the contract says so, once the delay agreed has passed.",
)
AGR_5 = Rule(
    "AGR-5",
    "C. civ. 1212",
    CONTRACT_REFORM,
    Force.BREACH,
    "Un contrat s'exécute jusqu'à son terme ; qui y met fin plus tôt respecte le préavis convenu.",
    "A contract is performed until its end; whoever ends it earlier keeps to the notice agreed.",
)
PROOF_1 = Rule(
    "PROOF-1",
    "C. civ. 1353",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "L'acte d'une autre partie, ou un fait passé, n'est constaté que sur un document.",
    "Another party's act, or a past event, is recorded only on a document.",
)

PROOF_2 = Rule(
    "PROOF-2",
    "C. civ. 1353",
    CONTRACT_REFORM,
    Force.BLOCKS,
    "Un fait n'est constaté qu'une fois arrivé : son jour n'est pas à venir.",
    "What happened is recorded once it has happened: its day is not one to come.",
)

CTL_1 = Rule(
    "CTL-1",
    "règle interne de l'entreprise de portage",
    CONVENTION,
    Force.BLOCKS,
    "Certains actes demandent deux personnes différentes : coordonnées bancaires, fichier de salaires, "
    "passage en perte, rejet d'un signal.",
    "Some acts need two different persons: bank details, a salary file, a write-off, the dismissal of a "
    "signal.",
)

SIGNING_DAYS_MAX = Dated(
    "Délai de conclusion du contrat de prestation, en jours ouvrables après le premier jour travaillé",
    en="Time to conclude the service contract, in jours ouvrables after the first day worked",
    source="Code du travail, art. L1254-22 al. 1, version du 2015-04-04, lu en novembre 2026",
    values={ORDINANCE: 2},
    rules=(
        "COM-1",
        "COM-3",
    ),
)
PRICE_NOTICE_HOURS = Dated(
    "Délai d'information de l'entreprise de portage sur un prix renégocié, en heures",
    en="Time to tell the umbrella company of a price renegotiated, in hours",
    source="IDCC 3219, art. 21.1, convention du 2017-03-22, lu en novembre 2026",
    values={CONVENTION: 48},
    rules=("CC-8",),
)
