"""Find who reports on which year, and when and where it was published."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.bodies import same_body, scope_of
from parsers.dates import find_date, parse_date
from parsers.document import Block, Document, Grid, Line
from parsers.front import Front, find_front
from parsers.labels import Labelled, box_labels, clean_value, label_alone, split_labels
from parsers.regions import Place, find_place
from parsers.report import Candidate, Metadata
from parsers.signatures import Signature, find_day_in_brackets, find_signature
from parsers.titles import Title, parse_title
from parsers.years import find_year, guess_year

# Labels that say when a page was put up, the most telling first.
_PUBLISHED = ("发布", "公开", "公布", "发文")
_PAGE_TAGS = ("pubdate", "publishdate", "firstpublishtime", "article:published_time")
_SOURCE_TAGS = ("contentsource", "source")
_GENERIC = frozenset(
    ["部门单位", "本站", "本网", "办公室", "政府信息公开办", "政务公开办", "管理员", "无"]
)
_NEXT = re.compile(r"\s*(?:上一[篇条页]|下一[篇条页]|相关|附件|扫一扫|版权)")
_CLOCK = re.compile("今天|星期|农历|现在|当前")
_NUMBER = re.compile(r"[0-9A-Z]{8,18}/[0-9]{4,6}-?[0-9]{3,6}")
_DOCUMENT_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:[〔\[【(](?:19|20)[0-9]{2}[〕\]】)]第?[0-9]{1,4}号?"
    r"|(?<=[政发办函字局公务])(?:19|20)[0-9]{2}[0-9]{1,3}号?)"
)
_NO_NUMBER = frozenset(["无", "暂无", "无文号", "无号", "空"])
_TAIL = 40
_JUST_ABOVE = 6
_FIRST_LINES = 60


class _Found(NamedTuple):
    """What the lines and boxes round a body say, with where they say it."""

    pairs: tuple[tuple[Labelled, str], ...]
    bare: tuple[tuple[str, str], ...]


def find_metadata(
    document: Document, *, url: str = "", front: Front | None = None
) -> tuple[Metadata, tuple[str, ...]]:
    """Return the metadata of *document*, and a warning for everything doubtful about it.

    A field that the document does not give is None. Dates never come from the body's text,
    nor from the address.
    """
    front = front or find_front(document)
    found = _found(document, front)
    signature = find_signature(_rest(document, front))
    warnings: list[str] = []
    title = _title(document, front, found)
    issuer = _issuer(title, signature, found)
    dates = tuple(_dates(document, found))
    year = _year(document, front, title, dates, warnings)
    published = _published(dates, year, warnings)
    signed = _signed(front, signature)
    _doubts(title, front, signature, year, signed, warnings)
    signer = signature.issuer if signature else None
    place = _place(document, front, found, (issuer, signer), year)
    return (
        Metadata(
            title=title.text if title else None,
            year=year,
            issuer=issuer,
            scope=scope_of(issuer),
            region=place.region,
            level=place.level,
            published=published,
            signed=signed,
            source=_labelled(found, "source") or _tag(document, *_SOURCE_TAGS),
            author=_author(document, found),
            index_number=_index_number(found),
            document_number=_document_number(front, found),
            candidates=tuple(_candidates(title, front, found, dates, signature)),
        ),
        tuple(warnings),
    )


def _rest(document: Document, front: Front) -> tuple[Block, ...]:
    end = document.body[1] if document.body[1] > front.body_at else len(document.blocks)
    return document.blocks[front.body_at : end]


def _found(document: Document, front: Front) -> _Found:
    pairs: list[tuple[Labelled, str]] = []
    bare: list[tuple[str, str]] = []
    after = front.title_at if front.title_at >= 0 else 0
    order = [*range(after, len(front.head)), *range(after)]
    for at in order:
        block = front.head[at]
        if isinstance(block, Grid):
            pairs += [(pair, f"box {pair.label}") for pair in box_labels(block)]
            continue
        _read_line(front, at, block, pairs, bare)
    if not any(pair.field == "published" and pair.value for pair, _ in pairs):
        pairs += _at_the_end(document, front)
    return _Found(tuple(pairs), tuple(bare))


def _read_line(
    front: Front,
    at: int,
    block: Line,
    pairs: list[tuple[Labelled, str]],
    bare: list[tuple[str, str]],
) -> None:
    alone = label_alone(block.text)
    split = None if alone else split_labels(block.text)
    if alone:
        pairs.append((alone._replace(value=_next_line(front, at, alone)), f"line {alone.label}"))
    elif split:
        pairs += [(pair, f"line {pair.label}") for pair in split.pairs]
        if split.rest and (moment := find_date(split.rest)) and not _CLOCK.search(split.rest):
            bare.append((moment.iso, "metadata line"))
    elif _near_title(front, at) and (iso := _bare_date(block.text)):
        bare.append((iso, "line of its own"))


def _near_title(front: Front, at: int) -> bool:
    """Whether a line stands between the title and the body, or just above a body without title."""
    return at > front.title_at if front.title_at >= 0 else at >= len(front.head) - _JUST_ABOVE


def _next_line(front: Front, at: int, label: Labelled) -> str:
    """Return the value on the line below a label, unless that line is something of its own."""
    below = front.head[at + 1] if at + 1 < len(front.head) else None
    if not isinstance(below, Line) or len(below.text) > 80 or at + 1 == front.title_at:
        return ""
    if label_alone(below.text) or split_labels(below.text) or parse_title(below.text):
        return ""
    if label.field in ("published", "dated"):
        moment = find_date(below.text, glued=True)
        in_brackets = find_day_in_brackets(below.text) is not None
        return below.text if moment and moment.start <= 2 and not in_brackets else ""
    return "" if re.search("[。;,]", below.text) else clean_value(below.text)


def _bare_date(text: str) -> str | None:
    """Return the date of a line that is nothing else, as a system prints it: padded, or timed."""
    text = text.strip(" \t•·●|-")
    moment = find_date(text) if 8 <= len(text) <= 30 else None
    if moment is None or moment.start or text[moment.end :].strip(" |"):
        return None
    spelled_out = "年" in text and "T" not in moment.iso and not re.search("年0[0-9]月", text)
    return None if spelled_out else moment.iso


def _at_the_end(document: Document, front: Front) -> Iterator[tuple[Labelled, str]]:
    """Yield the labelled values below the body; lists of other articles end the search."""
    tail = document.blocks[max(front.body_at + 1, len(document.blocks) - _TAIL) :]
    for block in tail:
        if not isinstance(block, Line):
            continue
        if _NEXT.match(block.text):
            return
        split = split_labels(block.text)
        if split and not split.rest and len(block.text) <= 120 and "。" not in block.text:
            yield from ((pair, f"below {pair.label}") for pair in split.pairs)


def _title(document: Document, front: Front, found: _Found) -> Title | None:
    in_tag = parse_title(document.meta.get("articletitle", ""))
    in_box = (parse_title(pair.value) for pair, _ in found.pairs if pair.field == "title")
    choices = [in_tag, front.title, *in_box, parse_title(document.page_title)]
    titles = [title for title in choices if title and (title.year or title.issuer)]
    if not titles and front.title and front.title_at == len(front.head) - 1:
        return front.title  # 政府政务公开年报, and nothing else, right above the body
    if in_tag and front.title and in_tag.year == front.title.year:
        titles.sort(key=lambda title: title.issuer is None)
    return max(titles, key=_weight) if titles else None


def _weight(title: Title) -> int:
    return (title.year is not None) + (title.issuer is not None)


def _issuer(title: Title | None, signature: Signature | None, found: _Found) -> str | None:
    if title and title.issuer:
        return title.issuer
    if signature and signature.issuer:
        return signature.issuer
    box = "".join((_labelled(found, "body") or "").split())
    return box if box and box not in _GENERIC and not box.isascii() else None


def _year(
    document: Document,
    front: Front,
    title: Title | None,
    dates: tuple[tuple[str, str], ...],
    warnings: list[str],
) -> int | None:
    first = [
        block.text
        for block in document.blocks[max(0, front.body_at - 12) : front.body_at + _FIRST_LINES]
        if isinstance(block, Line)
    ]
    stated = find_year(first)
    if title and title.year:
        if stated and stated.origin == "period" and stated.year != title.year:
            warnings.append(f"the title says {title.year}, the period of the figures {stated.year}")
        return title.year
    return stated.year if stated else _guess(first, dates, warnings)


def _guess(first: list[str], dates: tuple[tuple[str, str], ...], warnings: list[str]) -> int | None:
    """Return the year that the text speaks of, or the one before that of the page's date."""
    spoken = guess_year(first)
    latest = max((iso for iso, _ in dates), default="")
    if spoken and (not latest or latest >= f"{spoken}-12-01"):
        warnings.append(f"year {spoken} guessed from the text")
        return spoken
    if latest:
        warnings.append(f"year {int(latest[:4]) - 1} guessed from the date {latest[:10]}")
        return int(latest[:4]) - 1
    return None


