"""Answer programs in JSON: the same words and shapes as the command line prints."""

from itertools import islice
from typing import Any

from datasette.utils.asgi import Response

from archive.archive import Archive
from archive.errors import ArchiveError, ConditionError
from archive.web.asked import PER_PAGE, answer, number, read_asked
from parsers.report import dumps

_MOST_FACTS = 10_000


async def search(datasette: Any, request: Any) -> Response:
    """`/api/search?q=`: hits, their count, facets; the filters of the command line."""
    try:
        asked = read_asked(request.args)
        limit = number(request.args, "limit", 100) or PER_PAGE
    except ConditionError as error:
        return _json({"error": str(error)}, status=400)
    start = (asked.page - 1) * limit

    def work(archive: Archive) -> dict[str, Any]:
        facets = archive.facets(asked.query, where=asked.where, **asked.narrow)
        hits = archive.search(asked.query, where=asked.where, limit=start + limit, **asked.narrow)
        return {
            "query": asked.query,
            "count": f"{facets.number}" if facets.complete else f"{facets.number}+",
            "facets": {
                name: [{"value": value, "count": count} for value, count in counts]
                for name, counts in facets.by.items()
            },
            "hits": [hit._asdict() for hit in islice(hits, start, None)],
        }

    try:
        return _json(await answer(datasette, work))
    except ArchiveError as error:
        return _json({"error": str(error)}, status=400)


async def report(datasette: Any, request: Any) -> Response:
    """`/api/report/ID`: the report as the contract's JSON object."""
    number_ = int(request.url_vars["id"])
    try:
        found = await answer(datasette, lambda archive: archive.report(number_))
    except ArchiveError as error:
        return _json({"error": str(error)}, status=404)
    return _json({"id": number_} | found.to_dict())


async def facts(datasette: Any, request: Any) -> Response:
    """`/api/facts?key=`: figures as rows, with the filters of the command line."""
    try:
        asked = read_asked(request.args)
        limit = number(request.args, "limit", _MOST_FACTS) or 1000
    except ConditionError as error:
        return _json({"error": str(error)}, status=400)
    narrow = asked.narrow

    def work(archive: Archive) -> list[dict[str, Any]]:
        rows = archive.facts(
            request.args.get("key") or "*",
            region=narrow["region"],
            level=narrow["level"],
            year=narrow["year"],
            issuer=narrow["issuer"],
            form=narrow["form"],
        )
        return [row._asdict() for row in islice(rows, limit)]

    try:
        return _json({"facts": await answer(datasette, work)})
    except ConditionError as error:
        return _json({"error": str(error)}, status=400)


async def missing(request: Any) -> Response:
    """`/api/…` that is nothing else: programs are told in JSON as well."""
    return _json({"error": f"there is no {request.path}: see docs/serve.md"}, status=404)


def _json(data: Any, *, status: int = 200) -> Response:
    return Response(dumps(data), status=status, content_type="application/json; charset=utf-8")
