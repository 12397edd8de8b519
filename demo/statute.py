"""The statutory tables (统计表格式) that an invented report fills: keys and official labels."""

from typing import NamedTuple

APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "nonprofit",
    "legal_services",
    "other",
)
APPLICANT_LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
PROCEEDINGS = ("review", "litigation_direct", "litigation_after_review")
BALANCE_NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


class Row(NamedTuple):
    """A row of the requests table: its key, and its label under a group's."""

    key: str
    label: str


class Group(NamedTuple):
    """Rows that share a merged label; a group without a label is its one row."""

    label: str
    rows: tuple[Row, ...]


class Block(NamedTuple):
    """A block of section 二: the item of 第二十条, its heads and its rows."""

    item: str
    table: str
    columns: tuple[Row, ...]
    rows: tuple[Row, ...]


_CHANGE = (
    Row("previous_items", "上一年项目数量"),
    Row("change", "本年增/减"),
    Row("decisions", "处理决定数量"),
)
_DECISIONS = (Row("decisions", "本年处理决定数量"),)
_ENFORCEMENT = (Row("penalties", "行政处罚"), Row("coercion", "行政强制"))

BLOCKS: dict[str, tuple[Block, ...]] = {
    "2019": (
        Block(
            "第二十条第（一）项",
            "regulations",
            (
                Row("made", "本年新制作数量"),
                Row("published", "本年新公开数量"),
                Row("total_public", "对外公开总数量"),
            ),
            (Row("rules", "规章"), Row("normative_documents", "规范性文件")),
        ),
        Block(
            "第二十条第（五）项",
            "licensing",
            _CHANGE,
            (Row("licences", "行政许可"), Row("other_services", "其他对外管理服务事项")),
        ),
        Block("第二十条第（六）项", "enforcement", _CHANGE, _ENFORCEMENT),
        Block(
            "第二十条第（八）项",
            "fees",
            _CHANGE[:2],
            (Row("fees", "行政事业性收费"),),
        ),
        Block(
            "第二十条第（九）项",
            "procurement",
            (Row("items", "采购项目数量"), Row("amount", "采购总金额")),
            (Row("central_procurement", "政府集中采购"),),
        ),
    ),
    "2021": (
        Block(
            "第二十条第（一）项",
            "regulations",
            (
                Row("made", "本年制发件数"),
                Row("repealed", "本年废止件数"),
                Row("in_force", "现行有效件数"),
            ),
            (Row("rules", "规章"), Row("normative_documents", "行政规范性文件")),
        ),
        Block("第二十条第（五）项", "licensing", _DECISIONS, (Row("licences", "行政许可"),)),
        Block("第二十条第（六）项", "enforcement", _DECISIONS, _ENFORCEMENT),
        Block(
            "第二十条第（八）项",
            "fees",
            (Row("amount", "本年收费金额（单位：万元）"),),
            (Row("fees", "行政事业性收费"),),
        ),
    ),
}

_RESULTS = (
    Group("", (Row("granted", "（一）予以公开"),)),
    Group(
        "",
        (
            Row(
                "partly_granted",
                "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
            ),
        ),
    ),
    Group(
        "（三）不予公开",
        (
            Row("refused_state_secret", "1.属于国家秘密"),
            Row("refused_prohibited_by_law", "2.其他法律行政法规禁止公开"),
            Row("refused_security_stability", "3.危及“三安全一稳定”"),
            Row("refused_third_party", "4.保护第三方合法权益"),
            Row("refused_internal_affairs", "5.属于三类内部事务信息"),
            Row("refused_process_information", "6.属于四类过程性信息"),
            Row("refused_enforcement_files", "7.属于行政执法案卷"),
            Row("refused_administrative_queries", "8.属于行政查询事项"),
        ),
    ),
    Group(
        "（四）无法提供",
        (
            Row("unavailable_not_held", "1.本机关不掌握相关政府信息"),
            Row("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
            Row("unavailable_unclear", "3.补正后申请内容仍不明确"),
        ),
    ),
    Group(
        "（五）不予处理",
        (
            Row("not_processed_petition", "1.信访举报投诉类申请"),
            Row("not_processed_repeated", "2.重复申请"),
            Row("not_processed_publication", "3.要求提供公开出版物"),
            Row("not_processed_excessive", "4.无正当理由大量反复申请"),
            Row("not_processed_confirmation", "5.要求行政机关确认或重新出具已获取信息"),
        ),
    ),
)
_OTHER_2019 = Group("", (Row("other_total", "（六）其他处理"),))
_OTHER_2021 = Group(
    "（六）其他处理",
    (
        Row(
            "other_overdue_correction",
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ),
        Row(
            "other_unpaid_fee",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
        Row("other_other", "3.其他"),
    ),
)
_TOTAL = Group("", (Row("results_total", "（七）总计"),))

RESULTS: dict[str, tuple[Group, ...]] = {
    "2019": (*_RESULTS, _OTHER_2019, _TOTAL),
    "2021": (*_RESULTS, _OTHER_2021, _TOTAL),
}
NEW = Row("new", "一、本年新收政府信息公开申请数量")
CARRIED_IN = Row("carried_in", "二、上年结转政府信息公开申请数量")
RESULTS_LABEL = "三、本年度办理结果"
CARRIED_OUT = Row("carried_out", "四、结转下年度继续办理")


def result_rows(form: str) -> tuple[str, ...]:
    """Return the keys of the leaf rows of 三、本年度办理结果, without its total."""
    groups = RESULTS[form][:-1]
    return tuple(row.key for group in groups for row in group.rows)


def keys(form: str) -> tuple[str, ...]:
    """Return every fact key of *form* in its order: 198 for 2019, 200 for 2021."""
    small = [
        f"{block.table}.{row.key}.{column.key}"
        for block in BLOCKS[form]
        for row in block.rows
        for column in block.columns
    ]
    rows = ("new", "carried_in", *result_rows(form), "results_total", "carried_out")
    requests = [f"requests.{row}.{column}" for row in rows for column in (*APPLICANTS, "total")]
    review = [f"review_litigation.{row}.{column}" for row in PROCEEDINGS for column in OUTCOMES]
    return (*small, *requests, *review)
