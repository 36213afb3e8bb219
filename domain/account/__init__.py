"""The activity account of a consultant (compte d'activité): every entry balances."""
