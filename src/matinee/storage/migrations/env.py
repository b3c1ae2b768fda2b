"""What Alembic runs: the steps, on the connection that ``storage.migrate`` hands over."""

from alembic import context

from matinee.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
