"""The rules behind the risk signals: what shows a consultant's autonomy, or puts it in doubt.

A signal is a matter to examine and treat, never a score or a verdict.
"""

from datetime import date

from domain.law import Force, Rule
from domain.law.employment import CONVENTION
from domain.law.recourse import LABOUR_ACT, ORDINANCE

SOCIETE_GENERALE = date(1996, 11, 13)  # the test of subordination: instructions, control, sanction
MINISTRY = date(2013, 8, 6)  # the indicators of the ministry of labour

S01 = Rule(
    "S01",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le salarié porté fixe ses horaires : le client ne lui en impose pas.",
    "The consultant sets his hours: the client imposes none.",
)
S02 = Rule(
    "S02",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le client demande des résultats ; il ne donne pas d'ordres sur la méthode.",
    "The client asks for results; it gives no commands on method.",
)
S03 = Rule(
    "S03",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le client n'a aucun pouvoir de sanction sur le salarié porté, et ne l'évalue pas comme un salarié.",
    "The client has no power to sanction the consultant, and does not appraise him as an employee.",
)
S04 = Rule(
    "S04",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le salarié porté informe le client de ses absences ; il ne lui en demande pas l'autorisation.",
    "The consultant informs the client of his absences; he does not ask its leave.",
)
S05 = Rule(
    "S05",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le suivi tient en points d'avancement convenus, sans compte rendu quotidien ni validation hiérarchique.",
    "Follow-up keeps to agreed progress points, without daily reports or hierarchical approval.",
)
S06 = Rule(
    "S06",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le salarié porté ne figure ni au planning ni à l'organigramme du client.",
    "The consultant stands neither in the client's rota nor in its organisation chart.",
)
S07 = Rule(
    "S07",
    "Rép. min. n° 7103, JO 6 août 2013",
    MINISTRY,
    Force.ADVICE,
    "Le salarié porté se présente au client comme un prestataire : ni adresse, ni badge, ni "
    "signature de salarié.",
    "The consultant appears as a provider: no employee's address, badge or signature.",
)
S08 = Rule(
    "S08",
    "Rép. min. n° 7103, JO 6 août 2013",
    MINISTRY,
    Force.ADVICE,
    "Le salarié porté travaille avec son matériel, sauf celui que la sécurité ou la taille impose.",
    "The consultant works with his own equipment, save what security or size requires.",
)
S09 = Rule(
    "S09",
    "Rép. min. n° 7103, JO 6 août 2013",
    MINISTRY,
    Force.ADVICE,
    "Un client unique est permis ; au-delà de 70 % de la facturation, la dépendance est documentée et revue.",
    "A single client is allowed; beyond 70 % of the invoicing, dependence is documented and reviewed.",
)
S10 = Rule(
    "S10",
    "IDCC 3219, art. 24",
    CONVENTION,
    Force.ADVICE,
    "Le salarié porté reste libre de travailler pour d'autres clients.",
    "The consultant stays free to work for other clients.",
)
S11 = Rule(
    "S11",
    "Rép. min. n° 7103, JO 6 août 2013",
    MINISTRY,
    Force.ADVICE,
    "La facturation au temps est permise ; elle s'accompagne de livrables et de critères d'acceptation.",
    "Billing by time is allowed; deliverables and acceptance criteria go with it.",
)
S12 = Rule(
    "S12",
    "Rép. min. n° 7103, JO 6 août 2013",
    MINISTRY,
    Force.ADVICE,
    "Le salarié porté qui a été salarié du client n'y reprend pas les mêmes fonctions.",
    "A consultant who was the client's employee does not take the same functions up again.",
)
S13 = Rule(
    "S13",
    "L1254-3",
    ORDINANCE,
    Force.BREACH,
    "La mission ne relève pas de l'activité normale et permanente du client.",
    "The mission is outside the client's normal and permanent activity.",
)
S14 = Rule(
    "S14",
    "L1254-4 II",
    ORDINANCE,
    Force.BREACH,
    "La prestation ne dépasse pas 36 mois ; à 30 mois, sa fin se prépare.",
    "The work does not last more than 36 months; at 30 months, its end is prepared.",
)
S15 = Rule(
    "S15",
    "L1254-12, L1254-13, L1254-17",
    ORDINANCE,
    Force.BREACH,
    "Le contrat à durée déterminée ne dépasse ni sa durée maximale ni deux renouvellements.",
    "The fixed-term contract exceeds neither its maximum length nor two renewals.",
)
S16 = Rule(
    "S16",
    "L1254-22",
    ORDINANCE,
    Force.BREACH,
    "Contrat de prestation et copie sont prêts deux jours ouvrables après le début du travail.",
    "Service contract and copy are there two jours ouvrables after the work starts.",
)
S17 = Rule(
    "S17",
    "L1254-4 I, L1254-5",
    ORDINANCE,
    Force.BREACH,
    "La mission ne remplace pas un gréviste et n'est ni un travail dangereux ni un service à la personne.",
    "The mission replaces no striker, and is neither dangerous work nor a home service.",
)
S18 = Rule(
    "S18",
    "L1254-2 I",
    LABOUR_ACT,
    Force.BREACH,
    "Le salarié porté négocie lui-même son prix avec le client.",
    "The consultant negotiates his price with the client himself.",
)
S19 = Rule(
    "S19",
    "IDCC 3219, art. 16",
    CONVENTION,
    Force.ADVICE,
    "Le salarié porté trouve lui-même sa mission, puis s'adresse à l'entreprise de portage.",
    "The consultant finds his mission himself, then turns to the umbrella company.",
)
S20 = Rule(
    "S20",
    "L1254-25",
    ORDINANCE,
    Force.BREACH,
    "Le compte d'activité et le compte rendu d'activité sont tenus chaque mois.",
    "The activity account and the activity report are kept each month.",
)
S21 = Rule(
    "S21",
    "L3121-18 ; IDCC 3219, avenant n° 4",
    LABOUR_ACT,
    Force.BREACH,
    "Les durées maximales de travail et les repos sont respectés.",
    "The maximum working times and the rests are kept.",
)
S22 = Rule(
    "S22",
    "Cass. soc., 13 nov. 1996, n° 94-13.187",
    SOCIETE_GENERALE,
    Force.ADVICE,
    "Le salarié porté ne suit ni réunions d'équipe obligatoires, ni formation interne, ni entretien "
    "annuel du client.",
    "The consultant attends no mandatory team meeting, internal training or annual appraisal of the client.",
)
S23 = Rule(
    "S23",
    "IDCC 3219, art. 2.2",
    CONVENTION,
    Force.BREACH,
    "Le salarié porté a la qualification ou l'expérience que la branche demande.",
    "The consultant holds the qualification or the experience that the branch requires.",
)
