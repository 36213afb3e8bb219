"""One PostgreSQL database: how it is reached, and how its tables come to be.

The store, the vault and the documents keep their rows there; none of them knows the others. Read
`schema/` for the tables, their functions and who may do what. Needs the extra `postgres`.
"""
