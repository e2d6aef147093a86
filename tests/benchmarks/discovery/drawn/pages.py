"""A portal under construction: pages by host and path, what leads to them, and what a visitor who knew it would ask."""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as a page's maker sees it."""

    url: str
    method: str = "GET"
    body: str = ""

    @property
    def host(self):
        return urlsplit(self.url).netloc

    @property
    def path(self):
        return urlsplit(self.url).path

    @property
    def query(self):
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    @property
    def form(self):
        return dict(parse_qsl(self.body, keep_blank_values=True))

    def number(self, *names, default=1):
        """Return the first of these parameters that is a number, in form or query."""
        values = {**self.query, **self.form}
        return next((int(values[name]) for name in names if values.get(name, "").isdigit()), default)


@dataclass(frozen=True)
class Page:
    """An answer before the wire has its way with it."""

    content: str | bytes
    type: str = "text/html"
    status: int = 200
    headers: tuple = ()


@dataclass
class Report:
    """The truth about one report: where it stands, and how one gets at it."""

    year: int
    body: object
    places: set = field(default_factory=set)  # absolute addresses, any of which will do
    texts: set = field(default_factory=set)  # addresses that hold its text, all of which are needed
    reach: str = "html"  # html | inline script | script of a file or an act
    elsewhere: bool = False
    forbidden: bool = False

    @property
    def browserless(self):
        return self.reach != "act"


REACH = ("html", "inline", "script", "act")


@dataclass
class Column:
    """A list of reports: where it stands, what it is called, and what the way to it is called."""

    title: str
    path: str
    reports: list
    crumbs: tuple
    host: str
    owner: object = None


@dataclass
class Item:
    """One entry of a list."""

    href: str
    title: str
    date: str
    year: int | None = None
    body: object = None


class Site:
    """Pages by (host, path). A page is made when it is asked for, so that the menu may come last."""

    def __init__(self, county, host, *, scheme="http"):
        self.county, self.host, self.scheme = county, host, scheme
        self.pages = {}
        self.oracle = set()
        self.nav = lambda host: ""
        self.extras = []  # of the noise: (request) -> markup beside each page's text
        self.robots = ""
        self.crumb = " &gt; "

    def url(self, path, host=None):
        """Return the address of a path."""
        return f"{self.scheme}://{host or self.host}{path}"

    def put(self, path, make, kind="text/html", *, host=None):
        """Serve ``make(asked)``, or a constant, at a path. Returns the address."""
        made = make if callable(make) else lambda _: make
        self.pages[host or self.host, path] = lambda asked: self._page(made(asked), kind)
        return self.url(path, host)

    def page(self, path, title, inner, crumbs=(), *, host=None, meta="", bare=False):
        """Serve a page with header, menu and footer. ``inner`` is markup, or makes it from the request."""
        made = inner if callable(inner) else lambda _: inner
        return self.put(
            path, lambda asked: self.shell(asked, title, made(asked), crumbs, meta=meta, bare=bare), host=host
        )

    def know(self, *urls):
        """Note what the oracle asks for."""
        self.oracle.update(urls)

    def shell(self, asked, title, inner, crumbs, *, meta="", bare=False):
        """Return a whole page."""
        name = f"{self.county.name}人民政府"
        head = f'<meta charset="utf-8"><meta name="SiteName" content="{name}">{meta}<title>{title}{"" if title == name else "-" + name}</title>'
        head += '<link rel="stylesheet" href="/css/main.css"><script src="/js/jquery.min.js"></script>'
        if bare:
            return f"<!DOCTYPE html><html><head>{head}</head><body>{inner}</body></html>"
        trail = self.crumb.join((f'<a href="{self.url("/")}">首页</a>', *crumbs))
        position = f'<div class="position">您现在的位置：{trail}</div>' if crumbs else ""
        beside = "".join(extra(asked) for extra in self.extras)
        foot = (
            f'<div class="footer"><a href="/gywm.html">关于我们</a> | <a href="/lxwm.html">联系我们</a> '
            f'<a href="http://www.{self.county.city_slug}.gov.cn/">{self.county.city}人民政府</a> <a href="http://www.gov.cn/">中国政府网</a>'
            f"<p>主办：{name}办公室　网站标识码：{self.county.code}0001　备案号：ICP备1000{self.county.code[:4]}号</p></div>"
        )
        return (
            f'<!DOCTYPE html><html><head>{head}</head><body><div class="header"><h2 class="logo">{name}</h2></div>{self.nav(asked.host)}'
            f'{position}<div class="main">{inner}</div>{beside}{foot}</body></html>'
        )

    @staticmethod
    def _page(made, kind):
        return made if isinstance(made, Page) else Page(made, kind)

    def look(self, asked):
        """Return the page; None when there is none."""
        make = self.pages.get((asked.host, asked.path)) or self.pages.get(
            (asked.host, asked.path.removesuffix("index.html"))
        )
        return make(asked) if make else None


def token(*parts):
    """Return letters and digits that depend on the parts alone."""
    return hashlib.md5("|".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


JQUERY = """(function(w){function $(s){if(typeof s==='function'){document.readyState==='loading'?document.addEventListener('DOMContentLoaded',s):s();return}
return new Q(typeof s==='string'?[].slice.call(document.querySelectorAll(s)):[s])}
function Q(e){this.e=e;this.length=e.length}
Q.prototype={html:function(h){if(h===undefined)return this.e[0]&&this.e[0].innerHTML;this.e.forEach(function(x){x.innerHTML=h});return this},
append:function(h){this.e.forEach(function(x){x.insertAdjacentHTML('beforeend',h)});return this},hide:function(){this.e.forEach(function(x){x.style.display='none'});return this},
val:function(v){if(v===undefined)return this.e[0]&&this.e[0].value;this.e.forEach(function(x){x.value=v});return this},
attr:function(n){return this.e[0]&&this.e[0].getAttribute(n)},data:function(n){return this.e[0]&&this.e[0].getAttribute('data-'+n)},
on:function(n,f){this.e.forEach(function(x){x.addEventListener(n,f)});return this},click:function(f){return this.on('click',f)},scroll:function(f){return this.on('scroll',f)},
submit:function(){this.e[0].submit()},height:function(){var x=this.e[0];return x===w?w.innerHeight:x===document?document.documentElement.scrollHeight:x.offsetHeight},scrollTop:function(){return w.pageYOffset}};
function q(d){if(typeof d==='string')return d;return Object.keys(d||{}).map(function(k){return encodeURIComponent(k)+'='+encodeURIComponent(d[k])}).join('&')}
$.ajax=function(o){var x=new XMLHttpRequest(),t=(o.type||o.method||'GET').toUpperCase(),d=q(o.data),u=o.url;if(t==='GET'&&d)u+=(u.indexOf('?')<0?'?':'&')+d;
x.open(t,u);if(t==='POST')x.setRequestHeader('Content-Type','application/x-www-form-urlencoded');x.onload=function(){var r=x.responseText;
if((x.getResponseHeader('Content-Type')||'').indexOf('json')>0)r=JSON.parse(r);o.success&&o.success(r)};x.send(t==='POST'?d:null)};
$.get=function(u,d,f,t){if(typeof d==='function'){f=d;d=null}$.ajax({url:u,data:d,success:f,dataType:t})};$.getJSON=$.get;
$.post=function(u,d,f){$.ajax({url:u,type:'POST',data:d,success:f})};w.$=w.jQuery=$})(window);
"""
