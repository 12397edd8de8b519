"""Name the endings of the files that reports come in."""

FILES = (
    ".pdf", ".doc", ".docx", ".wps", ".et", ".xls", ".xlsx", ".odt", ".ods", ".rtf", ".zip",
    ".rar", ".7z", ".ofd",
)  # fmt: skip
# A pattern of any of them, without its dot.
ANY_ENDING = "|".join(ending.removeprefix(".") for ending in FILES)
