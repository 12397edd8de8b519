"""Find who reports on which year, and when and where it was published."""

import re
from collections.abc import Iterable, Iterator
from operator import attrgetter

from parsers.dates import parse_date
from parsers.document import Document, Line
from parsers.metadata.bodies import same_body, scope_of
from parsers.metadata.front import Front, find_front
from parsers.metadata.imprint import Imprint, read_imprint
from parsers.metadata.numbers import document_number, index_number
from parsers.metadata.regions import Place, find_place
from parsers.metadata.signatures import (
    Body,
    Signature,
    find_body,
    find_day_in_brackets,
    find_signature,
)
from parsers.metadata.years import find_year, guess_year
from parsers.report import Candidate, Metadata
from parsers.titles import Title, parse_title
from parsers.traditional import TRADITIONAL

# Labels that say when a page was put up, the most telling first.
_PUBLISHED = ("发布", "公开", "公布", "发文", "发表", "发稿", "刊发", "上网")
_PAGE_TAGS = ("pubdate", "publishdate", "firstpublishtime", "article:published_time")
_SOURCE_TAGS = ("contentsource", "source")
_GENERIC = frozenset(
    ["部门单位", "本站", "本网", "办公室", "政府信息公开办", "政务公开办", "管理员", "无"]
)
_FIRST_LINES = 60
# The office that puts a government's report together is not the body that reports.
_MADE_BY = re.compile(
    r"由([\u4e00-\u9fff()]{3,40}?(?:政府|街道|[局委厅会处镇乡]|(?<![府政县区市组合])办公室\)?))"
    r"编制(?:而成)?(?:[。,]|本(?:年度)?(?:报告|年报)|的[^。,]{0,16}公开(?:工作)?(?:年度报告|年报))"
)
_ANNOUNCED = re.compile(
    r"(?:公布|发布|(?<![息务])公开|编制|形成|现将)了?[《\"“]?([^。,;:《》()\"“”]{4,60}?公开(?:工作)?(?:年度)?(?:报告|年报))"
    r"(?![^。,;》\"”]{0,12}(?:编制|编写|通知|格式|工作))"
)


def find_metadata(
    document: Document,
    *,
    front: Front | None = None,
    body: Body | None = None,
) -> tuple[Metadata, tuple[str, ...]]:
    """Return the metadata of *document*, and a warning for everything doubtful about it.

    A field that the document does not give is None. Dates never come from the body's text,
    nor from the address.
    """
    front = front or find_front(document)
    found = read_imprint(document, front)
    signature = (body or find_body(document, front)).signature
    warnings: list[str] = []
    title = _title(document, front, found)
    issuer = _issuer(title, signature) or _announced(document, front) or _boxed(found)
    dates = tuple(_dates(document, found))
    year = _year(document, front, title, dates, warnings)
    published = _published(dates, year, warnings)
    signed = _signed(front, signature)
    warnings += _doubts(title, front, signature, year, signed)
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
            source=found.value("source") or _tag(document, *_SOURCE_TAGS),
            author=_author(document, found),
            index_number=index_number(found.value("index_number")),
            document_number=document_number(found.value("document_number"), front),
            candidates=tuple(_candidates(title, front, found, dates, signature)),
        ),
        tuple(warnings),
    )


def _title(document: Document, front: Front, found: Imprint) -> Title | None:
    in_tag = parse_title(document.meta.get("articletitle", ""))
    in_box = [parse_title(pair.value) for pair, _ in found.pairs if pair.field == "title"]
    choices = [in_tag, front.title, *in_box]
    if not any(title and title.named == 2 for title in choices):  # none is better
        choices.append(parse_title(document.page_title))
    titles = [title for title in choices if title and title.named]
    if (
        not titles
        and front.title
        and (front.title_at == len(front.head) - 1 or (in_tag and in_tag.text == front.title.text))
    ):
        return front.title  # 政府政务公开年报, and nothing else, right above the body
    if in_tag and front.title and in_tag.year == front.title.year:
        titles.sort(key=lambda title: title.issuer is None)
    return max(titles, key=attrgetter("named")) if titles else None


def _issuer(title: Title | None, signature: Signature | None) -> str | None:
    if title and title.issuer:
        return title.issuer
    return signature.issuer if signature else None


