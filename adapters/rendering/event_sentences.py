"""The sentence of each event, in French and in English, by its stored type; the sentence has no actor.

`{field:format}` inserts a field: `€` an amount in cents, `%` a share in basis points, `d` half-days as days,
`day`, `month`, `word` a term of the catalogue, `text` a sealed text opened and quoted, `n one/many` a count;
see `event_renderer.py`.
"""

from adapters.rendering import money_sentences as money
from adapters.rendering.ask_terms import ASK_SENTENCES
from adapters.rendering.company_sentences import CLIENT_SENTENCES, UMBRELLA_SENTENCES
from adapters.rendering.contingency_sentences import CONTINGENCY_SENTENCES
from adapters.rendering.employment_sentences import CONSULTANT_SENTENCES

_MISSION_SENTENCES = {
    "need-stated": (
        "exprime un besoin : {need.what:text} ; motif : {need.ground:word}",
        "states a need: {need.what:text}; ground: {need.ground:word}",
    ),
    "proposal-made": (
        "propose {proposal.price:€} ; méthode : {proposal.method:text}",
        "proposes {proposal.price:€}; method: {proposal.method:text}",
    ),
    "terms-negotiated": ("négocie : {price:€}, {reasons:text}", "negotiates: {price:€}, {reasons:text}"),
    "mission-scoped": (
        (
            "écrit le périmètre : {scope.object:text}, {scope.price.amount:€} {scope.price.mode:word}, "
            "{scope.deliverables:n livrable/livrables}, du {scope.starts_on:day} au {scope.ends_on:day}"
        ),
        (
            "writes the scope: {scope.object:text}, {scope.price.amount:€} {scope.price.mode:word}, "
            "{scope.deliverables:n deliverable/deliverables}, {scope.starts_on:day} to {scope.ends_on:day}"
        ),
    ),
    "scope-revised": (
        "récrit le périmètre : {scope.price.amount:€}, {reason:text}",
        "rewrites the scope: {scope.price.amount:€}, {reason:text}",
    ),
    "mission-verified": (
        "vérifie le contrat, {grounds:n point/points}, et prend la mission",
        "checks the contract, {grounds:n item/items}, and takes the mission on",
    ),
    "mission-declined": (
        "ne prend pas la mission : {reason:text}",
        "does not take the mission on: {reason:text}",
    ),
    "mission-abandoned": ("renonce à la mission : {reason:text}", "gives the mission up: {reason:text}"),
    "consent-given": ("consent au périmètre et au prix", "consents to scope and price"),
    "contract-signed": (
        "signe {contract:word} : {signatory:name}, {capacity:name}",
        "signs {contract:word}: {signatory:name}, {capacity:name}",
    ),
    "mission-signed": ("mission signée", "mission signed"),
    "contract-copy-delivered": (
        "remet au consultant la copie du contrat signé",
        "hands the consultant a copy of the signed contract",
    ),
    "mission-started": (
        "commence le travail le {first_day:day} ; contrat dû au plus tard le {contract_due_on:day}",
        "starts work on {first_day:day}; contract due by {contract_due_on:day}",
    ),
    "milestone-reached": ("atteint le jalon {milestone}", "reaches milestone {milestone}"),
    "milestone-validated": ("valide le jalon {milestone}", "validates milestone {milestone}"),
    "progress-reviewed": (
        "tient le point d'avancement du {held_on:day} : {minutes:text}, {decisions:n décision/décisions}",
        "holds the progress point of {held_on:day}: {minutes:text}, {decisions:n decision/decisions}",
    ),
    "days-worked-recorded": (
        "{half_days:d} de prestation en {month:month}",
        "{half_days:d} of work in {month:month}",
    ),
    "activity-acknowledged": (
        "vise les jours de {month:month}",
        "has seen the days of {month:month}",
    ),
    "expense-claimed": (
        "déclare {expense.net:€} de frais : {expense.nature:word} du {expense.spent_on:day}",
        "claims {expense.net:€} of expenses: {expense.nature:word} of {expense.spent_on:day}",
    ),
    "expense-approved": ("approuve les frais {expense}", "approves expense {expense}"),
    "expense-declined": (
        "refuse les frais {expense} : {reason:text}",
        "declines expense {expense}: {reason:text}",
    ),
    "breach-recorded": (
        "manquement à {ground.rule} ({ground.article}) depuis le {since:day}",
        "breach of {ground.rule} ({ground.article}) since {since:day}",
    ),
    "breach-cured": ("manquement à {rule} régularisé : {how}", "breach of {rule} cured: {how}"),
    "record-contested": (
        "conteste un fait enregistré : {reason:text}",
        "contests a recorded event: {reason:text}",
    ),
    "autonomy-evidence-recorded": (
        "conserve une preuve d'autonomie du {made_on:day}, {kind:word} : {about:text}",
        "keeps evidence of autonomy of {made_on:day}, {kind:word}: {about:text}",
    ),
    "autonomy-signal-raised": (
        "relève un signal : {code:word}, vu le {seen_on:day}, {attention:word}",
        "raises a signal: {code:word}, seen on {seen_on:day}, {attention:word}",
    ),
    "autonomy-signal-mitigated": (
        "traite le signal {code:word} : {measure:word}, {how:text}",
        "mitigates signal {code:word}: {measure:word}, {how:text}",
    ),
    "autonomy-signal-dismissed": (
        "écarte, à deux, le signal {code:word} : {reason:text}",
        "dismisses, by two, signal {code:word}: {reason:text}",
    ),
    "single-client-reviewed": (
        "revoit la situation de client unique, jusqu'au {next_on:day} : {plan:text}",
        "reviews the situation of a single client, until {next_on:day}: {plan:text}",
    ),
    "deliverable-submitted": (
        "remet le livrable {deliverable}, version {attempt}",
        "hands over deliverable {deliverable}, attempt {attempt}",
    ),
    "deliverable-accepted": (
        "accepte le livrable {deliverable} : {criteria:n critère rempli/critères remplis}",
        "accepts deliverable {deliverable}: {criteria:n criterion/criteria} met",
    ),
    "accepted-with-reservations": (
        "accepte le livrable {deliverable} avec {reservations:n réserve/réserves} : {reservations[0]:text}",
        "accepts deliverable {deliverable}, {reservations:n reserve/reserves}: {reservations[0]:text}",
    ),
    "deliverable-rejected": (
        "rejette le livrable {deliverable} : {reasons:text}",
        "rejects deliverable {deliverable}: {reasons:text}",
    ),
    "change-requested": (
        "demande le changement {change} : {what:text}",
        "asks for change {change}: {what:text}",
    ),
    "change-consented": ("accepte le changement {change}", "agrees to change {change}"),
    "change-declined": (
        "refuse le changement {change} : {reason:text}",
        "declines change {change}: {reason:text}",
    ),
    "change-withdrawn": (
        "retire la demande de changement {change} : {reason:text}",
        "withdraws change {change}: {reason:text}",
    ),
    "scope-amended": (
        "périmètre modifié par l'avenant {change} : {scope.price.amount:€}, jusqu'au {scope.ends_on:day}",
        "scope amended by {change}: {scope.price.amount:€}, until {scope.ends_on:day}",
    ),
    "invoiced": (
        "émet la facture {number} : {net:€} HT, {total:€} TTC, due le {due_on:day}",
        "issues invoice {number}: {net:€} before tax, {total:€} with tax, due {due_on:day}",
    ),
    "invoice-transmitted": ("envoie la facture {number}", "sends invoice {number}"),
    "payment-received": (
        "reçoit {amount:€} pour la facture {number}, virement {reference}",
        "receives {amount:€} for invoice {number}, transfer {reference}",
    ),
    "salary-paid": (
        "part de la mission dans le salaire de {month:month} : {gross:€} brut, {net_paid:€} versé",
        "this mission's share of the salary of {month:month}: {gross:€} gross, {net_paid:€} paid",
    ),
    "mission-completed": (
        "déclare le travail fini le {completed_on:day}",
        "declares the work over on {completed_on:day}",
    ),
    "mission-closed": (
        "mission close : tout est facturé et soldé, les salaires sont versés",
        "mission closed: all is invoiced and settled, salaries are paid",
    ),
}

