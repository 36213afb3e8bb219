"""The terms of employment for people, in French and in English, by the word in the code."""

EMPLOYMENT_TERMS: dict[str, tuple[str, str]] = {
    # social cover
    "health": ("frais de santé", "health"),
    "welfare": ("prévoyance", "welfare"),
    "pension": ("retraite complémentaire", "pension"),
    "occupational_health": ("santé au travail", "occupational health"),
    # the trial
    "confirmed": ("confirmée", "confirmed"),
    "ended_by_umbrella": ("rompue par l'entreprise de portage", "broken off by the umbrella company"),
    "ended_by_consultant": ("rompue par le consultant", "broken off by the consultant"),
    # between two missions, interviews
    "new_mission": ("nouvelle mission", "new mission"),
    "employment_ended": ("fin du contrat de travail", "end of employment"),
    "annual": ("l'entretien annuel", "the annual interview"),
    "on_request": ("l'entretien demandé", "the interview asked for"),
    "professional": ("l'entretien professionnel", "the professional interview"),
    # other activities
    "self_employed": ("indépendant", "self-employed"),
    "employee": ("salarié", "employee"),
    "teaching": ("enseignement", "teaching"),
    "company_officer": ("mandataire social", "company officer"),
    # why employment ended
    "end_of_term": ("terme du contrat", "end of the term"),
    "event_realised": ("réalisation de l'objet", "the object is realised"),
    "trial_ended": ("rupture de la période d'essai", "end of the trial"),
    "resignation": ("démission", "resignation"),
    "dismissal": ("licenciement", "dismissal"),
    "mutual_agreement": ("commun accord", "mutual agreement"),
    "serious_fault": ("faute grave", "serious fault"),
    "force_majeure": ("force majeure", "force majeure"),
    "unfitness": ("inaptitude", "unfitness for work"),
    "hired_elsewhere": ("embauche ailleurs", "hired elsewhere"),
    "retirement": ("retraite", "retirement"),
    "death": ("décès", "death"),
    "heirs": ("ayants droit", "heirs"),
    # retention classes of personal data
    "pay": ("paie", "pay"),
    "social": ("social", "social"),
    "accounting": ("comptabilité", "accounting"),
}
"""Each term of employment: French, then English."""
