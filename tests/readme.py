"""Fills the answers of the README's requests in; `python -m tests.readme` writes them after the data has changed."""

import json
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

README = Path(__file__).parent.parent / "README.md"
EXAMPLE = re.compile(r"```sh\n(curl -s [^\n]+)\n```\n```(csv|json)\n(.*?)```\n", re.S)


def filled(readme: str, client: TestClient) -> str:
    """The README with the answer of the service under each request."""
    return EXAMPLE.sub(lambda example: _answered(example, client), readme)


def _answered(example: re.Match[str], client: TestClient) -> str:
    command, language = example[1], example[2]
    words = shlex.split(command.partition(" | ")[0])
    headers = dict(words[place + 1].split(": ") for place, word in enumerate(words) if word == "-H")
    answer = client.get(words[-1].removeprefix("http://127.0.0.1:8000"), headers=headers).text
    if language == "json":
        answer = json.dumps(json.loads(answer), indent=4, ensure_ascii="--no-ensure-ascii" not in command) + "\n"
    return f"```sh\n{command}\n```\n```{language}\n{answer.replace(chr(13), '')}```\n"


@contextmanager
def over_the_real_data() -> Iterator[TestClient]:
    """A client of the service over the real data, loaded at the time of the tests."""
    from api.app import create_app
    from api.settings import Settings
    from models import migrations
    from models.db import write_engine
    from seed.load import load, read_all
    from seed.source import DATA
    from tests.worlds import NOW

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/real.db"
        engine = write_engine(url)
        migrations.upgrade(engine)
        load(engine, read_all(DATA), NOW)
        with TestClient(create_app(Settings(database_url=url))) as client:
            yield client
        engine.dispose()


def main() -> None:
    """Writes the README with the present answers."""
    with over_the_real_data() as client:
        README.write_text(filled(README.read_text("utf-8"), client), "utf-8")


if __name__ == "__main__":
    main()
