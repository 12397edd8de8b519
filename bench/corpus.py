"""Invented report texts for the benches: deterministic, half set phrases and half random words."""

import random
from collections.abc import Iterator

# A phrase that two thirds of all reports hold, one character, and a name that few do.
BOILERPLATE = "按照上级关于政务公开工作的部署"
SET_PHRASES = (
    f"{BOILERPLATE},结合实际抓好落实。",
    "全年通过门户网站主动公开信息%d条,比上年增加%d条。",
    "共收到政府信息公开申请%d件,其中予以公开%d件,不予公开%d件。",
    "因政府信息公开被申请行政复议%d件,结果维持%d件。",
    "存在的主要问题是公开内容不够丰富,更新不够及时,",
    "下一步将加强培训,完善制度,提高公开的质量和时效。",
    "依托政务新媒体发布信息%d条,回应群众关切%d次。",
)


def report_texts(reports: int, *, characters: int = 5000, seed: int = 2024) -> Iterator[str]:
    """Yield as many texts of about so many characters, the same for the same seed."""
    chosen = random.Random(seed)
    words = _words(chosen)
    for number in range(reports):
        phrases = SET_PHRASES if number % 3 else SET_PHRASES[1:]
        parts: list[str] = []
        length = 0
        while length < characters:
            if chosen.random() < 0.5:
                phrase = chosen.choice(phrases)
                part = phrase % tuple(chosen.randrange(3000) for _ in range(phrase.count("%d")))
            else:
                part = "".join(chosen.choices(words, k=9)) + "。"
            parts.append(part)
            length += len(part)
        yield "".join(parts)[:characters]


def _words(chosen: random.Random) -> list[str]:
    """Return 40,000 words of two to four characters, some characters far commoner than others."""
    characters = [chr(0x4E00 + number) for number in range(3500)]
    weights = [1 / (rank + 30) for rank in range(len(characters))]
    lengths = chosen.choices((2, 3, 4), (6, 2, 1), k=40_000)
    return ["".join(chosen.choices(characters, weights, k=length)) for length in lengths]
