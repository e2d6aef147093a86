"""Portals on real servers, with what counties write into their configuration."""

from dataclasses import dataclass

from tests.crawler.harvest_portal import LIST, YEARS, home, listing, report
from tests.crawler.real_servers import LIGHTTPD, NGINX, apache

CERTIFICATE = "ssl_certificate @folder@/cert.pem; ssl_certificate_key @folder@/key.pem;"
OLD = {year: f"/old/{year}.html" for year in YEARS}


@dataclass
class County:
    server: str
    configuration: str
    outcome: str = "complete"
    years: tuple = YEARS
    reason: str = ""
    links: dict | None = None  # of its list
    tls: tuple = ()  # (protocol, verified) of its https answers
    why: str = ""  # words of what did not verify
    asked_before: int = 0  # fetches that failed
    certificate: str = "self-signed"
    address: str = "127.0.0.1"

    def fill(self, server):
        """Write the portal's pages."""
        server.write("index.html", home())
        server.write(f"{LIST}index.html", listing(self.links))
        server.write("sy/index.html", home())
        for year in YEARS:
            server.write(f"{LIST}{year}.html", report(year))


def nginx(*blocks, tls=""):
    """Return nginx's configuration: what stands in its plain server, and in its secure one if there is one."""
    plain = f"server {{ listen 127.0.0.1:@port@; port_in_redirect on; {' '.join(blocks)} }}"
    secure = f"server {{ listen 127.0.0.1:@tls@ ssl; {CERTIFICATE} {tls} }}"
    return NGINX % (plain + (secure if tls else ""))


TO_TLS = "return 301 https://127.0.0.1:@tls@$request_uri;"

COUNTIES = {
    "nginx_all_to_https": County(
        "nginx",
        nginx(TO_TLS, tls="ssl_session_cache off;"),
        tls=("TLSv1.2", False),
        why="self",
        reason="moved to https://",
    ),
    "nginx_tls_1_0": County(
        "nginx", nginx(TO_TLS, tls="ssl_protocols TLSv1; ssl_ciphers ALL:@SECLEVEL=0;"), tls=("TLSv1", False)
    ),
    "nginx_tls_1_1": County(
        "nginx", nginx(TO_TLS, tls="ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"), tls=("TLSv1.1", False)
    ),
    "nginx_dh_1024": County(
        "nginx",
        nginx(
            TO_TLS,
            tls="ssl_protocols TLSv1.2; ssl_ciphers DHE-RSA-AES128-SHA:@SECLEVEL=0; ssl_dhparam @folder@/dh.pem;",
        ),
        tls=("TLSv1.2", False),
        why="",
    ),
    "nginx_half_a_chain": County(
        "nginx",
        nginx(TO_TLS, tls="ssl_protocols TLSv1.2;"),
        tls=("TLSv1.2", False),
        why="local issuer",
        certificate="leaf",
    ),
    "nginx_whole_chain": County(
        "nginx", nginx(TO_TLS, tls="ssl_protocols TLSv1.2;"), tls=("TLSv1.2", True), certificate="chain"
    ),
    "nginx_run_out": County(
        "nginx",
        nginx(TO_TLS, tls="ssl_protocols TLSv1.2;"),
        tls=("TLSv1.2", False),
        why="expired",
        certificate="expired",
    ),
    "nginx_of_another_name": County(
        "nginx",
        nginx(TO_TLS, tls="ssl_protocols TLSv1.2;"),
        tls=("TLSv1.2", False),
        why="not for 127.0.0.1",
        certificate="other-name",
    ),
    "nginx_cookie_first": County(
        "nginx",
        nginx(
            'location / { if ($cookie_sid = "") { add_header Set-Cookie "sid=1; path=/"; return 302 $request_uri; } }'
        ),
    ),
    "nginx_permanent_rewrites": County(
        "nginx",
        nginx(
            "rewrite ^/old/(.*)$ /zfxxgk/nb/$1 permanent;",
            "location = / { return 302 /index.html; }",
            "location = /robots.txt { return 301 /static/robots.txt; }",
            "gzip on; gzip_min_length 1;",
        ),
        links=OLD,
    ),
    "nginx_no_index_names": County(
        "nginx",
        nginx("if ($request_uri ~ ^(.*/)index\\.html$) { return 301 $1; }"),
        links={2021: f"{LIST}2021.html", 2022: f"{LIST}2022.html", 2023: f"{LIST}2023.html"},
    ),
    "nginx_missing_goes_home": County(
        "nginx",
        nginx("error_page 404 =302 /;"),
        links={**{year: f"{LIST}{year}.html" for year in YEARS}, 2020: "/gone.html"},
    ),
    "nginx_robots_503": County(
        "nginx",
        nginx("location = /robots.txt { return 503; }"),
        outcome="blocked",
        years=(),
        reason="robots.txt answered 503",
    ),
    "apache_case_and_slash": County(
        "apache2",
        apache("CheckSpelling On\nCheckCaseOnly On", "speling"),
        links={2021: "/ZFXXGK/nb/2021.html", 2022: "/zfxxgk/NB/2022.html", 2023: "/zfxxgk/nb/2023.HTML"},
    ),
    "apache_rewrites": County(
        "apache2",
        apache(
            "RewriteEngine On\nRewriteRule ^/$ /sy/ [R=301,L]\nRewriteRule ^/old/(.*)$ /mid/$1 [R=303,L]\n"
            "RewriteRule ^/mid/(.*)$ /zfxxgk/nb/$1 [R=307,L]\n",
            "rewrite",
        ),
        links=OLD,
        reason="moved to",
    ),
    "apache_refresh_and_deflate": County(
        "apache2",
        apache(
            '<Location "/index.html">\nHeader set Refresh "0; url=/sy/"\n</Location>\n'
            "AddOutputFilterByType DEFLATE text/html\nRedirect 302 /robots.txt /sy/",
            "headers",
            "deflate",
            "filter",
            "alias",
        ),
    ),
    "apache_only_ipv6": County("apache2", apache("").replace("127.0.0.1:@port@", "[::1]:@port@"), address="::1"),
    "lighttpd_redirects": County(
        "lighttpd",
        LIGHTTPD
        % (
            'url.redirect-code = 308\nurl.redirect = ( "^/old/(.*)" => "/zfxxgk/nb/$1", "^/zfxxgk/nb$" => "/zfxxgk/nb/" )\n'
            '$HTTP["url"] =~ "^/$" { $HTTP["cookie"] !~ "s=1" { setenv.add-response-header = ( "Set-Cookie" => "s=1" ) '
            'url.redirect = ( "" => "/" ) url.redirect-code = 302 } }'
        ),
        links=OLD,
    ),
    "lighttpd_in_a_circle": County(
        "lighttpd",
        LIGHTTPD % 'url.redirect = ( "^/zfxxgk/nb/2022.html$" => "/a", "^/a$" => "/zfxxgk/nb/2022.html" )',
        years=(2021, 2023),
        outcome="incomplete",
        reason="circle",
    ),
}
