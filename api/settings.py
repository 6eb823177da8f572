"""Every setting, once: read from the environment with the prefix ROKRUS_ when the service starts."""

from pathlib import Path

from pydantic import Field, field_validator
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
    texts: Path | None = Field(None, description="Folder with the source texts, for commands and for quotes.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")

    document_memory: int = Field(
        64_000_000, ge=0, description="Bytes of memory for documents that were read; 0 reads them each time."
    )

    response_cache: int = Field(
        32_000_000, ge=0, description="Bytes of memory for whole answers, also compressed; 0 makes each one anew."
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        location(value)
        return value
