"""Tables of indicators, one a line: the 统计表 of 2014 and the local ones of 2008 to 2018."""
