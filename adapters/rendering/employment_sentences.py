"""The sentence of each event of a consultant; see `event_sentences.py`."""

CONSULTANT_SENTENCES: dict[str, tuple[str, str]] = {
    "consultant-registered": ("enregistre {name:name}", "registers {name:name}"),
    "qualification-verified": (
        "vérifie la qualification : {kind:word}, {years} ans",
        "verifies the qualification: {kind:word}, {years} years",
    ),
    "level-assigned": (
        "classe : {level:word}, dès le {from_on:day}",
        "classifies: {level:word}, from {from_on:day}",
    ),
    "hire-declared": (
        "déclare l'embauche du {hired_on:day} ({reference})",
        "declares the hire of {hired_on:day} ({reference})",
    ),
    "employment-contract-concluded": (
        "conclut le contrat de travail : {kind:word}, dès le {starts_on:day}",
        "concludes the employment contract: {kind:word}, from {starts_on:day}",
    ),
    "employment-contract-delivered": ("remet le contrat de travail", "hands over the employment contract"),
    "simulation-delivered": (
        "remet une simulation : {price:€} par mois donnent {gross:€} brut, {net_before_tax:€} net",
        "hands over a simulation: {price:€} a month make {gross:€} gross, {net_before_tax:€} net",
    ),
    "social-cover-affiliated": (
        "affilie à {body} pour {cover:word}, dès le {from_on:day}",
        "affiliates to {body} for {cover:word}, from {from_on:day}",
    ),
    "bank-details-changed": (
        "change, à deux, les coordonnées bancaires dès le {from_on:day}",
        "changes, by two, the bank details from {from_on:day}",
    ),
    "employment-contract-renewed": (
        "renouvelle le contrat de travail, n° {rank}, jusqu'au {ends_on:day}",
        "renews the employment contract, no. {rank}, until {ends_on:day}",
    ),
    "employment-contract-postponed": (
        "reporte le terme du contrat de travail du {was_until:day} au {ends_on:day}",
        "puts the term of the employment contract off from {was_until:day} to {ends_on:day}",
    ),
    "trial-period-renewed": (
        "renouvelle la période d'essai jusqu'au {ends_on:day}",
        "renews the trial period until {ends_on:day}",
    ),
    "trial-period-ended": (
        "met fin à la période d'essai : {outcome:word} ; préavis jusqu'au {notice_until:day}",
        "ends the trial period: {outcome:word}; notice until {notice_until:day}",
    ),
    "extra-days-agreed": (
        "convient de {days} jours au-delà du forfait, majorés de {premium:%}",
        "agrees {days} days beyond the yearly count, at a premium of {premium:%}",
    ),
    "prospecting-period-opened": (
        "ouvre une période de prospection le {from_on:day}",
        "opens a prospecting period on {from_on:day}",
    ),
    "prospecting-period-closed": (
        "clôt la période de prospection le {closed_on:day} : {because:word}",
        "closes the prospecting period on {closed_on:day}: {because:word}",
    ),
    "interview-requested": (
        "demande un entretien, à tenir au plus tard le {due_on:day} : {subject:text}",
        "asks for an interview, to be held by {due_on:day}: {subject:text}",
    ),
    "mission-opened": ("une mission s'ouvre chez un client", "a mission opens at a client"),
    "interview-held": ("tient {kind:word} le {held_on:day}", "holds {kind:word} on {held_on:day}"),
    "sick-leave-recorded": (
        "enregistre un arrêt de travail, à signaler au plus tard le {declare_by:day}",
        "records a sick leave, to be reported by {declare_by:day}",
    ),
    "prospecting-logged": (
        "prospecte le {day:day} : {what:text}",
        "looks for work on {day:day}: {what:text}",
    ),
    "availability-announced": (
        "annonce sa disponibilité à {share:%} dès le {from_on:day}",
        "announces availability of {share:%} from {from_on:day}",
    ),
    "training-followed": (
        "suit une formation de {hours} heures : {title:text}",
        "follows a training of {hours} hours: {title:text}",
    ),
    "other-activity-declared": (
        "déclare une autre activité, {kind:word}, dès le {from_on:day}",
        "declares another activity, {kind:word}, from {from_on:day}",
    ),
    "diversification-plan-agreed": (
        "convient d'un plan de diversification, à revoir le {review_on:day} : {plan:text}",
        "agrees a diversification plan, to be reviewed on {review_on:day}: {plan:text}",
    ),
    "diversification-reviewed": (
        "revoit la diversification le {held_on:day} : {findings:text}",
        "reviews the diversification on {held_on:day}: {findings:text}",
    ),
    "employment-ended": (
        "constate la fin du contrat de travail le {ended_on:day} : {because:word}",
        "states the end of the employment contract on {ended_on:day}: {because:word}",
    ),
    "final-settlement-delivered": (
        "remet le solde de tout compte : indemnité {indemnity:€}, congés {paid_leave:€}, solde {balance:€}",
        "hands over the final settlement: indemnity {indemnity:€}, leave {paid_leave:€}, balance {balance:€}",
    ),
    "subject-key-destroyed": (
        "efface les données de la classe {retention:word}",
        "erases the values of class {retention:word}",
    ),
    "erasure-refused": (
        "ne peut effacer {kept:n classe/classes} de données, que la loi conserve",
        "cannot erase {kept:n class/classes} of values, which the law keeps",
    ),
}
