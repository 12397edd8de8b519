"""Scrapy settings: only what differs from its defaults, each with its reason."""

BOT_NAME = "nianbao"
SPIDER_MODULES = ["crawler.spiders"]

# Pages are kept as they were sent: raw headers, encoded bodies. Scrapy's own handler gives neither,
# so one handler of ours is the only way out. Files, FTP, data: and S3 are no portals, and a link
# to file:///etc/passwd must not read it.
DOWNLOAD_HANDLERS = {
    "http": "crawler.capture.CaptureHandler",
    "https": "crawler.capture.CaptureHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
# The handler runs on asyncio alone; without Twisted's reactor a page costs a tenth less.
TWISTED_REACTOR_ENABLED = False

# What is waiting, leased and done stands in the archive and survives a kill; JOBDIR does not.
SCHEDULER = "crawler.scheduler.FrontierScheduler"
JOBDIR = None

# robots.txt is obeyed by crawler.robots, in the handler, where robots.txt itself is captured, its
# Crawl-delay is kept and a server error means "wait": Scrapy's middleware would go ahead.
ROBOTSTXT_OBEY = True

# The handler does what Scrapy's middlewares would do, once and before anything is decoded:
# redirects, cookies, retries and decoding happen where the exchange has been recorded already. The
# spider yields nothing to them: every answer, also a 404, goes to its one callback. Named one by
# one as None they would still be imported, which takes as long as fetching a hundred pages.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}

# Of the extensions, those that end a crawl by limits an operator sets. Two of the others open a
# port that runs code in the crawl's process, and both are on by default.
EXTENSIONS_BASE = {
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# One request at a time and the pauses are kept per host and across processes by
# crawler.politeness; Scrapy's delays know their own process only. What Scrapy lets through waits
# for its turn in the handler.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_DELAY = 0

# Scrapy starts as many tasks for every response as this says: 100 by default, half of its time.
CONCURRENT_ITEMS = 1

# Scanned reports reach some 20 MB; a larger answer fills the memory and is no report.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024

# Every page's line at DEBUG costs more than its scheduling.
LOG_LEVEL = "INFO"
# A line about the versions of other packages, which takes as long as fetching fifty pages.
LOG_VERSIONS: list[str] = []
# What came of the crawl is shown by the command.
STATS_DUMP = False
