"""The sentences of a mission's contingencies: papers, pauses, asks, corrections, an early end."""

from adapters.rendering.ask_terms import ASK_SENTENCES

CONTINGENCY_SENTENCES: dict[str, tuple[str, str]] = {
    "purchase-order-recorded": (
        "enregistre le bon de commande {number} : {amount:€}, dès le {valid_from:day}",
        "records purchase order {number}: {amount:€}, from {valid_from:day}",
    ),
    "derogation-recorded": (
        "enregistre une dérogation à {rule}, accordée par {authority}",
        "records a derogation from {rule}, granted by {authority}",
    ),
    "earlier-mission-weighed": (
        "pèse une mission antérieure du {began_on:day} au {ended_on:day} : {reason:text}",
        "weighs an earlier mission, {began_on:day} to {ended_on:day}: {reason:text}",
    ),
    "mission-taken-over": (
        "reprend une mission en cours depuis le {past.started_on:day} : {past.months:n mois/mois} de passé",
        "takes over a mission under way since {past.started_on:day}: {past.months:n month/months} behind it",
    ),
    "signature-overdue": (
        "contrat de prestation dû le {due_on:day}, non conclu : {missing:n signature/signatures} en moins",
        "service contract not concluded, due {due_on:day}: {missing:n signature/signatures} missing",
    ),
    "expense-reversed": (
        "revient sur l'approbation des frais {expense} : {reason:text}",
        "takes back the approval of expense {expense}: {reason:text}",
    ),
    "mission-suspended": (
        "suspend la mission dès le {from_on:day} : {reason:word}",
        "suspends the mission from {from_on:day}: {reason:word}",
    ),
    "mission-resumed": (
        "reprend la mission le {resumed_on:day}",
        "resumes the mission on {resumed_on:day}",
    ),
    "contact-replaced": (
        "change l'interlocuteur de la mission dès le {from_on:day} : {powers:n pouvoir/pouvoirs}",
        "changes the contact of the mission from {from_on:day}: {powers:n power/powers}",
    ),
    "partly-accepted": (
        "accepte le livrable {deliverable} pour {share:%} : {reasons:text}",
        "accepts {share:%} of deliverable {deliverable}: {reasons:text}",
    ),
    "deliverable-deemed-accepted": (
        "livrable {deliverable} réputé accepté, sans réponse au {answer_due_on:day}",
        "deliverable {deliverable} deemed accepted, no answer by {answer_due_on:day}",
    ),
    "acceptance-reopened": (
        "revient sur la réponse au livrable {deliverable} : {reason:text}",
        "takes back the answer to deliverable {deliverable}: {reason:text}",
    ),
    "change-lapsed": (
        "changement {change} caduc, sans toutes les réponses au {answer_due_on:day}",
        "change {change} lapsed, not all had answered by {answer_due_on:day}",
    ),
    "mission-extended": (
        "mission prolongée du {ended_on:day} au {ends_on:day} par l'avenant {change}",
        "mission extended from {ended_on:day} to {ends_on:day} by amendment {change}",
    ),
    **ASK_SENTENCES,
    "notice-given": (
        "donne congé : préavis jusqu'au {ends_on:day}, {reason:text}",
        "gives notice until {ends_on:day}: {reason:text}",
    ),
    "mission-terminated": (
        (
            "met fin à la mission le {terminated_on:day} ({clause:word}) ; restent dus : travail "
            "{remains.work:€}, préavis {remains.notice:€}, indemnité {remains.indemnity:€}"
        ),
        (
            "ends the mission on {terminated_on:day} ({clause:word}); remain due: work "
            "{remains.work:€}, notice {remains.notice:€}, indemnity {remains.indemnity:€}"
        ),
    ),
}
"""The sentence of each of these events, by the name of the event."""

CONTINGENCY_TERMS: dict[str, tuple[str, str]] = {
    "client_decision": ("décision du client", "the client's decision"),
    "consultant_unavailable": ("consultant indisponible", "the consultant is not available"),
    "agreed_pause": ("pause convenue", "a pause agreed"),
    "safety": ("sécurité", "safety"),
    "force_majeure": ("force majeure", "force majeure"),
    "notice": ("préavis", "notice"),
    "agreement": ("accord amiable", "agreement"),
    "non_performance": ("inexécution", "non-performance"),
    "never_signed": ("contrat jamais conclu", "contract never concluded"),
    "follow": ("suivre", "follow"),
    "validate": ("valider", "validate"),
    "accept": ("recevoir les livrables", "accept deliverables"),
    "sign": ("signer", "sign"),
    "clause": ("clause", "clause"),
}
"""The terms in the fields of these events: French, then English."""
