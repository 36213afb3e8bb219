"""The terms of autonomy: signals, families, measures of the guide, kinds of evidence."""

from domain.mission.signal_table import SIGNALS

SIGNAL_TEXTS: dict[str, tuple[str, str]] = {
    **{str(code): (f"{term.fr} ({code})", f"{term.en} ({code})") for code, term in SIGNALS.items()},
    # families, and how soon to look
    "power": ("pouvoir", "power"),
    "integration": ("intégration", "integration"),
    "dependence": ("dépendance", "dependence"),
    "statutory": ("manquement légal", "statutory"),
    "information": ("pour information", "for information"),
    "medium": ("à suivre", "to follow"),
    "high": ("à traiter", "to treat"),
    "critical": ("à traiter sans attendre", "to treat at once"),
    # measures of the guide
    "clear_contract": ("contrat clair, livrables et critères", "clear contract, deliverables and criteria"),
    "measurable_objectives": (
        "objectifs mesurables plutôt qu'ordres",
        "measurable objectives, no instructions",
    ),
    "formal_autonomy": ("autonomie d'organisation formulée", "autonomy put in writing"),
    "progress_points": ("points d'avancement réguliers", "regular progress points"),
    "exchanges_documented": ("échanges documentés", "exchanges documented"),
    "method_proved": ("preuves de la méthode", "method proved"),
    "clauses": ("clauses prévues", "clauses agreed"),
    "diversification": ("diversification progressive", "gradual diversification"),
    "external_channels": ("canaux externes", "external channels"),
    "less_hr_visibility": ("visibilité RH limitée", "less HR visibility"),
    "value_price": ("prix relié à la valeur", "price tied to value"),
    "prospecting": ("prospection active", "active prospecting"),
    "recourse_checked": ("cas de recours vérifié", "ground of recourse checked"),
    "qualification_checked": ("qualification vérifiée", "qualification checked"),
    "change_procedure": ("procédure de changement", "change procedure"),
    "records_completed": ("traçabilité complétée", "records completed"),
    # evidence
    "methodology": ("méthodologie", "methodology"),
    "own_planning": ("planning personnel", "own planning"),
    "proposal": ("proposition", "proposal"),
    "negotiation": ("négociation", "negotiation"),
    "contract": ("contrat", "contract"),
    "milestones": ("jalons", "milestones"),
    "minutes": ("compte rendu de réunion", "minutes"),
    "acceptance": ("recette", "acceptance"),
    "own_equipment": ("matériel personnel", "own equipment"),
    "security_requirement": ("exigence de sécurité", "security requirement"),
    "external_channel": ("canal externe", "external channel"),
    "instruction_declined": ("instruction déclinée", "instruction declined"),
    "absence_informed": ("absence annoncée", "absence announced"),
    "prospection": ("prospection", "prospecting"),
    "other_clients": ("autres clients", "other clients"),
    "recourse_justification": ("justification du recours", "justification of the recourse"),
    "qualification": ("qualification", "qualification"),
}
"""Each term of autonomy: French, then English."""
