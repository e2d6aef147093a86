from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from databases import named
from sqlalchemy import inspect, select, text

from storage.database import engines
from storage.models import Base, FrontierRow


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Any) -> Any:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'x.db'}"
    else:
        url = named(request.getfixturevalue("postgres"), "postgres")
    engine = engines.engine(url, write=True)
    with engines.connect(engine) as connection:
        yield connection
        connection.rollback()
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(text(f'DROP TABLE IF EXISTS "{table.name}"'))
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        connection.commit()
    engine.dispose()


def test_migrations_make_what_the_models_say(connection):
    engines.migrate(connection)
    assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
    connection.commit()
    engines.migrate(connection)


def test_every_migration_can_be_taken_back(connection):
    engines.migrate(connection)
    config = engines._config()
    config.attributes["connection"] = connection
    with connection.begin():
        command.downgrade(config, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    connection.commit()
    engines.migrate(connection)


def test_an_upgrade_is_told_and_what_was_before_is_kept(connection):
    assert engines.migrate(connection) == ""
    connection.commit()
    config = engines._config()
    config.attributes["connection"] = connection
    with connection.begin():
        command.downgrade(config, "0009")
    connection.commit()
    told = engines.migrate(connection)
    assert told.startswith("the database was brought from schema 0009 to ")
    if connection.dialect.name == "sqlite":
        copy = told.rpartition(" ")[2]
        with engines.connect(engines.engine(f"sqlite:///{copy}")) as before:
            assert MigrationContext.configure(before).get_current_revision() == "0009"
    else:
        assert "copy" not in told


def test_links_of_an_older_version_are_forgotten(connection):
    engines.migrate(connection)
    config = engines._config()
    config.attributes["connection"] = connection
    with connection.begin():
        command.downgrade(config, "0003")
    columns = 'cycle, key, seq, url, kind, "group", score, priority, payload, state, reason'
    values = "1, 'k', 1, 'http://x/', 'list', 'g', 0.5, 0.25, '{\"context\": {\"hops\": \"1\"}}', 'todo', ''"
    with connection.begin():
        connection.exec_driver_sql(f"INSERT INTO frontier ({columns}, tries, next_at) VALUES ({values}, 2, NULL)")
    engines.migrate(connection)
    assert connection.execute(select(FrontierRow.__table__)).all() == []
