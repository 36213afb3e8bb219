"""The texts about scenarios and generated missions: French, then English."""

SCENARIO_TEXTS: dict[str, tuple[str, str]] = {
    "running": ("{name} : étape {number} sur {total}", "{name}: step {number} of {total}"),
    "ran": (
        "{name} : {steps} étapes, {added} faits ajoutés, {refused} refus attendus",
        "{name}: {steps} steps, {added} events added, {refused} refused as expected",
    ),
    "ran_again": (
        "{name} : {steps} étapes, mêmes réponses, rien n'est ajouté",
        "{name}: {steps} steps, same answers, nothing added",
    ),
    "generating": ("actes", "acts"),
    "generated": (
        "{missions} missions inventées (graine {seed}) : {acts} actes, {added} faits, {refused} refus",
        "{missions} missions generated (seed {seed}): {acts} acts, {added} events, {refused} refused",
    ),
    "generated_again": (
        "{missions} missions inventées (graine {seed}) : mêmes réponses, rien n'est ajouté",
        "{missions} missions generated (seed {seed}): same answers, nothing added",
    ),
    "real_time": (
        (
            "{path} : ce registre vit à l'heure réelle ; une histoire se joue dans un registre simulé, "
            "donnez un autre --store"
        ),
        "{path}: this store runs in real time; a scenario runs in a simulated store, give another --store",
    ),
}
