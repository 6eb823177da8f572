"""What several commands share: settings, errors told in a sentence, and the kinds of their options."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from api.settings import Settings
from models.db import write_engine
from models.present import Unusable
from models.texts import Text, read_texts
from seed.mistakes import Mistakes

Data = Annotated[Path, typer.Option(help="Folder with the data files.", exists=True, file_okay=False)]
Texts = Annotated[
    Path | None,
    typer.Option(envvar="ROKRUS_TEXTS", help="Folder with the source texts, which are not part of rokrus."),
]


def fail(message: str) -> NoReturn:
    """Ends the command with a message on standard error and exit status 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def told() -> Iterator[None]:
    """Turns what can go wrong with files and databases into one message."""
    try:
        yield
    except Mistakes as mistakes:
        only = f", of which these are the first {len(mistakes.found)}" if mistakes.total > len(mistakes.found) else ""
        fail(f"{mistakes}\n{mistakes.total} mistakes{only}; nothing was written")
    except DBAPIError as error:
        fail(f"the database cannot be used: {error.orig}")
    except (FileNotFoundError, PermissionError) as error:
        fail(str(error))
    except UnicodeDecodeError:
        fail("a text is not UTF-8")
    except Unusable as unusable:
        fail(f"{unusable}; nothing was written")


@contextmanager
def writing(chosen: Settings) -> Iterator[Engine]:
    """An engine for writing, whose connections are closed in the end."""
    engine = write_engine(chosen.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def settings(**given: Any) -> Settings:
    """The settings from the environment, with what the command line says in their place."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        fail("\n".join(f"ROKRUS_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()))


def held(texts: Path | None) -> dict[str, Text]:
    """The texts of the folder that was named."""
    if texts is None:
        fail("name the folder with the source texts: --texts DIR or ROKRUS_TEXTS")
    return read_texts(texts)
