"""The sentence of each event of the umbrella company and of a client; see `event_sentences.py`."""

CLIENT_SENTENCES: dict[str, tuple[str, str]] = {
    "client-registered": ("enregistre {name}, SIREN {siren}", "registers {name}, SIREN {siren}"),
    "billing-terms-agreed": ("convient des modalités de facturation", "agrees the billing terms"),
    "contact-named": (
        "nomme un interlocuteur : {name:name}, {capacity:name}",
        "names a contact: {name:name}, {capacity:name}",
    ),
    "contact-replaced": (
        "remplace l'interlocuteur dès le {from_on:day} : {name:name}, {capacity:name}",
        "replaces the contact from {from_on:day}: {name:name}, {capacity:name}",
    ),
    "vigilance-certificate-delivered": (
        "remet l'attestation de vigilance du {issued_on:day} ; la suivante : {next_due_on:day}",
        "hands over the certificate of vigilance of {issued_on:day}; the next one: {next_due_on:day}",
    ),
    "solvency-checked": (
        "vérifie la solvabilité : {solvency:word}, selon {source}",
        "checks the solvency: {solvency:word}, says {source}",
    ),
    "insolvency-recorded": (
        "note la procédure collective : {proceedings:word} ; créances dues au {claims_due_on:day}",
        "notes the insolvency: {proceedings:word}; claims to be lodged by {claims_due_on:day}",
    ),
}

UMBRELLA_SENTENCES: dict[str, tuple[str, str]] = {
    "company-registered": ("est enregistrée : {name}, SIREN {siren}", "is registered: {name}, SIREN {siren}"),
    "activity-declared": (
        "déclare son activité, dès le {may_begin_on:day}",
        "declares its activity, from {may_begin_on:day}",
    ),
    "guarantee-provided": (
        "fournit une garantie financière : {amount:€}, {guarantor}, jusqu'au {valid_until:day}",
        "provides a financial guarantee: {amount:€}, {guarantor}, until {valid_until:day}",
    ),
    "insurance-provided": (
        "assure sa responsabilité civile : {insurer}, jusqu'au {valid_until:day}",
        "insures its liability: {insurer}, until {valid_until:day}",
    ),
    "fee-scheme-adopted": (
        "fixe ses frais de gestion : {share:%} de ce qui est reçu hors taxes",
        "sets its management fee: {share:%} of what is received before tax",
    ),
    "guarantee-attested": (
        "adresse à l'inspection du travail l'attestation de {guarantor}",
        "sends the labour inspectorate the certificate of {guarantor}",
    ),
    "guarantee-lapsed": (
        "perd la garantie de {guarantor} dès le {lapsed_on:day} : {cause:word}",
        "loses the guarantee of {guarantor} from {lapsed_on:day}: {cause:word}",
    ),
    "insurance-lapsed": (
        "perd l'assurance {policy_number} de {insurer} dès le {lapsed_on:day} : {cause:word}",
        "loses insurance {policy_number} of {insurer} from {lapsed_on:day}: {cause:word}",
    ),
    "policy-adopted": (
        (
            "fixe ses règles dès le {from_on:day} : minimum lu au {minimum_reading:word}, dépendance "
            "signalée dès {dependence_high:%}"
        ),
        (
            "adopts its settings from {from_on:day}: minimum read at the {minimum_reading:word}, dependence "
            "signalled from {dependence_high:%}"
        ),
    ),
    "calendar-adopted": (
        "compte les jours ouvrables de {region:word} dès le {from_on:day}",
        "counts the jours ouvrables of {region:word} from {from_on:day}",
    ),
    "control-opened": (
        "est contrôlée par {authority:word} depuis le {opened_on:day} ({control})",
        "is controlled by {authority:word} since {opened_on:day} ({control})",
    ),
    "control-closed": (
        "reçoit les conclusions du contrôle {control}",
        "receives the conclusions of control {control}",
    ),
    "dispute-opened": (
        "entre en litige le {opened_on:day} ({dispute})",
        "enters into a dispute on {opened_on:day} ({dispute})",
    ),
    "dispute-closed": ("sort du litige {dispute} : {outcome:word}", "ends dispute {dispute}: {outcome:word}"),
    "legal-hold-placed": (
        "retient {subjects:n dossier/dossiers} pour {matter} ({hold})",
        "holds {subjects:n file/files} for {matter} ({hold})",
    ),
    "legal-hold-lifted": ("lève la retenue {hold}", "lifts hold {hold}"),
}
