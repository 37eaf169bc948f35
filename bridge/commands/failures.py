"""Every way a command can fail, as one clear message and an exit code."""

import os
from typing import IO, Any

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bridge.errors import BridgeError

DEBUG = "BRIDGE_DEBUG"

# Postgres' codes (its manual, appendix A): a table or a column that is not there.
_NOT_MIGRATED = ("42P01", "42703")


class Failed(click.ClickException):
    """Ends the command with exit code 1 and its message on stderr, as it stands."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class Commands(click.Group):
    """Turns what a command raises into Failed; BRIDGE_DEBUG=1 shows the unforeseen whole."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BridgeError as error:
            raise Failed(str(error)) from error
        except SQLAlchemyError as error:
            raise Failed(_about_postgres(error)) from error
        except RedisError as error:
            raise Failed(_about_redis(error)) from error
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise  # click knows what to do; a broken pipe is a reader that left, as `| head` does
        except Exception as error:
            if os.environ.get(DEBUG) == "1":
                raise
            raise Failed(_unforeseen(error)) from error


def _about_postgres(error: SQLAlchemyError) -> str:
    theirs = error.orig if isinstance(error, DBAPIError) else None
    if theirs is None:
        return _unforeseen(error)
    if getattr(theirs, "sqlstate", None) in _NOT_MIGRATED:
        return "The database lacks tables of this release. Run: bridge migrate"
    says = (str(theirs).strip().splitlines() or [type(theirs).__name__])[0].rstrip(".")
    if getattr(theirs, "sqlstate", None) is None:
        return f"Postgres does not answer: {says}. Is it running, and is DATABASE_URL right?"
    return f"Postgres refused: {says}. Try again; its log may say more."


def _about_redis(error: RedisError) -> str:
    kind = type(error).__name__
    return f"Redis does not answer ({kind}). Is it running, and is REDIS_URL right?"


def _unforeseen(error: Exception) -> str:
    kind = type(error).__name__
    return f"Something unforeseen happened ({kind}). Run it again with {DEBUG}=1 to see where."
