"""The texts about backups, the stream and recovery: French, then English."""

RECOVERY_TEXTS: dict[str, tuple[str, str]] = {
    "backed_up": (
        "{path} : {head} faits, {answers} réponses, {keys} clés, {documents} documents",
        "{path}: {head} events, {answers} answers, {keys} keys, {documents} documents",
    ),
    "master_key_apart": (
        "la clé maîtresse n'y est pas : gardez {path} ailleurs, sans elle rien de personnel ne se relit",
        "the master key is not in it: keep {path} elsewhere; without it personal data cannot be read",
    ),
    "broker_keys_apart": (
        "les clés du courtier n'y sont pas : gardez {path} ailleurs, sans elles personne ne se connecte plus",
        "the broker's keys are not in it: keep {path} elsewhere; without them nobody can connect",
    ),
    "broker_keys_missing": (
        (
            "les clés du courtier manquent : remettez {path} avant de servir ; sinon d'autres sont tirées, "
            "et chacun doit être admis à nouveau (`jalon principal add`)"
        ),
        (
            "the broker's keys are missing: put {path} back before serving; otherwise new keys are made, "
            "and every principal must be added again (`jalon principal add`)"
        ),
    ),
    "restored": (
        "{store} : {added} faits ajoutés sur {head} ; {path} y est tout entier",
        "{store}: {added} of {head} events added; it now holds all of {path}",
    ),
    "stream_may_be_ahead": (
        "si des faits ont été publiés depuis, lancez `jalon recover --from-stream` avant de servir",
        "if events were published since, run `jalon recover --from-stream` before `jalon serve`",
    ),
    "recovered": (
        "positions {first} à {last} : {added} faits repris du flux, octet par octet",
        "positions {first} to {last}: {added} events restored from the stream, byte by byte",
    ),
    "nothing_to_recover": (
        "le registre a tout ce que le flux contient ; rien n'est ajouté",
        "the log has all that the stream holds; nothing is added",
    ),
    "answers_rebuilt": (
        (
            "leurs commandes, redemandées par le même expéditeur, ont la même réponse ; le contenu n'est "
            "plus comparé, et une réponse sans fait ne se retrouve pas"
        ),
        (
            "their commands, sent again by the same principal, get the same answers; their content is no "
            "longer compared, and an answer without an event is lost"
        ),
    ),
    "lost_keys": (
        (
            "{count} clés de personnes manquent : tirées après la copie, ce qu'elles ont scellé ne se relit "
            "pas. Remettez le dossier de clés le plus récent avant toute autre commande"
        ),
        (
            "{count} keys of persons are missing: they were made after the copy, and what they sealed "
            "cannot be read. Put the newest folder of keys back before any other command"
        ),
    ),
    "lost_documents": (
        "{count} documents nommés par ces faits ne sont pas ici ; leur empreinte reste dans le fait",
        "{count} documents that these events name are not here; their hash remains in the event",
    ),
    "erased_again": (
        "{count} effacements du registre sont refaits sur les clés",
        "{count} erasures in the log were applied to the keys again",
    ),
    "contradiction": (
        "position {position} : {found} ; rien n'est écrasé, quelqu'un doit regarder",
        "position {position}: {found}; nothing is overwritten; somebody must look",
    ),
    "recover_from_what": (
        "dites d'où reprendre : `jalon recover --from-stream`",
        "say where to recover from: `jalon recover --from-stream`",
    ),
    "facts_in_log": ("faits du registre", "events in the log"),
    "messages_in_stream": ("messages du flux", "messages in the stream"),
    "not_relayed_yet": ("pas encore publiés", "not published yet"),
    "room": ("place prise", "room taken"),
    "difference": ("premier écart", "first difference"),
    "nearly_full": (
        "le flux est plein à {share} : augmentez max_bytes, sinon les faits attendront dans le registre",
        "the stream is {share} full: raise max_bytes, or events will wait in the log",
    ),
}
