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

# The handler does what these would do, once and before anything is decoded: redirects, cookies,
# retries and decoding happen where the exchange has been recorded already.
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": None,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": None,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
}
# The spider yields nothing to them: every answer, also a 404, goes to its one callback.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}

# Both open a port that runs code in the crawl's process, and both are on by default.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# One request at a time and the pauses are kept per host and across processes by
# crawler.politeness; Scrapy's delays and AutoThrottle know their own process only. What Scrapy
# lets through waits for its turn in the handler.
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 16
DOWNLOAD_DELAY = 0
AUTOTHROTTLE_ENABLED = False

# Scrapy starts as many tasks for every response as this says: 100 by default, half of its time.
CONCURRENT_ITEMS = 1

# Scanned reports reach some 20 MB; a larger answer fills the memory and is no report.
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024

# Every page's line at DEBUG costs more than its scheduling.
LOG_LEVEL = "INFO"
# Progress is shown by the command, from the same numbers as the summary.
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
