"""What is said to whoever keeps a store: backups, the stream beside the log, recovery."""

RECOVERY_TEXTS: dict[str, tuple[str, str]] = {
    "backed_up": (
        "{path} : {head} faits, {answers} réponses, {keys} clés, {documents} documents",
        "{path}: {head} events, {answers} answers, {keys} keys, {documents} documents",
    ),
    "master_key_apart": (
        "la clé maîtresse n'y est pas : gardez {path} ailleurs, sans elle rien de personnel ne se relit",
        "the master key is not in it: keep {path} elsewhere, without it nothing personal is read again",
    ),
    "broker_keys_apart": (
        "les clés du courtier n'y sont pas : gardez {path} ailleurs, sans elles personne ne se connecte plus",
        "the broker's keys are not in it: keep {path} elsewhere, without them nobody connects any more",
    ),
    "broker_keys_missing": (
        (
            "les clés du courtier manquent : remettez {path} avant de servir ; sinon d'autres sont tirées, "
            "et chacun doit être admis à nouveau (`jalon principal add`)"
        ),
        (
            "the broker's keys are missing: put {path} back before serving; otherwise others are drawn, "
            "and everybody must be admitted again (`jalon principal add`)"
        ),
    ),
    "restored": (
        "{store} : {added} faits ajoutés sur {head} ; {path} y est tout entier",
        "{store}: {added} events added of {head}; all of {path} is there",
    ),
    "stream_may_be_ahead": (
        "si des faits ont été publiés depuis, lancez `jalon recover --from-stream` avant de servir",
        "if events were published since, run `jalon recover --from-stream` before serving",
    ),
    "recovered": (
        "positions {first} à {last} : {added} faits repris du flux, octet par octet",
        "positions {first} to {last}: {added} events taken back from the stream, byte by byte",
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
            "their commands, asked again by the same sender, have the same answer; their content is no "
            "longer compared, and an answer without an event is not found again"
        ),
    ),
    "lost_keys": (
        (
            "{count} clés de personnes manquent : tirées après la copie, ce qu'elles ont scellé ne se relit "
            "pas. Remettez le dossier de clés le plus récent avant toute autre commande"
        ),
        (
            "{count} keys of persons are missing: drawn after the copy, what they sealed is not read. "
            "Put the newest folder of keys back before any other command"
        ),
    ),
    "lost_documents": (
        "{count} documents nommés par ces faits ne sont pas ici ; leur empreinte reste dans le fait",
        "{count} documents that these events name are not here; their hash remains in the fact",
    ),
    "erased_again": (
        "{count} effacements du registre sont refaits sur les clés",
        "{count} erasures of the log are done again to the keys",
    ),
    "contradiction": (
        "position {position} : {found} ; rien n'est écrasé, quelqu'un doit regarder",
        "position {position}: {found}; nothing is overwritten, somebody must look",
    ),
    "recover_from_what": (
        "dites d'où reprendre : `jalon recover --from-stream`",
        "say from what to recover: `jalon recover --from-stream`",
    ),
    "facts_in_log": ("faits du registre", "facts in the log"),
    "messages_in_stream": ("messages du flux", "messages in the stream"),
    "not_relayed_yet": ("pas encore publiés", "not published yet"),
    "room": ("place prise", "room taken"),
    "difference": ("premier écart", "first difference"),
    "nearly_full": (
        "le flux est plein à {share} : augmentez max_bytes, sinon les faits attendront dans le registre",
        "the stream is {share} full: raise max_bytes, or events will wait in the log",
    ),
}
