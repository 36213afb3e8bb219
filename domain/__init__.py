"""What the parties of a portage salarial mission may do; pure, and read like the contract.

Read in order: `language`, `record`, `mission/events`, `mission/mission`, one stage, `orders`.
"""
