"""Brings a database to the newest layout of its tables."""

from sqlalchemy import Connection, inspect, text

from matinee.errors import ArtifactError

#: The newest revision; a constant, so that a database of today is known without Alembic.
HEAD = "0003"


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at, ``None`` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection, revision: str = HEAD) -> None:
    """Run the steps up to a revision, inside the connection's transaction.

    Raises:
        ArtifactError: The database was made by a newer version of matinee.
    """
    _run("upgrade", connection, revision)


def downgrade(connection: Connection, revision: str) -> None:
    """Undo the steps down to a revision, ``base`` being the empty database.

    Raises:
        ArtifactError: The database was made by a newer version of matinee.
    """
    _run("downgrade", connection, revision)


def _run(direction: str, connection: Connection, revision: str) -> None:
    # late: Alembic takes longer to import than a start with an up-to-date database may last
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "matinee.storage:migrations")
    try:
        getattr(command, direction)(config, revision)
    except CommandError as error:
        found = current_revision(connection)
        raise ArtifactError(
            f"the database is at revision {found}, this version of matinee knows {HEAD} at most; "
            "install the newer version again."
        ) from error
