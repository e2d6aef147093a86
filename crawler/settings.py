"""Every switch of a harvest, grouped, each with its reason. This file alone reads the environment.

Each name may be set as an environment variable with the prefix ``NIANBAO_``; ``-s NAME=VALUE`` overrides both.
"""

import os
from typing import Any

from scrapy.settings import BaseSettings, get_settings_priority

from crawler import VERSION

# --- what and where -------------------------------------------------------------------------------------------------
BOT_NAME = "nianbao"
SPIDER_MODULES = ["spiders.county_portals"]  # the one spider; the package would import every CMS family at each command
COMMANDS_MODULE = "crawler.commands"

DATABASE_URL = "sqlite:///var/nianbao.db"  # any SQLAlchemy URL; SQLite and PostgreSQL are tested
ARCHIVE_URL = "var/archive"  # a directory or s3://bucket/prefix: blobs and WARCs
PORTALS = "640122,640205,640323,410329,370305"  # 贺兰县 惠农区 盐池县 伊川县 临淄区
PORTALS_PATH = "spiders/portals"  # TOML files or directories, separated by ":"; later ones win
CONTACT = "https://github.com/nianbao/nianbao"  # whom a portal's operator can write to; part of the User-Agent
GONE_AFTER_LOOKS = 2  # looks that must have found a document missing …
GONE_AFTER_DAYS = 7  # … spread over at least so many days
PORTAL_BUDGET = 20_000  # requests to one portal in one visit; beyond it the visit is incomplete
PORTALS_AT_ONCE = 128  # visits open at a time: enough that 64 requests are in the air while every host has its pause
WARC_MAX_BYTES = 1_000_000_000  # a WARC file is closed and a new one begun at this size
TIMESTAMP_URL = ""  # an RFC 3161 authority that stamps each run's manifest; none by default
ALERT_URLS = ""  # Apprise addresses, parted by spaces, that are told once what health finds; they hold secrets
METRICS_FILE = ""  # Prometheus text format, replaced at the end of each run
QUIET = False  # no lines on how far a harvest is; the closing summary stays
SEARCH_INDEX = ""  # the file of `search`; none: beside the SQLite database, or in var (storage.search.index.beside)
REPLICA = "tests.replica"  # the module that serves the built-in world: only a checkout has it (crawler.built_in_world)
EXTRACT_WORKERS = 0  # worker processes that read documents; 0 = one per processor

# --- manners --------------------------------------------------------------------------------------------------------
USER_AGENT = ""  # nianbao/<version> (+CONTACT), made below once CONTACT is known
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "nianbao"
CONCURRENT_REQUESTS = 64  # over all portals; each host still gets one at a time
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # seconds; a county's server often carries its whole city
AUTOTHROTTLE_ENABLED = True  # slower where the server is slow
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = True  # some portals redirect to themselves until a session cookie comes back; a jar per portal
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip, deflate",  # what any tool can undo that reads the archive later
}
REFERRER_POLICY = "no-referrer"

# --- walls ----------------------------------------------------------------------------------------------------------
ALLOW_PRIVATE_ADDRESSES = False  # loopback, private, link-local and metadata addresses are refused
TRUSTED_HOSTS: list[str] = []  # host:port exempt from that: the replica's own, set by the crawl command
TWISTED_DNS_RESOLVER = "crawler.downloader.resolver.GuardedResolver"
DNS_TIMEOUT = 10  # a dead name must not hold a portal for a minute
REACTOR_THREADPOOL_MAXSIZE = 32  # names are looked up in threads: dead ones must not keep the living waiting
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 200_000_000  # bytes; a report's attachment never is, an endless answer would be
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = False  # a cut answer is kept and marked truncated
STRICT_TLS = False  # refuse what does not verify; else it is archived, and marked (crawler.downloader.tls)
URLLENGTH_LIMIT = 2083
RETRY_TIMES = 3
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 522, 524]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # recorded as an exchange and an outcome, no need to shout
RETRY_BACKOFF = 2.0  # seconds before the first retry, doubled each time; Retry-After wins when it is longer
RETRY_BACKOFF_MAX = 300.0
HTTPERROR_ALLOW_ALL = True  # every status is a fact the spider reads
REDIRECT_ENABLED = False  # Scrapy's own: crawler.downloader.redirects.Redirects follows on the portal only
METAREFRESH_ENABLED = False  # Scrapy's own: Redirects does it as a browser would

# --- how Scrapy runs ------------------------------------------------------------------------------------------------
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
SCHEDULER = "crawler.harvest.scheduler.FrontierScheduler"  # the frontier is a table: JOBDIR loses pages on kill -9
CONCURRENT_ITEMS = 2  # the default of 100 makes as many tasks per response; one page is one item here
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # opens a local port that runs code
LOG_LEVEL = "WARNING"  # the talk of a harvest is crawler.harvest.live_progress.Progress; -L INFO shows Scrapy's own
LOG_FORMATTER = "scrapy.logformatter.LogFormatter"

DOWNLOAD_HANDLERS = {
    "http": "crawler.downloader.handler.Handler",
    "https": "crawler.downloader.handler.Handler",
}  # renders only when asked to
DOWNLOADER_MIDDLEWARES = {
    # process_request runs upwards in number, process_response downwards
    "crawler.downloader.offsite.OffsiteGuard": 50,  # before robots: a foreign host is not even asked for its robots.txt
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # OffsiteGuard knows ports, it does not
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.downloader.robots.Robots": 100,  # where Scrapy's stands
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawler.downloader.retry.Retry": 550,  # where Scrapy's stands
    "crawler.downloader.second_try.SecondTry": 560,  # before Retry is asked: a lax handshake, not a pause, may help
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # a proxy would hide who we are
    "crawler.downloader.redirects.Redirects": 580,  # above decompression (590): a page may send on, too
    "crawler.downloader.revalidate.Revalidate": 940,  # conditional; turns a recorded 304 into the stored answer
    "crawler.downloader.record.Record": 950,  # next to the wire: below decompression (590)
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # the spider yields data, no requests
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}
ITEM_PIPELINES = {"crawler.harvest.pipelines.RecordReadings": 100}
EXTENSIONS = {
    "crawler.run_state.RunState": 0,
    "crawler.harvest.run.RunRecorder": 5,
    "crawler.downloader.pacing.Pacing": 10,
    "crawler.harvest.live_progress.Progress": 20,
    "scrapy.extensions.logstats.LogStats": None,  # Progress says it per portal
}

for _name in [name for name in dir() if name.isupper()]:
    if (_value := os.environ.get(f"NIANBAO_{_name}")) is not None:
        globals()[_name] = _value


def user_agent(contact: Any) -> str:
    """Return the honest User-Agent: who asks, which version, whom to write to."""
    return f"nianbao/{VERSION} (+{contact})"


def name_contact(settings: BaseSettings) -> None:
    """Let the User-Agent name the CONTACT of the command line; that of this file and of the environment it does."""
    if settings.getpriority("CONTACT") == get_settings_priority("cmdline"):
        settings.set("USER_AGENT", user_agent(settings["CONTACT"]), priority="project")


USER_AGENT = USER_AGENT or user_agent(CONTACT)
