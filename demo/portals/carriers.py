"""A portal whose reports come in every carrier: PDF, Word, pictures, twins for phones."""

from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Row, furnish, hold, items, listing
from demo.pages import Site, page
from demo.pdf import pdf_document
from demo.picture import picture
from demo.web import Answer, Held, Portal, html
from demo.word import word_document

COLUMN = "/zfxxgknb/"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal: a page and its phone twin, PDF, Word, a viewer, a folder, a picture."""
    place = reports[0].region
    site = Site(f"{place}人民政府门户网站")
    portal = Portal("carriers", site.name, COLUMN)
    plain, folder, pdf, viewer, direct, word, drawn = reports[:7]
    rows = _twins(portal, site, plain) + _folder(portal, site, folder)
    embed = '<embed src="{0}" type="application/pdf">'
    shown = '<iframe src="/pdfjs/web/viewer.html?file={0}"></iframe>'
    linked = '<p>附件：<a href="{0}">{1}.docx</a></p>'
    rows += _filed(portal, site, pdf, "/files/a.pdf", embed)
    rows += _filed(portal, site, viewer, "/files/b.pdf", shown)
    rows += _filed(portal, site, word, "/files/c.docx", linked)
    rows += _direct(portal, direct)
    rows += _drawn(portal, site, drawn)
    furnish(portal, site, (), COLUMN)
    portal.routes[COLUMN] = listing("政府信息公开年报", items(rows), site)
    portal.listings = 1
    return portal


def _twins(portal: Portal, site: Site, report: InventedReport) -> list[Row]:
    """Put a report at two addresses: the list links both, the phone's and the desk's."""
    hold(portal, "/content/post_11956962.html", report, "trs", site)
    phone = "/content/mpost_11956962.html"
    portal.routes[phone] = portal.routes["/content/post_11956962.html"]
    return [_row(report, "/content/post_11956962.html"), _row(report, phone)]


def _folder(portal: Portal, site: Site, report: InventedReport) -> list[Row]:
    """Put a report at a folder, which is its index.html as well."""
    hold(portal, "/zfxxgknb/2022/zf/", report, "trs", site)
    portal.routes["/zfxxgknb/2022/zf/index.html"] = portal.routes["/zfxxgknb/2022/zf/"]
    return [_row(report, "/zfxxgknb/2022/zf/"), _row(report, "/zfxxgknb/2022/zf/index.html")]


def _filed(portal: Portal, site: Site, report: InventedReport, file: str, how: str) -> list[Row]:
    """Give a report a page that only carries its document."""
    path = f"/zfxxgknb/{file[7]}.html"
    body = f"<h1>{report.title}</h1><p>发布时间：{report.published:%Y-%m-%d}</p>"
    body += how.format(file, report.title)
    portal.routes[path] = html(page(report.title, body, site))
    portal.routes[file] = _document(report, file)
    portal.held.append(Held(path, report, report.published.date().isoformat(), file))
    return [_row(report, path)]


def _direct(portal: Portal, report: InventedReport) -> list[Row]:
    """Link a report's PDF from the list itself: no page says when it was published."""
    portal.routes["/files/d.pdf"] = _document(report, "/files/d.pdf")
    portal.held.append(Held("/files/d.pdf", report, ""))
    return [_row(report, "/files/d.pdf")]


def _drawn(portal: Portal, site: Site, report: InventedReport) -> list[Row]:
    """Show a report as a picture, which nobody holds to be a readable one."""
    title = f"{report.title}（图片版）"
    body = f'<h1>{title}</h1><p><img src="/files/e1.png"><img src="/files/e1.png"></p>'
    portal.routes["/zfxxgknb/e.html"] = html(page(title, body, site))
    portal.routes["/files/e1.png"] = Answer(picture(), media_type="image/png")
    return [_row(report, "/zfxxgknb/e.html")._replace(title=title)]


def _document(report: InventedReport, file: str) -> Answer:
    if file.endswith(".pdf"):
        return Answer(pdf_document(report), media_type="application/pdf")
    return Answer(word_document(report), media_type=_DOCX)


def _row(report: InventedReport, path: str) -> Row:
    return Row(report.title, path, f"{report.published:%Y-%m-%d}")
