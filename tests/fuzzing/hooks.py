"""What a request that conforms to the schema may still be refused for: what JSON Schema cannot say."""

import re
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, Response

MAY_BE_REFUSED = re.compile(
    r"Names no record"  # of an authority, or of any type
    r"|Has no text of its own"
    r"|The server (holds no texts|does not hold the text)"
    r"|Needs `sort=id`"
    r"|Chooses columns of tabular formats only"
    r"|There is no such column"
    r"|It (is not a cursor of this service|belongs to another query)"
    r"|[Mm]ust name each key once"
    r"|[Mm]ust not be empty|[Hh]olds the control character"
    r"|[Mm]ust be a code of ISO 3166-1"
    r"|[Mm]ust be an id, or begin with one of"
    r"|[Gg]oes with pages of at most"
    r"|EDTF|[Mm]ust be one date|years? runs?|has no day|needs a (date|month|year)|interval|season, quarter"
    r"|[Mm]onths run"
    r"|[Nn]ames no word to look for|[Hh]as a quotation mark without its partner|[Hh]as more than \d+ words"
)


@schemathesis.check
def refused_only_for_what_a_schema_cannot_say(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """The built-in check takes any 422 as it comes (see schemathesis.toml); this one reads the reasons."""
    generated = case.meta and case.meta.generation.mode.is_positive
    if generated and response.status_code in (400, 422):
        errors = response.json()["errors"]
        unexpected = [error["detail"] for error in errors if not MAY_BE_REFUSED.search(error["detail"])]
        assert errors, f"refused without a reason: {response.json()['detail']}"
        assert not unexpected, f"a valid request was refused: {unexpected}"
