"""Work out what a page's script puts together: texts, variables and numbers, joined by +."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

Lookup = Callable[[str], str | None]

_STRING = re.compile(r"""\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`]*)`)""")
_NUMBER = re.compile(r"\s*(-?\d+(?:\.\d+)?)")
_COUNTED = re.compile(
    r"\s*(?:\(\s*([A-Za-z_$][\w$.]*)\s*([+-])\s*1\s*\)|([A-Za-z_$][\w$.]*)\s*-\s*1)"
)
_NAME = re.compile(r"\s*([A-Za-z_$][\w$.]*)\s*(\()?")
_HELD = re.compile(r"\$\{\s*([\w$.]+)\s*\}")
# What a script wraps round a value without changing what it says; what it adds to be fresh.
_WRAPPERS = re.compile(r"\s*(?:encodeURI(?:Component)?|escape|String|parseInt|Number)\s*\(")
_MOMENT = re.compile(r"\s*(?:new\s+Date\b|Date\.now|Math\.)[\w.()*\s]*?\(\)(?:\.\w+\(\))*")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_PLUS = re.compile(r"\s*\+(?!\+)")
_KEY = re.compile(r"""\s*,?\s*(?:"([^"]+)"|'([^']+)'|([\w$]+))\s*:(?!:)""")
_CONSTANT = re.compile(r"(?<![\w.$])([A-Za-z_$][\w$]*)\s*=(?![=>])\s*")
_TOKEN = re.compile(rf"{_STRING.pattern}|[()\[\]{{}}:]|\?(?![.?])")
_LONGEST_TEST = 200
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 4000


def evaluated(code: str, lookup: Lookup, start: int = 0) -> str | None:
    """Return the text that the expression at *start* of *code* makes; None where it can't be said.

    *lookup* gives the value of a variable, by its whole name.

    >>> evaluated("'list_' + (n-1) + '.html'; x", {"n": "3"}.get)
    'list_2.html'
    >>> evaluated("'list_' + (n + 1)", {"n": "3"}.get)
    'list_4'
    >>> evaluated("`/a/${id}` + more", {"id": "7"}.get) is None
    True
    >>> evaluated("isOld() ? '/x.html?r=1' : '/list.json'", {}.get)
    '/list.json'
    """
    if (otherwise := _otherwise(code, start)) is not None:
        return evaluated(code, lookup, otherwise)
    text = ""
    while True:
        piece = _piece(code, start, lookup)
        if piece is None:
            return None
        value, start = piece
        text += value
        plus = _PLUS.match(code, start)
        if not plus:
            return text
        start = plus.end()


def literal(text: str) -> str:
    r"""Return what stands between the quotes of a script's text, its escapes undone.

    >>> literal(r"<a href=\"1.html\">\u5e74<\/a>")
    '<a href="1.html">年</a>'
    """
    return _ESCAPE.sub(_unescaped, text)


def members(code: str, start: int) -> dict[str, str]:
    """Return the members of the object that begins at *start* of *code*, as they are written.

    >>> members("$.ajax({url: '/a', data: {b: 1, c: f(1, 2)}, ok: function(d) {}})", 7)
    {'url': "'/a'", 'data': '{b: 1, c: f(1, 2)}', 'ok': 'function(d) {}'}
    """
    found: dict[str, str] = {}
    place = start + 1
    while key := _KEY.match(code, place):
        end = value_end(code, key.end())
        name = key[1] or key[2] or key[3]
        found.setdefault(name, code[key.end() : end].strip())
        place = end
    return found


def arguments(code: str, start: int) -> Iterator[str]:
    """Yield the arguments of the call whose bracket opens just before *start*, as written.

    >>> list(arguments("get('/a', {b: 1}, function() {})", 4))
    ["'/a'", '{b: 1}', 'function() {}']
    """
    while True:
        end = value_end(code, start)
        yield code[start:end].strip()
        if code[end : end + 1] != ",":
            return
        start = end + 1


