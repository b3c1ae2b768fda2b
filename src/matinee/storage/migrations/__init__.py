"""Steps from one layout of the tables to the next, for Alembic. Start with ``versions``."""
