"""The columns that several tables have, and migrations make."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()


def number() -> Column[int]:
    """The row's own."""
    return Column("id", BigInteger, Identity(), primary_key=True)


def part_of(
    table: str, name: str, *, key: bool = False, required: bool = True, index: bool = False
) -> Column[int]:
    """The number of a row of that table, with which this one goes; part of the key or not."""
    known = ForeignKey(f"{table}.id", ondelete="CASCADE")
    return Column(name, BigInteger, known, primary_key=key, nullable=not required, index=index)


def when(name: str, *, required: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=not required)


def words(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def several_words(name: str) -> Column[list[str]]:
    return Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'::text[]"))


def count(name: str, kind: type[Integer] = Integer) -> Column[int]:
    return Column(name, kind, nullable=False, server_default="0")


def json_of(name: str, default: str) -> Column[object]:
    return Column(name, JSONB, nullable=False, server_default=text(f"'{default}'::jsonb"))
