"""A consultant (salarié porté): registered, qualified, hired under an employment contract."""
