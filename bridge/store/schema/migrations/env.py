"""Run by Alembic; the connection comes from bridge.store.schema.revision."""

from alembic import context

from bridge.store.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="bridge_version",
)
with context.begin_transaction():
    context.run_migrations()