_PAY_MONTH_SENTENCES = {
    "activity-reported": (
        "déclare son activité de {month:month} : {days:half}, {days:n ligne/lignes}",
        "reports the activity of {month:month}: {days:half}, {days:n line/lines}",
    ),
    "activity-returned": ("renvoie le compte rendu : {reason:text}", "returns the report: {reason:text}"),
    "activity-corrected": (
        "corrige son compte rendu : {days:half}, {reason:text}",
        "corrects the report: {days:half}, {reason:text}",
    ),
    "activity-approved": ("approuve le compte rendu d'activité", "approves the activity report"),
    "advance-granted": (
        "avance {amount:€} pour {makes_up_for:word}",
        "advances {amount:€} for {makes_up_for:word}",
    ),
    "salary-computed": (
        (
            "calcule la paie : {payslip.gross:€} brut, {payslip.net_paid:€} net à payer, coût employeur "
            "{payslip.employer_cost:€}"
        ),
        (
            "computes the pay: {payslip.gross:€} gross, {payslip.net_paid:€} net, employer cost "
            "{payslip.employer_cost:€}"
        ),
    ),
    "salary-transferred": (
        "verse le salaire : {amount:€}, virement {reference}",
        "pays the salary: {amount:€}, transfer {reference}",
    ),
    "statement-delivered": (
        "remet le relevé de compte : reçu {received:€}, frais {management_fee:€}, solde {closing:€}",
        (
            "hands over the account statement: received {received:€}, fee {management_fee:€}, "
            "balance {closing:€}"
        ),
    ),
}