def _published(
    dates: tuple[tuple[str, str], ...], year: int | None, warnings: list[str]
) -> str | None:
    for iso, origin in dates:
        if year is None or iso >= f"{year}-12-01":
            return iso
        warnings.append(f"the date {iso[:10]} ({origin}) is too early for a report on {year}")
    return None


def _candidates(
    title: Title | None,
    front: Front,
    found: _Found,
    dates: tuple[tuple[str, str], ...],
    signature: Signature | None,
) -> Iterator[Candidate]:
    """Yield all that the document says of its fields, with the place where it says it."""
    titles = ([title] if title else []) + [other for other in front.others if other != title]
    for said in titles:
        yield Candidate("title", said.text, "title" if said is title else "another line")
    yield from (Candidate("published", iso, origin) for iso, origin in dates)
    for pair, origin in found.pairs:
        if pair.value and pair.field and pair.field not in ("published", "dated", "title"):
            yield Candidate("issuer" if pair.field == "body" else pair.field, pair.value, origin)
    if signature:
        yield Candidate("signed", signature.signed, "signature")
        if signature.issuer:
            yield Candidate("issuer", signature.issuer, "signature")


def _dates(document: Document, found: _Found) -> Iterator[tuple[str, str]]:
    """Yield the publication dates that the page gives, the most trusted first."""
    for tag in _PAGE_TAGS:
        if iso := parse_date(document.meta.get(tag, "")[:60]):
            yield iso, f"meta {tag}"
    labelled = [(pair, origin) for pair, origin in found.pairs if pair.field == "published"]
    labelled.sort(key=lambda item: _PUBLISHED.index(item[0].label.replace("信息", "")[:2]))
    labelled += [(pair, origin) for pair, origin in found.pairs if pair.field == "dated"]
    for pair, origin in labelled:
        if iso := parse_date(pair.value[:60]):
            yield iso, origin
    yield from found.bare


