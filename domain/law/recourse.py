"""When a client may resort to portage, and for what (L1254-1 to L1254-6)."""

from datetime import date

from domain.law import Dated, Force, Rule

ORDINANCE = date(2015, 4, 4)  # ordonnance 2015-380, in force
LABOUR_ACT = date(2016, 8, 10)  # loi 2016-1088

DEF_1 = Rule(
    "DEF-1",
    "L1254-1",
    LABOUR_ACT,
    Force.BLOCKS,
    "Chaque partie n'agit que pour elle-même : le client, le salarié porté, l'entreprise de portage.",
    "Each party acts only for itself: the client, the consultant, the umbrella company.",
)
DEF_2 = Rule(
    "DEF-2",
    "L1254-2 I",
    LABOUR_ACT,
    Force.BLOCKS,
    "Le salarié porté convient lui-même avec le client des conditions de la prestation et de son prix.",
    "The consultant agrees with the client the conditions of the work and its price himself.",
)
DEF_4 = Rule(
    "DEF-4",
    "L1254-2 III",
    LABOUR_ACT,
    Force.ADVICE,
    "L'entreprise de portage n'est pas tenue de fournir du travail au salarié porté.",
    "The umbrella company is not obliged to supply the consultant with work.",
)
DEF_5 = Rule(
    "DEF-5",
    "L1254-24",
    ORDINANCE,
    Force.ADVICE,
    "Seule une entreprise qui exerce le portage à titre exclusif, et l'a déclaré, conclut ces contrats.",
    "Only a company whose exclusive, declared activity is portage concludes these contracts.",
)
DEF_6 = Rule(
    "DEF-6",
    "L1254-6",
    ORDINANCE,
    Force.ADVICE,
    "Le portage n'échappe au prêt de main-d'œuvre illicite et au marchandage que s'il respecte ce chapitre.",
    "Portage is no illicit labour lending only as long as it keeps to the conditions of this chapter.",
)
REC_1 = Rule(
    "REC-1",
    "L1254-3",
    ORDINANCE,
    Force.BLOCKS,
    "Le client ne recourt au portage que pour une tâche occasionnelle hors de son activité normale et "
    "permanente, ou pour une prestation ponctuelle exigeant une expertise qu'il n'a pas.",
    "A client resorts to portage only for an occasional task outside its normal and permanent activity, "
    "or for a one-off service that needs an expertise it lacks.",
)
REC_2 = Rule(
    "REC-2",
    "L1254-4 I 1°",
    ORDINANCE,
    Force.BLOCKS,
    "Le portage ne peut remplacer un salarié dont le contrat est suspendu par un conflit collectif.",
    "Portage may not replace an employee whose contract is suspended by a collective dispute.",
)
REC_3 = Rule(
    "REC-3",
    "L1254-4 I 2°",
    ORDINANCE,
    Force.BLOCKS,
    "Le portage ne peut porter sur des travaux particulièrement dangereux, sauf dérogation.",
    "Portage may not be used for particularly dangerous work, save by derogation.",
)
REC_4 = Rule(
    "REC-4",
    "L1254-4 II",
    ORDINANCE,
    Force.BLOCKS,
    "La durée de la prestation ne dépasse pas 36 mois.",
    "The work does not last more than 36 months.",
)
REC_5 = Rule(
    "REC-5",
    "L1254-5",
    ORDINANCE,
    Force.BLOCKS,
    "Les services à la personne ne peuvent faire l'objet d'un contrat de portage.",
    "Home and personal services cannot be the object of a portage contract.",
)

REC_6 = Rule(
    "REC-6",
    "L1254-3 ; CA Douai, 28 juin 2019",
    ORDINANCE,
    Force.ADVICE,
    "Une mission dans le cœur de métier du client risque d'être jugée hors des cas de recours.",
    "A mission in the core business of the client risks being held outside the grounds of recourse.",
)

MISSION_MONTHS_MAX = Dated(
    "Durée maximale d'une prestation, en mois",
    en="Longest work, in months",
    source="Code du travail, art. L1254-4 II, version du 2015-04-04, lu en novembre 2026",
    values={ORDINANCE: 36},
    rules=("REC-4",),
)
