"""An answer whose bytes are ready: nothing is rendered, looked for in its headers, or changed afterwards."""

from collections.abc import Mapping

from fastapi import Response

JSON = "application/json"


class Ready(Response):
    """JSON as it will be sent, or nothing at all where the client holds it (304)."""

    def __init__(self, body: bytes | None, headers: Mapping[str, str], status_code: int = 200) -> None:
        self.status_code, self.body, self.background = status_code, body or b"", None
        self.raw_headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        if body is not None:
            self.raw_headers += [(b"content-length", b"%d" % len(body)), (b"content-type", JSON.encode())]