_ACCOUNT_SENTENCES = {
    "account-opened": ("compte d'activité ouvert", "activity account opened"),
    "entry-posted": (
        "compte : {kind:word} {postings[1].amount:€}",
        "account: {kind:word} {postings[1].amount:€}",
    ),
    "month-closed": (
        "compte de {month:month} arrêté : {opening:€} → {closing:€}",
        "account of {month:month} closed: {opening:€} → {closing:€}",
    ),
}

EVENT_SENTENCES: dict[str, tuple[str, str]] = {
    f"fr.jalon.{kind}.{name}.v1": sentence
    for kind, events in {
        "mission": {**_MISSION_SENTENCES, **money.MISSION_MONEY_SENTENCES, **CONTINGENCY_SENTENCES},
        "pay-month": {**_PAY_MONTH_SENTENCES, **money.PAY_MONTH_SENTENCES},
        "consultant": CONSULTANT_SENTENCES,
        "client": CLIENT_SENTENCES,
        "umbrella": UMBRELLA_SENTENCES,
        "account": {**_ACCOUNT_SENTENCES, **money.ACCOUNT_SENTENCES},
        "bank-line": money.BANK_LINE_SENTENCES,
        "invoice-series": {"number-allotted": ("numéro {number} attribué", "number {number} allotted")},
        "ask": ASK_SENTENCES,
        "refusal": {"refusal-recorded": ("refusé : {command}", "refused: {command}")},
        "operations": {
            "clock-advanced": ("le temps passe : {to:instant}", "time passes: {to:instant}"),
            "line-skipped": (
                "{line.name}, {line.key} : un fait est sauté ({reason})",
                "{line.name}, {line.key}: an event is skipped ({reason})",
            ),
            "line-retried": (
                "{line.name}, {line.key} : un fait est relu ({reason})",
                "{line.name}, {line.key}: an event is read again ({reason})",
            ),
            "stream-recovered": (
                "flux {stream_name} rétabli, positions {first} à {last} : {appended} faits ajoutés",
                "stream {stream_name} recovered, positions {first} to {last}: {appended} events appended",
            ),
        },
    }.items()
    for name, sentence in events.items()
}
"""The sentence of each event type: French, then English."""
