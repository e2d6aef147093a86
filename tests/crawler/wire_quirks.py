"""What no decent server sends, or sends only once: a portal for each, answered from a raw socket.

``QUIRKS``: name → its answers and what is right. ``years`` have to be kept; without ``outcome`` any will do.
"""

import gzip
from dataclasses import dataclass, field

from tests.crawler.harvest_portal import LIST, YEARS, answer, head, home, listing, moved, report, title, usual

HANGS = None


@dataclass
class Quirk:
    answers: object
    years: tuple = YEARS
    outcome: str = "complete"
    reason: str = ""  # words of the visit's reason
    asked: tuple = ()
    never: tuple = ()
    flags: dict = field(default_factory=dict)  # year → a flag that its report has
    files: dict = field(default_factory=dict)  # year → roles of its files
    most: int = 0  # requests
    rejected: tuple = ()  # reasons for which links were refused


QUIRKS = {}


def quirk(name, **what):
    def take(answers):
        QUIRKS[name] = Quirk(answers, **what)
        return answers

    return take


def of_years(**how):
    """Return a portal whose reports are answered by ``how``: y2021=…, of what it is given."""

    def portal(target, headers):
        return usual(target, headers, lambda year: how.get(f"y{year}", lambda y: answer(report(y)))(year))

    return portal


def at(places, then=usual):
    """Return a portal that answers some targets in a way of their own."""

    def portal(target, headers):
        if target in places:
            found = places[target]
            return found(headers) if callable(found) else found
        return then(target, headers)

    return portal


def with_cookie(headers, yes, no):
    return yes if "sid=" in headers.get("cookie", "") else no


COOKIE = "Set-Cookie: sid=1; path=/"
NB = {year: f"{LIST}{year}.html" for year in YEARS}

# --- redirects -------------------------------------------------------------------------------------------------------
quirk("home_308", reason="the home page has moved to")(
    at({"/": moved("/web/", status="308 Permanent Redirect"), "/web/": answer(home())})
)
quirk("home_there_and_back", asked=("/check?back=/",))(
    at({
        "/": lambda headers: with_cookie(headers, answer(home()), moved("/check?back=/")),
        "/check?back=/": moved("/", COOKIE),
    })
)  # fmt: skip
quirk("list_loses_its_slash")(
    at({LIST: moved(LIST.rstrip("/"), status="301 Moved"), LIST.rstrip("/"): answer(listing())})
)
quirk("list_gets_a_name")(
    at({LIST: moved("index.html", status="307 Temporary Redirect"), LIST + "index.html": answer(listing())})
)
quirk("reports_in_hops")(
    at({
        NB[2021]: moved("/r/2021.html", status="303 See Other"), "/r/2021.html": answer(report(2021)),
        NB[2022]: moved(f"{LIST}2022.html;jsessionid=0A1B2C", COOKIE),
        f"{LIST}2022.html;jsessionid=0A1B2C": answer(report(2022)),
        NB[2023]: moved("/a"), "/a": moved("/b", status="301 Moved"), "/b": moved("/2023real.html"),
        "/2023real.html": answer(report(2023)),
    })
)  # fmt: skip
quirk("report_in_a_circle", years=(2021, 2023), outcome="incomplete", reason="circle", most=25)(
    at({NB[2022]: moved("/x"), "/x": moved(NB[2022])})
)


@quirk("report_in_an_endless_chain", years=(2021, 2023), outcome="incomplete", reason="redirects", most=40)
def endless(target, headers):
    if target == NB[2022] or target.startswith("/n/"):
        number = int(target[3:]) + 1 if target.startswith("/n/") else 0
        return moved(f"/n/{number}", f"Set-Cookie: c={number}; path=/")
    return usual(target, headers)


