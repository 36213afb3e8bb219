"""Decide what the parties of a portage salarial mission may do; pure code, in the words of the contract.

Read in this order: `language`, `record`, `mission/events`, `mission/mission`, one stage, `commands`.
"""
