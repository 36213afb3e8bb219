"""How each fact changes a mission, one file a stage of its life: total, silent, no guard."""