def _announced(document: Document, front: Front) -> str | None:
    """Return the body whose report the first sentences announce: 现公布东屏县2020年…年度报告."""
    opening = document.blocks[max(0, front.body_at - 1) : front.body_at + 6]
    texts = ["".join(block.text[:800].split()) for block in opening if isinstance(block, Line)]
    plain = [text.translate(TRADITIONAL) for text in texts]
    found = (match for text in plain for match in _ANNOUNCED.finditer(text))
    titles = (parse_title(match[1]) for match in found)
    if issuer := next((title.issuer for title in titles if title and title.issuer), None):
        return issuer
    for text, printed in zip(plain, texts, strict=True):
        if match := _MADE_BY.search(text):
            return printed[match.start(1) : match.end(1)]
    return None


def _boxed(found: Imprint) -> str | None:
    box = "".join((found.value("body") or "").split())
    return box if box and box not in _GENERIC and not box.isascii() else None


def _year(
    document: Document,
    front: Front,
    title: Title | None,
    dates: tuple[tuple[str, str], ...],
    warnings: list[str],
) -> int | None:
    stated = find_year(_opening(document, front))
    if title and title.year:
        if stated and stated.origin == "period" and stated.year != title.year:
            warnings.append(f"the title says {title.year}, the period of the figures {stated.year}")
        return title.year
    return stated.year if stated else _guess(_opening(document, front), dates, warnings)


def _opening(document: Document, front: Front) -> Iterator[str]:
    for block in document.blocks[max(0, front.body_at - 12) : front.body_at + _FIRST_LINES]:
        if isinstance(block, Line):
            yield block.text


def _guess(
    opening: Iterable[str], dates: tuple[tuple[str, str], ...], warnings: list[str]
) -> int | None:
    """Return the year that the text speaks of, or the one before that of the page's date."""
    spoken = guess_year(opening)
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
    found: Imprint,
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


def _dates(document: Document, found: Imprint) -> Iterator[tuple[str, str]]:
    """Yield the publication dates that the page gives, the most trusted first."""
    for tag in _PAGE_TAGS:
        if (printed := document.meta.get(tag)) and (iso := parse_date(printed[:60])):
            yield iso, f"meta {tag}"
    labelled = [(pair, origin) for pair, origin in found.pairs if pair.field == "published"]
    labelled.sort(key=lambda item: _PUBLISHED.index(item[0].label.replace("信息", "")[:2]))
    labelled += [(pair, origin) for pair, origin in found.pairs if pair.field == "dated"]
    for pair, origin in labelled:
        if pair.value and (iso := parse_date(pair.value[:60])):
            yield iso, origin
    yield from found.bare


def _signed(front: Front, signature: Signature | None) -> str | None:
    if signature:
        return signature.signed
    below = front.head[front.title_at + 1 : front.title_at + 12]
    texts = [block.text if isinstance(block, Line) else "" for block in below]
    if day := next(filter(None, map(find_day_in_brackets, texts)), None):
        return day
    above_body = find_signature([text for text in texts if "-" not in text])
    return above_body.signed if above_body and above_body.issuer else None


def _doubts(
    title: Title | None,
    front: Front,
    signature: Signature | None,
    year: int | None,
    signed: str | None,
) -> Iterator[str]:
    """Yield where two parts of a page contradict each other."""
    for other in (front.title, *front.others):
        if title and other and title.year and other.year and other.year != title.year:
            yield f"another title on the page says {other.year}: {other.text}"
    named, signs = title.issuer if title else None, signature.issuer if signature else None
    if named and signs and named != signs and not same_body(named, signs):
        yield f"the title names {named}, the signature {signs}"
    if year and signed and signed < f"{year}-12-01":
        yield f"signed {signed}, before the report's year {year} was over"


def _place(
    document: Document,
    front: Front,
    found: Imprint,
    bodies: tuple[str | None, str | None],
    year: int | None,
) -> Place:
    issuer, signer = bodies
    lines = [block.text for block in front.head if isinstance(block, Line)]
    crumbs = [line for line in lines if ">" in line or "位置" in line]
    site = (document.meta.get("sitename"), found.value("body"), found.value("source"))
    named = [text for text in (signer, *site, document.page_title, *crumbs[:3]) if text]
    body = document.blocks[front.body_at : front.body_at + 12] + document.blocks[-12:]
    text = "\n".join([block.text[:400] for block in body if isinstance(block, Line)])
    site_code = document.meta.get("siteidcode", "").strip()
    return find_place(issuer, site=named, text=text, site_code=site_code, year=year)


def _tag(document: Document, *names: str) -> str | None:
    return next((value for name in names if (value := document.meta.get(name, "").strip())), None)


def _author(document: Document, found: Imprint) -> str | None:
    if any(pair.field == "author" for pair, _ in found.pairs):
        return found.value("author")
    return _tag(document, "author")
