"""Scrapy settings: only what differs from its defaults, each with its reason."""

SPIDER_MODULES = ["crawler.spiders"]
