"""Do to the HTML of a page what editors and portals do to it."""

import re


def unclosed(html: str) -> str:
    """Return the page without the tags that end cells and rows."""
    return re.sub(r"</t[dhr]>", "", html)


def laid_out(html: str) -> str:
    """Return the page with its body in a table in a table."""
    body = html.replace("<body>", "<body><table><tr><td width='100%'><table><tr><td>")
    return body.replace("</body>", "</td></tr></table></td></tr></table></body>")


def twice(html: str) -> str:
    """Return the page with its body twice, as for phones."""
    start, end = html.index("<body>") + 6, html.index("</body>")
    return html[:end] + '<div class="phone">' + html[start:end] + "</div>" + html[end:]


def split_table(html: str) -> str:
    """Return the page with one table parted in two, as by the end of a printed page."""
    row = re.search(r"<tr>(?:(?!<tr>).)*?属于四类过程性信息", html, re.DOTALL)
    if row is None:
        return html
    return f"{html[: row.start()]}</tbody></table><p>- 3 -</p><table><tbody>{html[row.start() :]}"


def misprinted(html: str) -> str:
    """Return the page with letters of some labels left out, replaced or exchanged."""
    for right, wrong in (
        ("其他法律行政法规禁止公开", "其他法律行政规禁止公开"),
        ("保护第三方合法权益", "保护第三方合法权利"),
        ("要求提供公开出版物", "要求公开提供出版物"),
        ("补正后申请内容仍不明确", "补正后申请内容不明确"),
        ("行政事业性收费", "行政事业型收费"),
    ):
        html = html.replace(right, wrong)
    return html


def no_heads(html: str) -> str:
    """Return the page without the rows of heads."""
    return re.sub(r"<tr>(?:<t[hd][^>]*>(?:信息内容|自然人|商业企业|结果维持).*?)</tr>", "", html)


def reordered(html: str) -> str:
    """Return the page with the total first, as some offices print it."""

    def turn(match: re.Match[str]) -> str:
        cells = re.findall(r"<t[dh][^>]*>.*?</t[dh]>", match[1], re.DOTALL)
        values = cells[-7:]
        if (
            len(cells) < 8
            or "<th" not in cells[0]
            or any(re.search("[一-龥]", cell) for cell in values)
        ):
            return match[0]
        return "<tr>" + "".join([*cells[:-7], values[6], *values[:6]]) + "</tr>"

    html = re.sub(r"<tr>(.*?)</tr>", turn, html, flags=re.DOTALL)
    head = re.compile(r"(<th[^>]*>自然人</th>)(.*?)(<th[^>]*>总计</th>)", re.DOTALL)
    return head.sub(lambda match: match[3] + match[1] + match[2], html, count=1)
