"""Checks of evidence against the source texts: on the server where it holds them, or against a text that is sent."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import bindparam, select

from api.answer import Answer
from api.dataset import served
from api.errors import ApiError, ErrorItem
from api.openapi import problems, request_body
from api.query_string import NoParameters
from api.quotes import not_held
from api.reading import ONE_PROBLEMS, settled
from api.resource import Machine
from api.routes import ParsingRoute
from models.articles import Article
from models.base import RECORD, ArticleId, RecordType, is_slug, table_of
from models.evidence import Evidence, EvidenceDocument
from models.texts import Text, text_of_bytes

MOST_BYTES = 2 * 1024 * 1024
EVIDENCE, ARTICLE = table_of(Evidence), table_of(Article)


class VerifiedEvidence(Answer):
    """An evidence, recomputed from the text that the server holds."""

    evidence: EvidenceDocument
    recomputed: str = Field(description="SHA-256 of the characters as they stand in the text, in UTF-8.")
    verified: bool = Field(description="Whether that is the digest of the evidence.")
    quote: str = Field(description="The characters themselves.")


class TextToVerify(Answer):
    """A text that the sender holds, and the article whose text it should be."""

    model_config = ConfigDict(extra="forbid")

    article: ArticleId = Field(description="The article whose text it should be.")
    text: str = Field(description="The whole text, unnormalised, as evidence counts its characters.", min_length=1)


class Mismatch(Answer):
    """An evidence that the text does not bear out."""

    evidence: str
    record_type: RecordType
    record: str
    start: int
    end: int


class VerifiedText(Answer):
    """All evidence in the text of an article, recomputed from a text that was sent."""

    article: str
    text_sha256: str = Field(description="SHA-256 of the text that the evidence was taken from.")
    sent_sha256: str = Field(description="SHA-256 of the text that was sent, in UTF-8.")
    same_text: bool = Field(description="Whether the two are the same.")
    spans: int = Field(description="How many spans of evidence lie in the text of the article.")
    verified: int = Field(description="How many of them the sent text bears out.")
    mismatches: list[Mismatch]


def verification_routes(machine: Machine, texts: Mapping[str, Text]) -> APIRouter:
    """The two ways to verify."""
    router = APIRouter(tags=[RecordType.evidence])
    check = _Verification(machine, texts)

    async def verify_evidence(
        request: Request,  # noqa: ARG001
        id: Annotated[str, Path(description="Public id of the evidence.", examples=[machine.resource.example])],
        query: Annotated[NoParameters, Query()],  # noqa: ARG001
    ) -> Response:
        """Recomputes one span from the text that the server holds, and shows the characters."""
        return _json(await check.evidence(id))

    router.routes.append(
        ParsingRoute(
            "/v1/evidence/{id}/verify",
            verify_evidence,
            methods=["GET"],
            operation_id="verify_evidence",
            summary="Verify one evidence",
            response_model=VerifiedEvidence,
            tags=[RecordType.evidence],
            responses=problems(*(status for status in ONE_PROBLEMS if status != 304)),
        )
    )

    @router.post(
        "/v1/verify",
        operation_id="verify_text",
        summary="Verify a text that you hold",
        response_model=VerifiedText,
        openapi_extra=request_body(TextToVerify),
        responses=problems(400, 413, 422, 500, 503),
    )
    async def verify_text(request: Request) -> Response:
        """Recomputes all evidence that lies in the text of an article from the text that you send; nothing is kept."""
        return _json(await check.text(_parsed(await _body(request))))

    return router


class _Verification:
    """Recomputes digests."""

    def __init__(self, machine: Machine, texts: Mapping[str, Text]) -> None:
        self.machine, self.texts = machine, texts
        reader = machine.reader
        self.of_text = reader.compile(
            select(ARTICLE.c.key, ARTICLE.c.text_sha256).where(ARTICLE.c.id == bindparam("id"))
        )
        columns = (EVIDENCE.c.id, EVIDENCE.c.start, EVIDENCE.c.end, EVIDENCE.c.digest, RECORD.c.type, RECORD.c.id)
        self.of_spans = reader.compile(
            select(*columns)
            .join(RECORD, RECORD.c.key == EVIDENCE.c.record_key)
            .where(EVIDENCE.c.text_of_key == bindparam("article"), EVIDENCE.c.withdrawn.is_(False))
            .order_by(EVIDENCE.c.start, EVIDENCE.c.key)
        )

    @settled
    async def evidence(self, id: str) -> VerifiedEvidence:
        """One evidence. Raises ApiError where it does not exist, or its text is not held."""
        async with self.machine.reader.snapshot() as snapshot:
            served(snapshot.state)
            document = await self.machine.one(snapshot, id if is_slug(id) else "")
            evidence = EvidenceDocument.model_validate_json(document)
            ((_, digest),) = await snapshot.rows(self.of_text, {"id": evidence.text_of})
        text = self.texts.get(digest.decode())
        if text is None:
            raise not_held("id", f"The server does not hold the text of {evidence.text_of}.")
        recomputed = text.digest(evidence.start, evidence.end)
        return VerifiedEvidence(
            evidence=evidence,
            recomputed=recomputed,
            verified=recomputed == evidence.digest,
            quote=text.content[evidence.start : evidence.end],
        )

    @settled
    async def text(self, sent: TextToVerify) -> VerifiedText:
        """All evidence in a text. Raises ApiError for an article that does not exist or has no text of its own."""
        async with self.machine.reader.snapshot() as snapshot:
            served(snapshot.state)
            found = await snapshot.rows(self.of_text, {"id": sent.article})
            key, digest = found[0] if found else (None, None)
            near = [] if found else await self.machine.identities.near(snapshot, RecordType.articles, sent.article)
            rows = await snapshot.rows(self.of_spans, {"article": key})
        if not found:
            raise _wrong([ErrorItem(pointer="/article", detail="Names no record of the articles.", near=near)])
        if digest is None:
            raise _wrong([ErrorItem(pointer="/article", detail="Has no text of its own: name its host.")])
        text = text_of_bytes(sent.text.encode())
        wrong = [
            Mismatch(
                evidence=id.decode(), start=start, end=end, record_type=RecordType(type.decode()), record=of.decode()
            )
            for id, start, end, held, type, of in rows
            if text.digest(start, end) != held.decode()
        ]
        return VerifiedText(
            article=sent.article,
            text_sha256=digest.decode(),
            sent_sha256=text.sha256,
            same_text=text.sha256 == digest.decode(),
            spans=len(rows),
            verified=len(rows) - len(wrong),
            mismatches=wrong,
        )


async def _body(request: Request) -> bytes:
    """The body of a request. Raises ApiError for one that is too large, before it is read to its end."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise ApiError("too-large", f"The body may have {MOST_BYTES:,} bytes.")
    return body


def _parsed(body: bytes) -> TextToVerify:
    try:
        return TextToVerify.model_validate_json(body)
    except ValidationError as error:
        raise _wrong([_item(one) for one in error.errors(include_url=False, include_input=False)]) from error


def _item(error: Any) -> ErrorItem:
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')[:200]}" for step in error["loc"])
    return ErrorItem(pointer=pointer, detail="Is not valid JSON." if error["type"] == "json_invalid" else error["msg"])


def _wrong(errors: list[ErrorItem]) -> ApiError:
    return ApiError(
        "invalid-body", "; ".join(f"{item.pointer or 'body'}: {item.detail}" for item in errors[:5]), errors
    )


def _json(answer: BaseModel) -> Response:
    return Response(answer.model_dump_json(), 200, {"Cache-Control": "no-store"}, "application/json")
