"""The texts about followers, parked keys and sagas: French, then English."""

FOLLOWER_TEXTS: dict[str, tuple[str, str]] = {
    # columns
    "column_reader": ("lecteur", "reader"),
    "column_stands": ("état", "stands"),
    "column_position": ("position", "position"),
    "column_behind": ("retard", "behind"),
    "column_parked": ("en attente", "parked"),
    "column_key": ("clé", "key"),
    "column_fact": ("fait", "fact"),
    "column_why": ("raison", "why"),
    "column_waiting": ("suivent", "waiting"),
    "column_story": ("récit", "story"),
    "column_party": ("de qui", "of whom"),
    "column_what": ("quoi", "what"),
    "column_until": ("jusqu'au", "until"),
    "column_because": ("à cause de", "because of"),
    "column_asked": ("demandé", "asked"),
    # states of a follower
    "live": ("à jour de cette version", "live"),
    "outdated": ("d'une autre version : à reconstruire", "of another version: to be rebuilt"),
    "not_begun": ("pas commencé", "not begun"),
    "unknown_reader": (
        "aucun lecteur ne s'appelle {name} : {known}",
        "no projection or saga is called {name}: {known}",
    ),
    "rebuilt": ("{name} est reconstruit", "{name} is rebuilt"),
    "same_rows": (
        "{name} : les mêmes lignes qu'une relecture depuis le début",
        "{name}: the same rows as a full replay",
    ),
    "other_rows": (
        "{name} : d'autres lignes qu'une relecture depuis le début ; gardé : {kept} ; relu : {replayed}",
        "{name}: other rows than a full replay; stored: {kept}; replayed: {replayed}",
    ),
    "no_row": ("rien", "nothing"),
    "no_rows": ("{name} n'a encore rien lu", "{name} has read nothing yet"),
    "rebuild_stopped": (
        "{name} s'arrête au fait {fact}, position {position} ({why}) ; les lignes en place restent",
        "{name} stops at event {fact}, position {position} ({why}); the rows in place stay",
    ),
    # parked keys
    "nothing_parked": ("aucune ligne n'est en attente", "no key is parked"),
    "not_parked": (
        "la ligne {line} de {reader} n'est pas en attente",
        "the key {line} of {reader} is not parked",
    ),
    "decided_SkipLine": (
        "la ligne {line} de {reader} continue sans ce fait, à chaque relecture",
        "the key {line} of {reader} continues without that event, in every replay",
    ),
    "decided_RetryLine": (
        "la ligne {line} de {reader} sera relue depuis ce fait",
        "the key {line} of {reader} will be read again from that event",
    ),
    # sagas
    "waits_for_nothing": ("rien n'est attendu de personne", "the sagas wait for nothing"),
}
