"""Which division a body belongs to, through time and with little context."""

import pytest

from parsers.metadata.divisions import load_divisions, load_townships
from parsers.metadata.regions import find_place


def place(issuer, **context):
    found = find_place(issuer, **context)
    return (found.region.code if found.region else None), found.level


@pytest.mark.parametrize(
    ("issuer", "code", "level"),
    [
        ("益阳市资阳区人民政府", "430902", "county"),
        ("上海市", "310000", "province"),
        ("宿州市人民政府", "341300", "prefecture"),
        ("余姚市水利局", "330281", "county"),
        ("淮安市洪泽区人民政府", "320813", "county"),
        ("青岛市市南区人民政府", "370202", "county"),
        ("青岛市南区人民政府", "370202", "county"),
        ("桃江县松木塘镇人民政府", "430922109", "township"),
        ("恩施州财政局", "422800", "prefecture"),
        ("湘西自治州财政局", "433100", "prefecture"),
        ("广西自治区水利厅", "450000", "province"),
        ("恩施土家族苗族自治州人民政府", "422800", "prefecture"),
        ("融水县教育局", "450225", "county"),
        ("内蒙古自治区人民政府", "150000", "province"),
        ("北京市海淀区人民政府", "110108", "county"),
        ("上海市浦东新区人民政府", "310115", "county"),
        ("国家税务总局桃江县税务局", "430922", "county"),
        ("国家税务总局", None, "national"),
        ("生态环境部", None, "national"),
        ("中国证监会", None, "national"),
        ("住房城乡建设部", None, "national"),
        ("民航西北地区管理局", None, "national"),
        ("国家民委", None, "national"),
        ("湖南证监局", "430000", "province"),
        ("中国人民银行长沙中心支行", "430100", "prefecture"),
        ("中华人民共和国杭州海关", "330100", "prefecture"),
        ("中华人民共和国拱北海关", None, "national"),
        ("自然资源部东海局", None, "national"),
        ("南京市鼓楼区人民政府", "320106", "county"),
        ("江苏省徐州市鼓楼区人民政府", "320302", "county"),
        ("鼓楼区人民政府", None, "county"),
        ("河南县人民政府", "632324", "county"),
        ("益阳市高新区管委会", None, None),
        ("高新区社会发展局", None, None),
        ("县财政局", None, "county"),
        ("区政府办", None, "county"),
        ("市旅发委", None, None),
        ("林业局", None, None),
        ("松木塘镇人民政府", None, "township"),
        ("佳荣里街", None, "township"),
        ("新下陆街道办事处", None, "township"),
        ("朝阳镇人民政府", None, "township"),
        ("东区街道办事处", None, "township"),
        ("东屏县林业局", None, "county"),
        ("青溪市水务局", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_the_name_alone_decides_or_nothing_does(issuer, code, level):
    assert place(issuer, year=2022) == (code, level)


@pytest.mark.parametrize(
    ("issuer", "year", "code"),
    [
        ("杭州市江干区人民政府", 2015, "330104"),
        ("杭州市临平区人民政府", 2022, "330113"),
        ("淮安市洪泽县人民政府", 2014, "320829"),
        ("莱芜市人民政府", 2015, "371200"),
        ("南通市崇川区人民政府", 2016, "320602"),
        ("南通市崇川区人民政府", 2022, "320613"),
        ("西藏自治区米林县人民政府", 2012, "542623"),
        ("米林县人民政府", 2018, "540422"),
        ("米林市人民政府", 2024, "540481"),
        ("白杨市人民政府", 2024, "659012"),
    ],
)
def test_a_name_is_taken_as_of_the_reports_year(issuer, year, code):
    assert place(issuer, year=year)[0] == code


@pytest.mark.parametrize(
    ("issuer", "context", "code"),
    [
        ("鼓楼区人民政府", {"site_code": "3201060001"}, "320106"),
        ("鼓楼区人民政府", {"site_code": "3203000001"}, "320302"),
        ("鼓楼区人民政府", {"site": ["福州市鼓楼区人民政府门户网站"]}, "350102"),
        ("鼓楼区人民政府", {"text": "按照徐州市的部署"}, "320302"),
        ("鼓楼区人民政府", {"text": "按照南京市、徐州市的部署"}, None),
        ("鼓楼区财政局", {"site_code": "政府网站标识码"}, None),
        ("县财政局", {"site": ["桃江县人民政府"]}, "430922"),
        ("县财政局", {"site_code": "4309220001"}, "430922"),
        ("县财政局", {"site": ["睢县人民政府"]}, "411422"),
        ("县财政局", {"site": ["乡村振兴责任县名单"]}, None),
        ("县财政局", {"text": "年报在桃江县人民政府网站公布。"}, "430922"),
        ("县财政局", {"text": "桃江县和安化县交流了经验。"}, None),
        ("财政局", {"text": "年报在桃江县人民政府网站公布。"}, None),
        ("区政府办", {"site": ["益阳市资阳区人民政府"]}, "430902"),
        ("市旅发委", {"site": ["莆田市人民政府"]}, "350300"),
        ("市旅发委", {"site_code": "3503000001"}, "350300"),
        ("林业局", {"site": ["桃江县人民政府"]}, "430922"),
        ("林业局", {"site_code": "4309220001"}, None),
        ("松木塘镇人民政府", {"site": ["桃江县人民政府"]}, "430922109"),
        ("松木塘镇", {"site_code": "4309220001"}, "430922109"),
        ("河包镇", {"site": ["重庆市荣昌区人民政府"]}, "500153104"),
    ],
)
def test_what_names_the_site_tells_same_names_apart(issuer, context, code):
    assert place(issuer, year=2022, **context)[0] == code


def test_the_tables_hold_every_level():
    tables = load_divisions()
    assert len([code for code in tables.codes if code.endswith("0000")]) == 34
    assert tables.codes["430902"][0].name == "资阳区"
    assert load_townships("430922")["松木塘镇"].startswith("430922")
    assert load_townships("999999") == {}
