"""`Accept` answers as the extension does; what cannot be had is a 406 that lists what can."""

from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError, ErrorItem, problem, request_id
from api.middleware.headers import answer_with

JSON = "application/json"


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The offered media type that an Accept header likes best, the first among equals; None where it takes none."""
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    weights = {media_type: _weight(media_type, ranges) for media_type in offered}
    best = max(offered, key=lambda media_type: weights[media_type])
    return best if weights[best] > 0 else None


def _range(text: str) -> tuple[str, float]:
    media_type, *parameters = [part.strip().lower() for part in text.split(";")]
    weight = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            weight = _number(value)
    return media_type, weight


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that holds a media type."""
    kind = media_type.split("/")[0]
    for candidate in (media_type, f"{kind}/*", "*/*"):
        found = [weight for given, weight in ranges if given == candidate]
        if found:
            return max(found)
    return 0.0


class Negotiation:
    """Sends the request for another format to the path with that format's extension, where it has none yet.

    `formats` gives for each path the media types beside JSON, with the extension of each; an id in a path is `*`.
    """

    def __init__(self, app: ASGIApp, prefix: str, formats: Mapping[str, Mapping[str, str]]) -> None:
        self.app, self.prefix, self.formats = app, prefix, formats

    def _knows(self, path: str) -> bool:
        """Whether a path without an extension is the index, a list, or below one."""
        if "." in path:
            return False
        return path in self.formats or path == self.prefix or "/".join(path.split("/")[:3]) in self.formats

    def _others(self, path: str) -> Mapping[str, str]:
        """The media types of a path beside JSON."""
        parts = path.split("/")
        of_any_id = "/".join([*parts[:3], "*", *parts[4:]])
        return self.formats.get(path if len(parts) < 4 or path in self.formats else of_any_id, {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._knows(scope["path"]):
            await self.app(scope, receive, send)
            return
        answer_with(scope, b"vary", b"Accept")
        given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"accept"]
        if not given:
            await self.app(scope, receive, send)
            return
        others = self._others(scope["path"])
        chosen = preferred(",".join(given), [JSON, *others])
        if chosen is None:
            item = ErrorItem(parameter="Accept", detail="Names nothing that there is.", allowed=[JSON, *others])
            refusal = problem(ApiError("not-acceptable", errors=[item]), request_id(scope))
            await refusal(scope, receive, send)
            return
        if chosen in others:
            path = f"{scope['path']}.{others[chosen]}"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await self.app(scope, receive, send)
