"""The texts about the broker and its principals: French, then English."""

BROKER_TEXTS: dict[str, tuple[str, str]] = {
    # the broker
    "broker_away": ("le courtier ne répond pas : {said}", "the broker does not answer: {said}"),
    "credential_unusable": ("identifiants illisibles : {said}", "{said}"),
    "register_damaged": (
        "le registre des accès est abîmé : {said}",
        "the register of principals is damaged: {said}",
    ),
    "broker_refused": ("le courtier refuse : {said}", "the broker refuses: {said}"),
    "broker_too_old": ("le courtier est trop ancien : {said}", "the broker is too old: {said}"),
    "broker_differs": (
        "le courtier n'est pas réglé comme il le faut : {said}",
        "the broker is not set as it must be: {said}",
    ),
    # nats-config
    "certificate_halves": ("--tls-cert et --tls-key vont ensemble", "--tls-cert and --tls-key go together"),
    "certificate_twice": (
        "--tls-for fait un certificat ; --tls-cert en donne un : l'un ou l'autre",
        "--tls-for makes a certificate, --tls-cert gives one: one or the other",
    ),
    "configuration_written": (
        "configuration du courtier écrite pour « {tenant} » : {file}",
        "the broker's configuration is written for “{tenant}”: {file}",
    ),
    "keys_kept": (
        "les clés restent dans {keys} : qui les lit peut tout ; le courtier n'en a pas besoin",
        "the keys stay in {keys}: anybody who reads them may do anything; the broker does not need them",
    ),
    "certificates_trusted": (
        "les clients font confiance à {ca}",
        "clients trust {ca}",
    ),
    "start_broker": ("démarrer : nats-server --config {file}", "start it: nats-server --config {file}"),
    "no_tls": (
        "sans TLS : à n'utiliser que sur cette machine ; voir --tls-for et --tls-cert",
        "without TLS: for use on this machine only; see --tls-for and --tls-cert",
    ),
    # principal
    "not_a_token": (
        "« {text} » : lettres, chiffres, _ et - seulement, 64 au plus",
        "“{text}”: letters, digits, _ and - only, 64 at most",
    ),
    "principal_id_taken": (
        "« {principal} » est déjà l'identifiant d'un autre rôle : un identifiant ne désigne qu'une personne",
        "“{principal}” is already the id of another role: an id stands for one person only",
    ),
    "principal_is_someone_else": (
        "« {principal} » représente déjà quelqu'un d'autre : choisissez un autre identifiant",
        "“{principal}” already represents someone else: choose another id",
    ),
    "represents_wanted": (
        "--represents dit qui : toujours pour client et consultant, jamais pour les autres rôles",
        "--represents says whom: always for client and consultant, never for the other roles",
    ),
    "umbrella_role_wanted": (
        "--umbrella-role dit la fonction : toujours pour umbrella, jamais pour les autres rôles",
        "--umbrella-role says the function: always for umbrella, never for the other roles",
    ),
    "audience_unwanted": (
        "--audience ne se choisit que pour subscriber : les autres rôles ont la leur",
        "--audience is chosen for subscriber only: the other roles have theirs",
    ),
    "unknown_principal": ("{role} « {principal} » n'est pas connu", "{role} “{principal}” is not known"),
    "expired_already": ("--expires : {text} est passé", "--expires: {text} has passed"),
    "principal_added": (
        "{role} « {principal} » peut se connecter avec {file}",
        "{role} “{principal}” may connect with {file}",
    ),
    "principal_revoked": (
        "{role} « {principal} » ne peut plus se connecter",
        "{role} “{principal}” may no longer connect",
    ),
    "broker_told": ("le courtier {url} le sait", "the broker {url} is up to date"),
    "broker_not_told": (
        "aucun courtier ne tourne : jalon serve le lui dira en démarrant ; sinon, donnez NATS_URL",
        "no broker is running: jalon serve will update it at its start; otherwise give NATS_URL",
    ),
    "kept_all_the_same": (
        "c'est noté ici, et la même commande le redira au courtier",
        "it is recorded here; run the same command again to update the broker",
    ),
    "no_principals": ("personne ne peut se connecter", "nobody may connect"),
    "principal": ("identifiant", "id"),
    "wire_role": ("rôle", "role"),
    "represents": ("représente", "represents"),
    "reads": ("lit", "reads"),
    "until": ("jusqu'au", "until"),
    "state": ("état", "state"),
    "active": ("actif", "active"),
    "expired": ("expiré", "expired"),
    "revoked": ("révoqué", "revoked"),
}
