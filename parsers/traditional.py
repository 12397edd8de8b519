"""Read the Traditional characters of titles, labels and names as the simplified ones."""

import re
from collections.abc import Sequence
from dataclasses import replace

from msgspec import structs

from parsers.document import Block, Document, Line

_PAIRS = (
    "開开報报務务訊讯發发佈布時时間间來来機机構构號号關关鍵键詞词類类稱称題题單单責责編编輯辑讀读瀏浏覽览"
    "數数聲声縣县區区鎮镇鄉乡廳厅會会員员總总結结與与個个為为屬属範范圍围書书幾几閱阅錄录組组裝装檔档"
    "爲为複复復复議议訴诉訟讼況况動动請请處处統统計计條条據据龍龙體体項项規规業业對对許许決决罰罚強强費费"
    "採采購购繫系係系於于現现則则當当際际減减審审維维糾纠產产資资轉转執执給给須须頁页續续釋释億亿萬万廢废"
    "辦办額额製制內内無无國国穩稳護护權权過过詢询沒没補补確确訪访舉举認认獲获繳缴納纳繼继經经後后訂订"
    "義义標标織织聯联別别隱隐傳传準准將将設设礎础網网費费門门馬马鳥鸟東东場场長长寧宁陽阳陰阴靈灵龜龟"
    "慶庆廣广蘇苏滬沪貴贵雲云遼辽濟济貢贡鐵铁銅铜鹽盐萊莱漢汉潁颍樂乐豐丰臨临嶺岭灣湾島岛興兴華华"
)
# One character for one, so that places in the text agree.
TRADITIONAL = str.maketrans(_PAIRS[::2], _PAIRS[1::2])
_ANY = re.compile(f"[{_PAIRS[::2]}]")
# No statutory table is without one of these, and no simplified one has them.
_SIGNS = ("項", "訴訟")


def simplify(text: str) -> str:
    """Return *text* in simplified characters."""
    return text.translate(TRADITIONAL) if _ANY.search(text) else text


def simplified(document: Document) -> Sequence[Block]:
    """Return the article in simplified characters where it prints a table in Traditional ones."""
    # A single character is found in a tenth of the time.
    if not any(sign[-1] in document.text and sign in document.text for sign in _SIGNS):
        return document.article
    return tuple(map(_simplified, document.article))


def _simplified(block: Block) -> Block:
    if isinstance(block, Line):
        return structs.replace(block, text=simplify(block.text))
    cells = (structs.replace(cell, text=simplify(cell.text)) for cell in block.cells)
    return replace(block, cells=tuple(cells), shape=None)