quirk("home_in_a_circle", years=(), outcome="unreachable", reason="circle", most=8)(
    at({"/": moved("/x"), "/x": moved("/")})
)
quirk("home_moves_to_another_host", years=(), outcome="unreachable", reason="moved to http://127.0.0.2/")(
    at({"/": moved("http://127.0.0.2/", status="301 Moved Permanently")})
)
quirk("report_leaves_the_portal", years=(2021, 2023), outcome="incomplete", reason="redirected to http://127.0.0.2/")(
    at({NB[2022]: moved("http://127.0.0.2/x.html")})
)
quirk("location_in_gbk")(
    at({
        NB[2021]: b"HTTP/1.1 302 Found\r\nLocation: /" + "年报".encode("gbk") + b"/2021.html\r\nContent-Length: 0\r\n\r\n",
        "/%C4%EA%B1%A8/2021.html": answer(report(2021)),
        NB[2022]: b"HTTP/1.1 302 Found\r\nLocation: /" + "年报".encode() + b"/2022.html\r\nContent-Length: 0\r\n\r\n",
        "/%E5%B9%B4%E6%8A%A5/2022.html": answer(report(2022)),
        NB[2023]: moved("\\r\\2023 1.html"), "/r/2023%201.html": answer(report(2023)),
    })
)  # fmt: skip
quirk("redirects_between_encodings_of_one_address")(
    at(
        {
            NB[2021]: moved("/%7Ea/2021.html"),
            "/%7Ea/2021.html": moved("/~a/2021.html"),
            "/~a/2021.html": answer(report(2021)),
        }
    )
)
quirk("refresh_header")(at({"/": answer(b"<p></p>", "200 OK", "Refresh: 0; url=/sy/"), "/sy/": answer(home())}))
quirk("stub_gives_a_cookie")(
    at({
        "/": lambda headers: with_cookie(
            headers, answer(home()), answer("<meta http-equiv=refresh content='1'>", "200 OK", COOKIE)
        )
    })
)  # fmt: skip
quirk("script_and_server_in_turn")(
    at(
        {
            "/": answer("<script>top.location.href='a.jsp'</script>"),
            "/a.jsp": moved("/b/"),
            "/b/": answer("<meta content='0;URL=/c/' http-equiv=refresh>"),
            "/c/": answer(home()),
        }
    )
)
quirk("full_page_refreshes")(
    at(
        {
            "/": answer(
                home("<meta charset=utf-8><meta http-equiv=refresh content='0;url=/ad.html'>")
                + "<p>"
                + "欢迎访问" * 80
                + "</p>"
            ),
            "/ad.html": answer("<p>专题</p>" * 9),
        }
    )
)
quirk("old_script_in_a_comment")(
    at(
        {
            "/": answer(
                home(
                    "<meta charset=utf-8><!-- <script>location.href='/old/'</script> --><script>// location='/older/'\nvar a = \"location.href='/oldest/'\";</script>"
                )
            )
        }
    ),
)


@quirk("attachments_move", files=dict.fromkeys(YEARS, ("attachment", "page")))
def attachments(target, headers):
    for year in YEARS:
        if target == f"/down/{year}.doc":
            return {
                2021: moved(f"/files/{year}.doc", status="301 Moved"),
                2022: with_cookie(headers, moved(f"/files/{year}.doc"), moved(f"/down/{year}.doc", COOKIE)),
                2023: moved(f"//127.0.0.1:{headers['port']}/files/{year}.doc", status="307 Temporary Redirect"),
            }[year]
        if target == f"/files/{year}.doc":
            return answer(report(year), kind="application/msword")

    def announces(year):
        name = f"{title(year)}.doc"
        return answer(
            f"<meta charset=utf-8><title>{title(year)}</title><h1>{title(year)}</h1><div class=content>附件：<a href='/down/{year}.doc'>{name}</a></div>"
        )

    return usual(target, headers, announces)


# --- endings ---------------------------------------------------------------------------------------------------------
def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


CHUNKED = head("Transfer-Encoding: chunked")


def long_length(year, by=300):
    data = report(year).encode()
    return head(f"Content-Length: {len(data) + by}") + data


