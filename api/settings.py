"""Every setting, once: read from the environment with the prefix ROKRUS_ when the service starts."""

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.db import location


class Settings(BaseSettings):
    """The settings of the service. A wrong value stops the start with a sentence that names it."""

    model_config = SettingsConfigDict(env_prefix="ROKRUS_", frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///rokrus.db",
        repr=False,
        description="Where the data is: `sqlite:///FILE` or `postgresql://...`.",
    )
    read_database_url: str | None = Field(
        None, repr=False, description="A streaming replica of that PostgreSQL database: it is read while it answers."
    )
    texts: Path | None = Field(None, description="Folder with the source texts, for commands and for quotes.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Processes that serve; each has memory of its own for its caches.")

    document_bytes: int = Field(
        128_000_000, ge=0, description="Bytes of memory for documents that were read; 0 reads them each time."
    )

    cache_bytes: int = Field(
        32_000_000, ge=0, description="Bytes of memory for whole answers, also compressed; 0 makes each one anew."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        location(value)
        return value

    @field_validator("read_database_url")
    @classmethod
    def _replica_of_the_database(cls, value: str | None, given: ValidationInfo) -> str | None:
        if value is None or "database_url" not in given.data:
            return value
        replica, primary = location(value), location(given.data["database_url"])
        if {replica.get_backend_name(), primary.get_backend_name()} != {"postgresql"}:
            raise ValueError("only a PostgreSQL database (ROKRUS_DATABASE_URL) has a replica, which is one too")
        if replica == primary:
            raise ValueError("the replica is the database itself: leave it out, or name another server")
        return value