def value_end(code: str, start: int) -> int:
    """Return where the value at *start* of *code* ends: at its comma or its closing bracket."""
    open_: list[str] = []
    place, end = start, min(len(code), start + _LONGEST)
    while place < end:
        here = code[place]
        if here in "\"'`":
            string = _STRING.match(code, place)
            if string is None:
                return place
            place = string.end()
            continue
        if here in _BRACKETS:
            open_.append(_BRACKETS[here])
        elif open_ and here == open_[-1]:
            open_.pop()
        elif not open_ and here in ",;)]}":
            return place
        place += 1
    return place


def block(code: str, start: int) -> str:
    """Return what stands between the braces that open at *start* of *code*.

    >>> block("go(function (n) { if (n) { open('}') } })", 16)
    " if (n) { open('}') } "
    """
    depth, place, end = 0, start, min(len(code), start + _LONGEST)
    while place < end:
        here = code[place]
        if here in "\"'`" and (string := _STRING.match(code, place)):
            place = string.end()
            continue
        depth += (here == "{") - (here == "}")
        if not depth:
            break
        place += 1
    return code[start + 1 : place]


def constants(codes: Sequence[str]) -> dict[str, str]:
    """Return the texts and numbers that are assigned to one variable once and never changed."""
    found: dict[str, list[str | None]] = {}
    for code in codes:
        for match in _CONSTANT.finditer(code):
            found.setdefault(match[1], []).append(evaluated(code, lambda _: None, match.end()))
    return {name: told[0] for name, told in found.items() if len(told) == 1 and told[0]}


def lookup_in(values: Mapping[str, str]) -> Lookup:
    """Return a lookup that knows *values*, also as members of whatever object."""
    return lambda name: values.get(name, values.get(name.rpartition(".")[2]))


def _otherwise(code: str, start: int) -> int | None:
    """Return where that begins which the choice `test ? this : that` at *start* gives at last."""
    if "?" not in code[start : start + _LONGEST_TEST]:
        return None
    asked, depth = False, 0
    for token in _TOKEN.finditer(code, start, value_end(code, start)):
        depth += (token[0] in _BRACKETS) - (token[0] in ")]}")
        if not depth and token[0] in "?:":
            if token[0] == ":" and asked:
                return token.end()
            asked = True
    return None


def _piece(code: str, start: int, lookup: Lookup) -> tuple[str, int] | None:
    if wrapped := _WRAPPERS.match(code, start):
        inner = evaluated(code, lookup, wrapped.end())
        end = code.find(")", wrapped.end())
        return (inner, end + 1) if inner is not None and end >= 0 else None
    if string := _STRING.match(code, start):
        return _text(string, lookup)
    if number := _NUMBER.match(code, start):
        return number[1], number.end()
    if moment := _MOMENT.match(code, start):
        return "1", moment.end()
    if counted := _COUNTED.match(code, start):
        before = lookup(counted[1] or counted[3])
        if before is not None:
            step = 1 if counted[2] == "+" else -1
            return (str(int(before) + step), counted.end()) if before.isdecimal() else None
    name = _NAME.match(code, start)
    value = lookup(name[1]) if name and not name[2] else None
    return (value, name.end()) if name and value is not None else None


def _text(string: re.Match[str], lookup: Lookup) -> tuple[str, int] | None:
    if string[3] is None:
        return literal(string[1] if string[1] is not None else string[2]), string.end()
    held = {name: lookup(name) for name in _HELD.findall(string[3])}
    if None in held.values() or string[3].count("${") != len(_HELD.findall(string[3])):
        return None
    return _HELD.sub(lambda name: held[name[1]] or "", string[3]), string.end()


def _unescaped(escape: re.Match[str]) -> str:
    said = escape[1]
    if len(said) > 1:
        return chr(int(said[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(said, said)
