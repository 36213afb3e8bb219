"""The store, the derived tables, the key store and the documents in one PostgreSQL database.

They share the connections and the migrations, but none uses the rows of another. Read `schema/` for the
tables, their functions and the rights of each role. Needs the extra `postgres`.
"""
