"""The sentence of each event that corrects amounts of money; see `event_sentences.py`."""

MISSION_MONEY_SENTENCES: dict[str, tuple[str, str]] = {
    "credit-note-issued": (
        "émet l'avoir {number} sur la facture {invoice} : {net:€} HT, {total:€} TTC, {reason:text}",
        "issues credit note {number} on invoice {invoice}: {net:€} before tax, {total:€}, {reason:text}",
    ),
    "document-filed": ("classe le document : {kind:word}", "files the document: {kind:word}"),
    "invoice-made-available": (
        "facture {number} mise à disposition ({code}, {role})",
        "invoice {number} made available ({code}, {role})",
    ),
    "invoice-taken-in-charge": (
        "facture {number} prise en charge ({code}, {role})",
        "invoice {number} taken in charge ({code}, {role})",
    ),
    "invoice-approved": (
        "facture {number} approuvée ({code}, {role})",
        "invoice {number} approved ({code}, {role})",
    ),
    "invoice-disputed": (
        "facture {number} en litige ({code}, {role}) : {reason}",
        "invoice {number} disputed ({code}, {role}): {reason}",
    ),
    "invoice-refused": (
        "facture {number} refusée ({code}, {role}) : {reason}",
        "invoice {number} refused ({code}, {role}): {reason}",
    ),
    "invoice-payment-sent": (
        "paiement de la facture {number} annoncé ({code}, {role})",
        "payment of invoice {number} announced ({code}, {role})",
    ),
    "invoice-rejected-by-platform": (
        "facture {number} rejetée par la plateforme ({code}, {role}) : {reason}",
        "invoice {number} rejected by the platform ({code}, {role}): {reason}",
    ),
    "invoice-cashed": (
        "déclare {amount:€} encaissés sur la facture {number}",
        "declares {amount:€} collected on invoice {number}",
    ),
    "payment-reminded": (
        "relance sur la facture {number} : {open:€} dus au {due_on:day}",
        "reminds of invoice {number}: {open:€} due on {due_on:day}",
    ),
    "late-penalty-charged": (
        "facture {number}, {from_on:day} à {until_on:day} : retard {amount:€} à {rate:%}, plus {indemnity:€}",
        "invoice {number}, late {from_on:day} to {until_on:day}: {amount:€} at {rate:%}, plus {indemnity:€}",
    ),
    "payment-reallocated": (
        "réaffecte {amount:€} du virement {reference} à la facture {to_number} : {reason:text}",
        "moves {amount:€} of transfer {reference} to invoice {to_number}: {reason:text}",
    ),
    "payment-reversed": (
        "annule le virement {reference} : {net:€} HT repris, {reason:text}",
        "reverses transfer {reference}: {net:€} before tax taken back, {reason:text}",
    ),
    "penalty-applied": (
        "applique une pénalité de {amount:€} : {reason:text}",
        "applies a penalty of {amount:€}: {reason:text}",
    ),
    "client-insolvency-recorded": (
        "constate la procédure ({proceedings:word}), créance à déclarer d'ici le {claim_due_on:day}",
        "records the insolvency of the client ({proceedings:word}), claim due by {claim_due_on:day}",
    ),
    "claim-lodged": (
        "déclare une créance de {amount:€} le {lodged_on:day}",
        "lodges a claim of {amount:€} on {lodged_on:day}",
    ),
    "receivable-written-off": (
        "passe en perte {amount:€} sur la facture {number} : {reason:text}",
        "writes off {amount:€} on invoice {number}: {reason:text}",
    ),
}
"""The sentences of a mission's events that correct amounts."""

PAY_MONTH_SENTENCES: dict[str, tuple[str, str]] = {
    "pay-month-opened": (
        "mois de {month:month} ouvert : paie le {pay_on:day}, relevé le {statement_due_on:day} au plus tard",
        "month of {month:month} opened: pay on {pay_on:day}, statement by {statement_due_on:day}",
    ),
    "activity-missing": (
        "compte rendu de {month:month} manquant",
        "report of {month:month} missing",
    ),
    "salary-payment-returned": (
        "salaire rejeté par la banque le {returned_on:day} : {reason}",
        "salary returned by the bank on {returned_on:day}: {reason}",
    ),
    "salary-corrected": (
        "corrige la paie de {of_month:month} : {gross:€} brut, {net_paid:€} net, {reason:text}",
        "corrects the pay of {of_month:month}: {gross:€} gross, {net_paid:€} net, {reason:text}",
    ),
    "contributions-declared": (
        "déclare {total:€} de cotisations le {declared_on:day} ({reference})",
        "declares {total:€} of contributions on {declared_on:day} ({reference})",
    ),
    "contributions-paid": (
        "paie {total:€} de cotisations le {paid_on:day} ({reference})",
        "pays {total:€} of contributions on {paid_on:day} ({reference})",
    ),
}
"""The sentences of the events that follow a pay month."""

ACCOUNT_SENTENCES: dict[str, tuple[str, str]] = {
    "opening-balance-posted": (
        "reprend le solde du compte au début de {month:month} : {postings:n poste/postes}",
        "takes the account over from {month:month}: {postings:n ledger/ledgers}",
    ),
}
"""The sentences of the events that take an account over."""

BANK_LINE_SENTENCES: dict[str, tuple[str, str]] = {
    "bank-line-allocated": (
        "ligne {reference} du relevé : {amount:€} sur {total:€} pour la mission",
        "line {reference} of the statement: {amount:€} of {total:€} for the mission",
    ),
}
"""The sentences of the events of a line of the bank statement."""

MONEY_TERMS: dict[str, tuple[str, str]] = {
    "levies": ("charges imputées hors frais de gestion", "levies outside the fee"),
    "borne": ("pertes supportées par l'entreprise de portage", "losses borne by the umbrella company"),
    "receipt_reversed": ("encaissement annulé", "receipt reversed"),
    "fee_reversed": ("frais de gestion rendus", "fee given back"),
    "levy": ("charge imputée", "levy"),
    "salary_taken_back": ("salaire repris", "salary taken back"),
    "prospecting_allowance": ("allocation de prospection", "prospecting allowance"),
    "reserve_released": ("réserve rendue disponible", "reserve released"),
    "loss_borne": ("perte supportée", "loss borne"),
    "invoice": ("la facture", "the invoice"),
    "credit_note": ("l'avoir", "the credit note"),
    "reminder": ("la relance", "the reminder"),
    "service_contract": ("le contrat de prestation", "the service contract"),
    "minutes": ("le compte rendu", "the minutes"),
    "breakdown": ("le décompte", "the breakdown"),
}
"""The terms of money, by the word in the code; see `catalogue.py`."""
