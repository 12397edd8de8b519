"""Read the names of public bodies: abbreviations, and whether a government or an organ is meant."""

import re

# How notices and columns shorten names; the printed name stays, this one serves comparisons.
_ABBREVIATIONS = {
    "府办": "人民政府办公室",
    "政府办": "人民政府办公室",
    "政府办公室": "人民政府办公室",
    "市府": "市人民政府",
    "县府": "县人民政府",
    "区府": "区人民政府",
    "发改委": "发展和改革委员会",
    "发改局": "发展和改革局",
    "人社局": "人力资源和社会保障局",
    "人社厅": "人力资源和社会保障厅",
    "市监局": "市场监督管理局",
    "市场监管局": "市场监督管理局",
    "卫健委": "卫生健康委员会",
    "卫健局": "卫生健康局",
    "卫计委": "卫生和计划生育委员会",
    "卫计局": "卫生和计划生育局",
    "住建局": "住房和城乡建设局",
    "住建委": "住房和城乡建设委员会",
    "住建厅": "住房和城乡建设厅",
    "自规局": "自然资源和规划局",
    "资规局": "自然资源和规划局",
    "文旅局": "文化和旅游局",
    "文旅委": "文化和旅游发展委员会",
    "文广新局": "文化广电新闻出版局",
    "旅发委": "旅游发展委员会",
    "教体局": "教育体育局",
    "教科局": "教育科技局",
    "科技局": "科学技术局",
    "工信局": "工业和信息化局",
    "工信委": "工业和信息化委员会",
    "经信局": "经济和信息化局",
    "经信委": "经济和信息化委员会",
    "农业局": "农业农村局",
    "退役军人局": "退役军人事务局",
    "应急局": "应急管理局",
    "安监局": "安全生产监督管理局",
    "食药监局": "食品药品监督管理局",
    "质监局": "质量技术监督局",
    "工商局": "工商行政管理局",
    "国税局": "国家税务局",
    "地税局": "地方税务局",
    "环保局": "环境保护局",
    "国土局": "国土资源局",
    "城管局": "城市管理局",
    "执法局": "行政执法局",
    "审批局": "行政审批局",
    "医保局": "医疗保障局",
    "交通局": "交通运输局",
    "民宗局": "民族宗教事务局",
    "民宗委": "民族宗教事务委员会",
    "国资委": "国有资产监督管理委员会",
    "编办": "机构编制委员会办公室",
    "金融办": "金融工作办公室",
    "扶贫办": "扶贫开发办公室",
    "人防办": "人民防空办公室",
    "外事办": "外事办公室",
    "外办": "外事办公室",
    "侨办": "外事侨务办公室",
    "法制办": "法制办公室",
    "信访局": "信访局",
    "机关事务局": "机关事务管理局",
    "街道办": "街道办事处",
    "管委会": "管理委员会",
}
_ABBREVIATION = re.compile("(?:" + "|".join(sorted(_ABBREVIATIONS, key=len, reverse=True)) + ")$")
_GOVERNMENT = re.compile(
    r"(?:[省市县区旗州盟镇乡]|地区|苏木|街道|街道办事处|街道办|街|街办|政府|行政公署|行署|[市县区州省]府"
    r"|(?:开发区|高新区|经开区|新区|园区|示范区|度假区|保税区|管理区|景区|名胜区)(?:管理委员会|管委会|管委)?)$"
)
_SECOND_NAME = re.compile(r"\([^()]*\)")
# 城区 and 小区 end some organs' names, 政府 none.
_ORGAN = re.compile(
    r"(?:税务|公安|环保|工商|社区|灌区|林区|库区|保护区|机关|公司|学校|服务区|校区|院区)[省市县区]?$"
)


def full_name(body: str) -> str:
    """Return the name of a body with its last word spelled out.

    >>> full_name("青溪市府办"), full_name("东屏县水务局")
    ('青溪市人民政府办公室', '东屏县水务局')
    """
    return _ABBREVIATION.sub(lambda match: _ABBREVIATIONS[match[0]], body)


def scope_of(issuer: str | None) -> str | None:
    """Return `area` where a government reports for its territory, else `organ`.

    A street office and the committee of a development zone stand for their territories. None
    where there is no issuer.

    >>> scope_of("上海市"), scope_of("青溪市人民政府"), scope_of("青溪市府办")
    ('area', 'area', 'organ')
    """
    if not issuer:
        return None
    issuer = _SECOND_NAME.sub("", issuer) or issuer
    return "area" if _GOVERNMENT.search(issuer) and not _ORGAN.search(issuer) else "organ"


def same_body(one: str, other: str) -> bool:
    """Whether two printed names can mean one body: one may be shortened.

    >>> same_body("县财政局", "东屏县财政局"), same_body("东屏县林业局", "东屏县水利局")
    (True, False)
    """
    short, long = sorted((_core(one), _core(other)), key=len)
    signs = iter(long)
    return all(sign in signs for sign in short)


def _core(body: str) -> str:
    name = full_name(body)
    for ending in ("人民政府办公室", "人民政府", "办事处", "党政办公室"):
        if len(name) > len(ending) + 1:
            name = name.removesuffix(ending)
    return name
