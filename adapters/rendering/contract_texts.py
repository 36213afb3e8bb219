"""The texts about the contracts with other services: French, then English."""

CONTRACT_TEXTS: dict[str, tuple[str, str]] = {
    "contracts_written": ("{count} fichiers dans {folder}", "{count} files in {folder}"),
    "contracts_kept": (
        "la version {version} engage : les suivantes devront rester compatibles",
        "version {version} is released: later versions must stay compatible",
    ),
    "contracts_broken": (
        "{count} changements que les programmes écrits pour {version} ne supportent pas ; rien n'est écrit",
        "{count} changes that break programs written for {version}; nothing is written",
    ),
    "type_removed": ("ce schéma a disparu", "this schema is gone"),
    "field_removed": ("ce champ a disparu", "this field is gone"),
    "field_retyped": ("ce champ a changé de type ou d'unité", "this field has another type or unit"),
    "field_now_required": ("ce champ est devenu obligatoire", "this field is now required"),
    "field_no_longer_sure": ("ce champ peut désormais manquer", "this field may now be missing"),
    "value_removed": ("une valeur a disparu", "a value is gone"),
    "narrowed": ("moins de valeurs passent", "fewer values pass"),
    "default_changed": ("l'absence de ce champ a un autre sens", "its absence has another meaning"),
    "audience_added": ("d'autres lecteurs y ont accès", "other readers see it"),
    "party_removed": ("une partie ne peut plus donner cet ordre", "a party may no longer send this command"),
    "subject_moved": ("il voyage sous un autre sujet", "it travels under another subject"),
}
