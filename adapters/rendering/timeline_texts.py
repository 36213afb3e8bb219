"""The texts of a time line around its events, and at its end: French, then English."""

TIMELINE_TEXTS: dict[str, tuple[str, str]] = {
    "given": ("au départ", "at the start"),
    "legend": (
        (
            "● acte d'une partie   ↳ sa conséquence   ? demandé à cette partie   ✓ fait"
            "   ◷ ce que le temps amène   § règle   ▤ document scellé"
        ),
        (
            "● act of a party   ↳ its consequence   ? asked of this party   ✓ done   ◷ what time brings"
            "   § rule   ▤ sealed document"
        ),
    ),
    "ask_by": (", pour le {day}", ", by {day}"),
    "ask_answered": ("fait : ", "done: "),
    "ask_withdrawn": ("n'est plus dû : ", "no longer owed: "),
    "attempt_refused": ("se voit refuser {command}", "is refused {command}"),
    "the_end": ("Où en est-on", "Where it stands"),
    "mission": ("mission", "mission"),
    "mission_line": ("Mission {names} : {stage}", "Mission {names}: {stage}"),
    "stage": ("étape", "stage"),
    "invoice_line": (
        "facture {number} : {net} HT, {total} TTC, réglée {paid}",
        "invoice {number}: {net} before tax, {total} with tax, paid {paid}",
    ),
    "salaries": ("Salaires de {name}", "Salaries of {name}"),
    "salary_line": (
        "salaire {month} : {gross} brut, {net} versé",
        "salary {month}: {gross} gross, {net} paid out",
    ),
    "account_of": ("Compte d'activité de {name}", "Activity account of {name}"),
    "account_explained": (
        (
            "chaque euro reçu a une place : reçu = frais de gestion + frais professionnels + coût employeur "
            "+ réserve + disponible − avances"
        ),
        (
            "each euro received has its place: received = fee + expenses + employer cost + reserve "
            "+ available − advances"
        ),
    ),
    "refusals_and_breaches": (
        "{refusals} refus, {breaches} manquements, {asks} demandes, {facts} faits dans l'histoire",
        "{refusals} refusals, {breaches} breaches, {asks} asks, {facts} events in the history",
    ),
    "try_next": ("Trois commandes à essayer", "Three commands to try next"),
    "try_show": ("où en est la mission, qui doit quoi", "where the mission stands, who owes what"),
    "try_history": ("ce qui s'était passé ce jour-là", "what had happened by that day"),
    "try_html": ("la piste d'audit, à lire ou à imprimer", "the audit trail, to read or to print"),
}
