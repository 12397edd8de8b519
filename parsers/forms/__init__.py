"""The statutory forms (统计表格式): one TOML file an edition, loaded and checked here."""