def _signed(front: Front, signature: Signature | None) -> str | None:
    if signature:
        return signature.signed
    for block in front.head[front.title_at + 1 : front.title_at + 12]:
        if isinstance(block, Line) and (day := find_day_in_brackets(block.text)):
            return day
    return None


def _doubts(
    title: Title | None,
    front: Front,
    signature: Signature | None,
    year: int | None,
    signed: str | None,
    warnings: list[str],
) -> None:
    for other in (front.title, *front.others):
        if title and other and title.year and other.year and other.year != title.year:
            warnings.append(f"another title on the page says {other.year}: {other.text}")
    named, signs = title.issuer if title else None, signature.issuer if signature else None
    if named and signs and not same_body(named, signs):
        warnings.append(f"the title names {named}, the signature {signs}")
    if year and signed and signed < f"{year}-12-01":
        warnings.append(f"signed {signed}, before the report's year {year} was over")


def _place(
    document: Document,
    front: Front,
    found: _Found,
    bodies: tuple[str | None, str | None],
    year: int | None,
) -> Place:
    issuer, signer = bodies
    lines = [block.text for block in front.head if isinstance(block, Line)]
    crumbs = [line for line in lines if ">" in line or "位置" in line]
    site = (document.meta.get("sitename"), _labelled(found, "body"), _labelled(found, "source"))
    named = [text for text in (signer, *site, document.page_title, *crumbs[:3]) if text]
    body = document.blocks[front.body_at : front.body_at + 12] + document.blocks[-12:]
    text = "\n".join(block.text[:400] for block in body if isinstance(block, Line))
    site_code = document.meta.get("siteidcode", "").strip()
    return find_place(issuer, site=named, text=text, site_code=site_code, year=year)


def _labelled(found: _Found, field: str) -> str | None:
    values = (pair.value for pair, _ in found.pairs if pair.field == field)
    return next((value for value in values if value and len(value) <= 80), None)


def _tag(document: Document, *names: str) -> str | None:
    return next((value for name in names if (value := document.meta.get(name, "").strip())), None)


def _author(document: Document, found: _Found) -> str | None:
    if any(pair.field == "author" for pair, _ in found.pairs):
        return _labelled(found, "author")
    return _tag(document, "author")


def _index_number(found: _Found) -> str | None:
    value = "".join((_labelled(found, "index_number") or "").split())
    match = _NUMBER.search(value)
    return match[0] if match else value or None


def _document_number(front: Front, found: _Found) -> str | None:
    value = "".join((_labelled(found, "document_number") or "").split())
    if value:
        return None if value in _NO_NUMBER else value
    lines = [block.text if isinstance(block, Line) else "" for block in front.head[-12:]]
    for at, line in enumerate(lines):
        if len(line) > 40 or not ("20" in line or "19" in line):
            continue
        for start, end in ((at, at + 1), (at, at + 2), (at - 1, at + 1), (at - 1, at + 2)):
            number = "".join("".join(lines[max(start, 0) : end]).split())
            if _DOCUMENT_NUMBER.fullmatch(number):
                return number
    return None
