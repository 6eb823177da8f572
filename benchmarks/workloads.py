"""What is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """A class of requests, or something else that takes time or memory."""

    name: str
    about: str


SERVED = (
    Workload("detail", "one article"),
    Workload("page", "50 actors of a kind by name"),
    Workload("include", "50 articles of a publisher by date, with authors and publisher"),
    Workload("series", "2,000 points of an indicator, computed"),
    Workload("search", "ranked, 3,000 candidates"),
    Workload("repeated", "one page again and again"),
    Workload("304", "pages that the client holds"),
    Workload("deep", "50 observations by period, at the beginning and at the end of the list"),
    Workload("beside", "the page, while two clients ask for the slowest thing that is permitted"),
    Workload("growth", "detail, page and series, with all of the data and with a twentieth of it"),
)
TIMED = (
    Workload("export", "all observations as a file"),
    Workload("load", "all documents into an empty database"),
    Workload("start", "from the start of the process to its first answer"),
    Workload("memory", "after the first answer, nothing to do"),
)
WORKLOADS = {workload.name: workload for workload in (*SERVED, *TIMED)}