def half(year):
    data = report(year).encode()
    return head(f"Content-Length: {len(data)}") + data[: len(data) * 3 // 4]


quirk("no_last_chunk", flags=dict.fromkeys(YEARS, "truncated"))(
    of_years(
        y2021=lambda year: CHUNKED + chunk(report(year).encode()),
        y2022=lambda year: (
            head("Transfer-Encoding: chunked", "Content-Encoding: gzip") + chunk(gzip.compress(report(year).encode()))
        ),
        y2023=lambda year: CHUNKED + chunk(report(year).encode()) + b"zz\r\n",
    )
)
quirk("length_too_long_and_the_line_stays_open", flags=dict.fromkeys(YEARS, "truncated"))(
    of_years(**{f"y{year}": lambda year: (long_length(year), HANGS) for year in YEARS})
)
quirk("length_of_the_unpacked_page_and_the_line_stays_open", flags=dict.fromkeys(YEARS, "truncated"))(
    of_years(**{
        f"y{year}": lambda year: (
            head("Content-Encoding: gzip", f"Content-Length: {len(report(year).encode())}") + gzip.compress(report(year).encode()),
            HANGS,
        )
        for year in YEARS
    })
)  # fmt: skip
quirk("cut_in_the_middle", flags={2022: "truncated"}, outcome="incomplete", reason="ended before they should")(
    of_years(y2022=half)
)
quirk("stops_in_the_middle", flags={2022: "truncated"}, outcome="incomplete", reason="ended before they should")(
    of_years(y2022=lambda year: (half(year), HANGS))
)
quirk("list_cut_in_the_middle", years=(2021, 2022), outcome="incomplete", reason="ended before they should")(
    at({LIST: head("Content-Length: 5000") + listing().encode()[:300]})
)
quirk("odd_heads")(
    of_years(
        y2021=lambda year: b"\r\n\n" + head(f"content-length : {len(report(year).encode())}") + report(year).encode(),
        y2022=lambda year: head("Content-Length: -1", "Transfer-Encoding: identity") + report(year).encode(),
        y2023=lambda year: head("Content-Length: 12", "Content-Length: 15", "X: a", "\tb") + report(year).encode(),
    )
)
quirk("old_protocol")(
    of_years(
        y2021=lambda year: b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + report(year).encode(),
        y2022=lambda year: b"HTTP/1.1 100 Continue\r\n\r\n" + answer(report(year)),
    )
)

# --- robots.txt ------------------------------------------------------------------------------------------------------
NOT_2022 = answer(f"User-agent: *\nDisallow: {LIST}2022.html\n", kind="text/plain")


def robots(first, **more):
    return at({"/robots.txt": first, **{f"/{name}": value for name, value in more.items()}})


quirk("robots_three_hops", years=(2021, 2023), outcome="incomplete", never=(NB[2022],))(
    robots(
        moved("/a", status="301 Moved"),
        a=moved("/b", status="307 Temporary Redirect"),
        b=moved("/c", COOKIE),
        c=NOT_2022,
    )
)
quirk("robots_six_hops", asked=("/r5",), never=("/r6",))(
    robots(moved("/r1"), **{f"r{n}": moved(f"/r{n + 1}") for n in range(1, 6)}, r6=NOT_2022)
)
quirk("robots_in_a_circle")(robots(moved("/robots.txt")))
quirk("robots_is_the_home_page")(robots(moved("/")))
quirk("robots_body_of_a_redirect")(
    robots(answer("User-agent: *\nDisallow: /\n", "302 Found", "Location: /none.txt", kind="text/plain"))
)
quirk("robots_500", years=(), outcome="blocked", reason="robots.txt answered 500", never=("/", LIST))(
    robots(answer("x", "500 Internal Server Error"))
)
quirk("robots_503_later", years=(), outcome="blocked", never=("/",))(robots(answer("x", "503 Busy", "Retry-After: 1")))
quirk("robots_cut_off", years=(), outcome="unreachable", reason="robots.txt", never=("/",))(robots(b""))
quirk("robots_garbage", years=(), outcome="unreachable", never=("/",))(robots(b"\x00\x01garbage\r\n\r\n"))
quirk("robots_401")(robots(answer("x", "401 Unauthorized")))
quirk("robots_404_that_forbids")(robots(answer("User-agent: *\nDisallow: /\n", "404 Not Found")))
quirk("robots_names_us", years=(), outcome="blocked", reason="robots.txt", never=("/",))(
    robots(answer("User-agent: nianbao\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind="text/plain"))
)
quirk("robots_forbids_the_column", years=(), outcome="incomplete", never=(LIST,))(
    robots(answer(f"User-agent: *\nDisallow: {LIST}\n", kind="text/plain"))
)

# --- addresses of pages ----------------------------------------------------------------------------------------------
GBK_LIST = (
    "<html><head><meta charset=gbk><title>政府信息公开年报</title></head><body><ul>"
    + "".join(f"<li><a href='{href}'>{title(year)}</a><span>{year + 1}-01-20</span></li>" for year, href in {
        2021: "show.asp?t=贺兰&amp;y=2021", 2022: "list/年报.html?t=2022#文", 2023: "./%C4%EA.asp?f=a%2Fb&g=镕",
    }.items())
    + "</ul></body></html>"
)  # fmt: skip
quirk("gbk_addresses")(
    at({
        LIST: answer(GBK_LIST.encode("gbk")),
        f"{LIST}show.asp?t=%BA%D8%C0%BC&y=2021": answer(report(2021)),
        f"{LIST}list/%E5%B9%B4%E6%8A%A5.html?t=2022": answer(report(2022)),
        f"{LIST}%C4%EA.asp?f=a%2Fb&g=%E9F": answer(report(2023)),
    })
)  # fmt: skip
LONG = "show.jsp?key=" + "a" * 4000
quirk("long_and_odd_addresses")(
    at({
        LIST: answer(listing({2021: LONG, 2022: "http:show.jsp?x=[2022]|{}", 2023: "\thttp:///127.0.0.1:PORT\\2023.html"})),
        LIST + LONG: answer(report(2021)),
        f"{LIST}show.jsp?x=[2022]|{{}}": answer(report(2022)),
    })
)  # fmt: skip
quirk(
    "addresses_that_nobody_can_ask_for",
    rejected=("address_invalid", "address_credentials", "address_too_long", "address_too_deep"),
)(
    at(
        {
            LIST: answer(
                listing()
                + "".join(
                    f"<a href='{bad}'>2019年报</a>"
                    for bad in ("http://a..b/x", "http://u:p@127.0.0.1/", "/" + "x" * 9000, "/x" * 40)
                )
            )
        }
    )
)


def port_in(name):
    """Let a portal's own port stand where its pages say PORT."""
    portal = QUIRKS[name].answers

    def answers(target, headers):
        if target == LIST:
            page = listing(
                {
                    2021: LONG,
                    2022: "http:show.jsp?x=[2022]|{}",
                    2023: f"\thttp:///127.0.0.1:{headers['port']}\\2023.html",
                }
            )
            return answer(page)
        return answer(report(2023)) if target == "/2023.html" else portal(target, headers)

    QUIRKS[name].answers = answers


port_in("long_and_odd_addresses")
