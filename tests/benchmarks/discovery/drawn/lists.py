"""Axis: how lists turn. Each value serves the pages of one column from its entries."""

import re
from itertools import groupby
from math import ceil

from tests.benchmarks.discovery.drawn import texts
from tests.benchmarks.discovery.drawn.pages import Page


def lines(items):
    """Return entries as most portals show them."""
    return "".join(
        f'<li><a href="{i.href}" title="{i.title}" target="_blank">{i.title}</a><span>{i.date}</span></li>'
        for i in items
    )


def listed(items):
    """Return a list of entries."""
    return f'<ul class="list" id="list">{lines(items)}</ul>'


def rows(items):
    """Return entries as a script gets them."""
    return [{"title": i.title, "url": i.href, "publishTime": i.date} for i in items]


class List:
    """Everything on one page; the other lists say what is different."""

    reach = "html"
    per = 6  # entries on a page

    def build(self, world, column, items):
        """Serve the column."""
        self.first(world, column, listed(items))

    def first(self, world, column, inner):
        """Serve the column's own page."""
        self.page(world, column, column.path, inner)

    def page(self, world, column, path, inner):
        """Serve a page of the column; ``inner`` as in Site.page."""
        made = inner if callable(inner) else lambda _: inner
        head = f'<h3 class="lm">{column.title}</h3>'
        meta = f'<meta name="ColumnName" content="{column.title}">'
        url = world.site.page(
            path, column.title, lambda asked: head + made(asked), column.crumbs, host=column.host, meta=meta
        )
        world.site.know(url)

    def cut(self, items):
        """Return the entries page by page."""
        return [items[at : at + self.per] for at in range(0, len(items), self.per)] or [[]]

    def know(self, world, column, target):
        """Note a further request that is needed, by its path and query."""
        world.site.know(world.site.url(target, column.host))


class Pages(List):
    """Static pages that link each other: index.html, index_2.html …"""

    base = "index"

    def build(self, world, column, items):
        parts = self.cut(items)
        for n, part in enumerate(parts, 1):
            inner = listed(part) + self.pager(n, len(parts), len(items))
            self.page(world, column, column.path if n == 1 else f"{column.path}{self.name(n)}", inner)

    def name(self, n):
        return f"{self.base}.html" if n == 1 else f"{self.base}_{n}.html"

    def pager(self, n, last, total):
        if last == 1:
            return ""
        numbers = " ".join(
            f"<span>{k}</span>" if k == n else f'<a href="{self.name(k)}">{k}</a>' for k in range(1, last + 1)
        )
        before = f'<a href="{self.name(n - 1)}">上一页</a>' if n > 1 else "<span>上一页</span>"
        after = f'<a href="{self.name(n + 1)}">下一页</a>' if n < last else "<span>下一页</span>"
        return f'<div class="page"><a href="{self.name(1)}">首页</a> {before} {numbers} {after} <a href="{self.name(last)}">尾页</a></div>'


class ImagePager(Pages):
    """A pager of arrows without words."""

    def pager(self, n, last, total):
        before = f'<a href="{self.name(n - 1)}"><img src="/images/prev.gif"></a>' if n > 1 else ""
        after = f'<a href="{self.name(n + 1)}"><img src="/images/next.gif"></a>' if n < last else ""
        return f'<div class="turn">{before} {after}</div>' if last > 1 else ""


class GapPager(Pages):
    """1 2 3 … 9: the pages in the middle are linked by their neighbours alone."""

    per = 3

    def pager(self, n, last, total):
        near = sorted({k for k in (1, n - 1, n, n + 1, last) if 1 <= k <= last})
        if n < 3:
            near = sorted({*near, *range(1, min(3, last) + 1)})
        shown = []
        for k in near:
            shown += ["…"] if shown and k - 1 not in near else []
            shown.append(f'<span class="cur">{k}</span>' if k == n else f'<a href="{self.name(k)}">{k}</a>')
        return f'<div class="pages">{" ".join(shown)}</div>' if last > 1 else ""


class Counted(Pages):
    """The total is printed, and a function of the page turns to the page asked for."""

    base = "list"
    reach = "inline"

    def build(self, world, column, items):
        super().build(world, column, items)
        self.know_first = world.site.pages[column.host, column.path]
        world.site.pages[column.host, f"{column.path}{self.name(1)}"] = self.know_first

    def pager(self, n, last, total):
        script = f'<script>function toPage(n){{if(n<1||n>{last})return;location.href=n==1?"{self.base}.html":"{self.base}_"+n+".html";}}</script>'
        turns = "".join(
            f'<a href="javascript:void(0)" onclick="toPage({k})">{word}</a> '
            for k, word in ((1, "首页"), (n - 1, "上一页"), (n + 1, "下一页"), (last, "末页"))
        )
        return f'<div class="pagination">共 <b>{total}</b> 条记录　每页 {self.per} 条　第 {n}/{last} 页 {turns}</div>{script}'


class Query(List):
    """?page=2"""

    parameter = "page"

    def build(self, world, column, items):
        parts = self.cut(items)

        def inner(asked):
            n = asked.number(self.parameter)
            part = parts[n - 1] if 1 <= n <= len(parts) else []
            return (listed(part) if part else '<ul class="list"><li>暂无内容</li></ul>') + self.pager(
                min(max(n, 1), len(parts)), len(parts)
            )

        self.first(world, column, inner)
        for n in range(2, len(parts) + 1):
            self.know(world, column, f"{column.path}?{self.parameter}={n}")

    def pager(self, n, last):
        if last == 1:
            return ""
        after = f'<a href="?{self.parameter}={n + 1}">下一页</a>' if n < last else ""
        before = f'<a href="?{self.parameter}={n - 1}">上一页</a>' if n > 1 else ""
        return f'<div class="pager">{before} <span>{n}</span> {after}</div>'


class Endless(Query):
    """No end mark: there is always a next page, and beyond the last one it is the last one again."""

    parameter = "pageNo"

    def build(self, world, column, items):
        parts = self.cut(items)

        def inner(asked):
            n = asked.number(self.parameter)
            return (
                listed(parts[min(n, len(parts)) - 1])
                + f'<div class="pager"><a href="?{self.parameter}={max(n - 1, 1)}">上页</a> <a href="?{self.parameter}={n + 1}">下页</a></div>'
            )

        self.first(world, column, inner)
        for n in range(2, len(parts) + 1):
            self.know(world, column, f"{column.path}?{self.parameter}={n}")


class Form(List):
    """A form is posted with the number of the page."""

    reach = "inline"

    def build(self, world, column, items):
        parts = self.cut(items)

        def inner(asked):
            n = min(max(asked.number("pageNo"), 1), len(parts))
            turns = "".join(
                f'<a href="javascript:goPage({k})">{word}</a> '
                for k, word in (
                    (1, "首页"),
                    (max(n - 1, 1), "上一页"),
                    (min(n + 1, len(parts)), "下一页"),
                    (len(parts), "尾页"),
                )
            )
            form = (
                f'<form id="pageForm" name="pageForm" method="post" action="{column.path}"><input type="hidden" name="channel" value="{len(column.path)}">'
                f'<input type="hidden" name="pageNo" id="pageNo" value="{n}"></form><script>function goPage(n){{document.getElementById("pageNo").value=n;document.getElementById("pageForm").submit();}}</script>'
            )
            return f'{listed(parts[n - 1])}<div class="pages">第{n}页/共{len(parts)}页 {turns}</div>{form}'

        self.first(world, column, inner)
        for n in range(2, len(parts) + 1):
            self.know(world, column, f"{column.path}#post{n}")


class Postback(List):
    """ASP.NET: __doPostBack with the state of the view."""

    reach = "inline"

    def build(self, world, column, items):
        parts = self.cut(items)
        state = "/wEPDwUKMTY5" + re.sub(r"\W", "", column.path)

        def inner(asked):
            sent = asked.form
            valid = sent.get("__VIEWSTATE", "").startswith(state) and sent.get("__EVENTTARGET") == "AspNetPager1"
            n = int(sent["__EVENTARGUMENT"]) if valid and sent.get("__EVENTARGUMENT", "").isdigit() else 1
            n = min(max(n, 1), len(parts))
            numbers = " ".join(
                f"<span>{k}</span>" if k == n else f"<a href=\"javascript:__doPostBack('AspNetPager1','{k}')\">{k}</a>"
                for k in range(1, len(parts) + 1)
            )
            return (
                f'<form method="post" action="{column.path}" id="form1"><input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="">'
                f'<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="{state}{n}="><script>var theForm=document.forms["form1"];function __doPostBack(t,a){{theForm.__EVENTTARGET.value=t;theForm.__EVENTARGUMENT.value=a;theForm.submit();}}</script>'
                f'{listed(parts[n - 1])}<div id="AspNetPager1">{numbers}</div></form>'
            )

        self.first(world, column, inner)
        for n in range(2, len(parts) + 1):
            self.know(world, column, f"{column.path}#post{n}")


class JsonInline(List):
    """A script of the page asks for the entries."""

    reach = "inline"
    size = 8
    api = "/api/content/list"

    def build(self, world, column, items):
        number = world.channel(column)
        self.first(world, column, self.inner(number))
        self.serve(world, column, items)
        for n in range(1, ceil(len(items) / self.size) + 1):
            self.know(world, column, f"{self.api}?channelId={number}&pageNo={n}&pageSize={self.size}")

    def serve(self, world, column, items):
        """Serve the endpoint, which answers for every column of the portal."""
        world.lists[world.channel(column)] = items

        def answer(asked):
            values = {**asked.query, **asked.form}
            found = world.lists.get(values.get("channelId", ""), [])
            n, size = asked.number("pageNo"), asked.number("pageSize", default=self.size)
            return texts.json(
                {
                    "code": 200,
                    "msg": "success",
                    "data": {"total": len(found), "pageNo": n, "rows": rows(found[(n - 1) * size : n * size])},
                }
            )

        world.site.put(self.api, answer, "application/json;charset=utf-8", host=column.host)

    def inner(self, number):
        script = self.script(f'var channelId="{number}";')
        return f'<ul class="list" id="list"></ul><div id="pager"></div><script>{script}</script>'

    def script(self, head):
        return head + (
            f'var pageNo=1,pageSize={self.size};function load(p){{pageNo=p;$.ajax({{url:"{self.api}",type:"GET",dataType:"json",'
            'data:{channelId:channelId,pageNo:pageNo,pageSize:pageSize},success:function(res){var h="";res.data.rows.forEach(function(r){'
            "h+='<li><a href=\"'+r.url+'\">'+r.title+'</a><span>'+r.publishTime+'</span></li>';});$(\"#list\").html(h);"
            "var n=Math.ceil(res.data.total/pageSize),s=\"\";for(var i=1;i<=n;i++)s+='<a href=\"javascript:load('+i+')\">'+i+'</a> ';$(\"#pager\").html(s);}});}$(function(){load(1);});"
        )


class JsonPost(JsonInline):
    """The script of the page posts a form for the entries."""

    api = "/api/content/page"

    def build(self, world, column, items):
        super().build(world, column, items)
        first = f"{self.api}?channelId={world.channel(column)}&pageNo="
        for n in range(1, ceil(len(items) / self.size) + 1):
            url = world.site.url(f"{first}{n}&pageSize={self.size}", column.host)
            world.site.oracle.discard(url)
            world.site.know(f"{world.site.url(self.api, column.host)}#post{world.channel(column)}.{n}")

    def serve(self, world, column, items):
        super().serve(world, column, items)
        answer = world.site.pages[column.host, self.api]
        world.site.pages[column.host, self.api] = lambda asked: (
            answer(asked) if asked.method == "POST" else Page("", status=405)
        )

    def script(self, head):
        return head + (
            f'function getList(pageNo){{$.post("{self.api}",{{"channelId":channelId,"pageNo":pageNo,"pageSize":{self.size}}},function(res){{'
            "var h=\"\";res.data.rows.forEach(function(r){h+='<li><a href=\"'+r.url+'\">'+r.title+'</a><span>'+r.publishTime+'</span></li>';});$(\"#list\").html(h);"
            f"var n=Math.ceil(res.data.total/{self.size}),s=\"\";for(var i=1;i<=n;i++)s+='<a href=\"javascript:getList('+i+')\">'+i+'</a> ';$(\"#pager\").html(s);}});}}$(function(){{getList(1);}});"
        )


class JsonFetch(JsonInline):
    """The script of the page fetches the entries; the address is put together from parts."""

    api = "/openapi/articles"

    def script(self, head):
        return head + (
            f'const base="/openapi";async function show(p){{const r=await fetch(`${{base}}/articles?channelId=${{channelId}}&pageNo=${{p}}&pageSize={self.size}`);const d=(await r.json()).data;'
            'document.getElementById("list").innerHTML=d.rows.map(r=>`<li><a href="${r.url}">${r.title}</a><span>${r.publishTime}</span></li>`).join("");'
            f'document.getElementById("pager").innerHTML=Array.from({{length:Math.ceil(d.total/{self.size})}},(_,i)=>`<a href="javascript:show(${{i+1}})">${{i+1}}</a>`).join(" ");}}show(1);'
        )


class JsonExternal(JsonInline):
    """A script in a file of the portal asks for the entries."""

    reach = "script"

    def inner(self, number):
        return f'<ul class="list" id="list" data-channel="{number}"></ul><div id="pager"></div><script src="/js/list.js"></script>'

    def build(self, world, column, items):
        super().build(world, column, items)
        world.site.put(
            "/js/list.js",
            self.script('var channelId=$("#list").data("channel");'),
            "application/javascript",
            host=column.host,
        )


class More(List):
    """加载更多: a button brings the next entries, as markup."""

    reach = "inline"
    call = "/more"

    def build(self, world, column, items):
        number, parts = world.channel(column), self.cut(items)
        world.lists[number] = parts
        button = f'<div class="more"><a href="javascript:;" id="btnMore" onclick="loadMore()">加载更多</a></div><script>{self.script(number)}</script>'
        self.first(world, column, listed(parts[0]) + (button if len(parts) > 1 else ""))
        self.serve(world, column)
        for n in range(2, len(parts) + 1):
            self.know(world, column, f"{self.call}?cid={number}&page={n}")

    def serve(self, world, column):
        def answer(asked):
            found, n = world.lists.get(asked.query.get("cid", ""), []), asked.number("page")
            return lines(found[n - 1]) if 1 <= n <= len(found) else ""

        world.site.put(self.call, answer, host=column.host)

    def script(self, number):
        return f'var page=1;function loadMore(){{page++;$.get("{self.call}",{{cid:"{number}",page:page}},function(html){{if(!html){{$("#btnMore").html("没有更多了");return;}}$("#list").append(html);}});}}'


class Scroll(More):
    """The next entries come when one scrolls down."""

    call = "/data/list.json"

    def build(self, world, column, items):
        number, parts = world.channel(column), self.cut(items)
        world.lists[number] = parts
        self.first(
            world,
            column,
            f'{listed(parts[0])}<div id="loading" style="display:none">加载中…</div><script>{self.script(number)}</script>',
        )
        self.serve(world, column)
        for n in range(2, len(parts) + 1):
            self.know(world, column, f"{self.call}?cid={number}&page={n}")

    def serve(self, world, column):
        def answer(asked):
            found, n = world.lists.get(asked.query.get("cid", ""), []), asked.number("page")
            return texts.json({"list": rows(found[n - 1]) if 1 <= n <= len(found) else [], "hasMore": n < len(found)})

        world.site.put(self.call, answer, "application/json", host=column.host)

    def script(self, number):
        return (
            f"var page=1,busy=false,end=false;$(window).scroll(function(){{if(busy||end||$(window).scrollTop()+$(window).height()<$(document).height()-100)return;busy=true;page++;"
            f"$.getJSON(\"{self.call}\",{{cid:\"{number}\",page:page}},function(d){{end=!d.hasMore;busy=false;$.each?0:0;d.list.forEach(function(r){{$(\"#list\").append('<li><a href=\"'+r.url+'\">'+r.title+'</a><span>'+r.publishTime+'</span></li>');}});}});}});"
        )


class ByYear(List):
    """Headings of years; below each the bodies as links."""

    def build(self, world, column, items):
        self.first(world, column, "".join(self.block(world, year, list(some)) for year, some in years(items)))

    def block(self, world, year, items):
        links = "".join(f'<li><a href="{i.href}" target="_blank">{self.words(world, i)}</a></li>' for i in items)
        return f'<div class="year"><h3>{year}年</h3><ul>{links}</ul></div>'

    def words(self, world, item):
        if world.naming_name == "year_heading" or item.body is None:
            return item.title
        return item.body.short


def years(items):
    """Yield (year, entries), newest first; the sort keeps the order within a year."""
    return groupby(sorted(items, key=lambda i: -i.year), key=lambda i: i.year)


class Matrix(List):
    """A row for each body with its years as links."""

    def build(self, world, column, items):
        of_body = {}
        for item in items:
            of_body.setdefault(item.body.short if item.body else world.county.name, []).append(item)
        cells = {name: " ".join(f'<a href="{i.href}">{i.year}年</a>' for i in some) for name, some in of_body.items()}
        body = "".join(f"<tr><th>{name}</th><td>{years}</td></tr>" for name, years in cells.items())
        self.first(
            world, column, f'<table class="nb"><tr><th>单位名称</th><th>政府信息公开年报</th></tr>{body}</table>'
        )


class YearTabs(List):
    """A tab for each year, each a page of its own; the newest one is shown."""

    def build(self, world, column, items):
        groups = [(year, list(some)) for year, some in years(items)]
        for at, (year, some) in enumerate(groups):
            marks = {other: "on" if other == year else "" for other, _ in groups}
            tabs = "".join(
                f'<li class="{mark}"><a href="{column.path}{other}/">{other}年</a></li>'
                for other, mark in marks.items()
            )
            inner = f'<ul class="tabs">{tabs}</ul>{listed(some)}'
            self.page(world, column, f"{column.path}{year}/", inner)
            if not at:
                self.page(world, column, column.path, inner)
                world.site.oracle.discard(world.site.url(f"{column.path}{year}/", column.host))


class YearSelect(List):
    """A choice of years that leads to a page for each."""

    reach = "inline"

    def build(self, world, column, items):
        groups = [(year, list(some)) for year, some in years(items)]

        def inner(asked):
            year = asked.number("year", default=groups[0][0] if groups else 0)
            marks = {other: " selected" if other == year else "" for other, _ in groups}
            choice = "".join(f'<option value="{other}"{mark}>{other}年</option>' for other, mark in marks.items())
            some = dict(groups).get(year, [])
            return f'年度：<select id="year" onchange="location.href=\'{column.path}?year=\'+this.value">{choice}</select>{listed(some)}'

        self.first(world, column, inner)
        for year, _ in groups[1:]:
            self.know(world, column, f"{column.path}?year={year}")


class YearCalls(List):
    """A tab for each year, whose entries a script asks for."""

    reach = "inline"

    def build(self, world, column, items):
        groups = {year: list(some) for year, some in years(items)}
        number, newest = world.channel(column), max(groups, default=0)
        world.lists[number] = groups
        tabs = "".join(f'<li onclick="showYear({year})">{year}</li>' for year in groups)
        script = f'function showYear(y){{$.get("/nb/byyear",{{channel:"{number}",year:y}},function(h){{$("#list").html(h);}});}}'
        self.first(
            world, column, f'<ul class="tabs">{tabs}</ul>{listed(groups.get(newest, []))}<script>{script}</script>'
        )
        world.site.put(
            "/nb/byyear",
            lambda asked: lines(world.lists.get(asked.query.get("channel"), {}).get(asked.number("year"), [])),
            host=column.host,
        )
        for year in groups:
            if year != newest:
                self.know(world, column, f"/nb/byyear?channel={number}&year={year}")


class Units(List):
    """A form with a choice of bodies and a button."""

    reach = "act"

    def build(self, world, column, items):
        of_body = {}
        for item in items:
            of_body.setdefault(item.body.slug if item.body else "", []).append(item)
        names = {item.body.slug: item.body.short for item in items if item.body}

        def inner(asked):
            unit = asked.query.get("unit", "")
            marks = {slug: " selected" if slug == unit else "" for slug in names}
            choice = "".join(f'<option value="{slug}"{marks[slug]}>{name}</option>' for slug, name in names.items())
            found = of_body.get(unit, items[:3] if not unit else [])
            return f'<form action="{column.path}" method="get">单位：<select name="unit"><option value="">请选择</option>{choice}</select> <input type="submit" value="查询"></form>{listed(found)}'

        self.first(world, column, inner)
        for slug in names:
            self.know(world, column, f"{column.path}?unit={slug}")


class Framed(List):
    """The list stands in a frame of the column's page."""

    def build(self, world, column, items):
        inside = f"{column.path}list.html"
        self.first(world, column, f'<iframe src="{inside}" width="100%" height="900" frameborder="0"></iframe>')
        world.site.know(world.site.page(inside, "", listed(items), host=column.host, bare=True))


class Written(List):
    """A script of the page holds the entries and writes them."""

    reach = "inline"

    def build(self, world, column, items):
        data = texts.json([{"t": i.title, "u": i.href, "d": i.date} for i in items])
        script = f"var data={data};for(var i=0;i<data.length;i++){{document.write('<li><a href=\"'+data[i].u+'\">'+data[i].t+'</a><span>'+data[i].d+'</span></li>');}}"
        self.first(world, column, f'<ul class="list"><script>{script}</script></ul>')


class TwoColumns(List):
    """A table with two entries in a row."""

    def build(self, world, column, items):
        cells = [f'<td>·<a href="{i.href}">{i.title}</a></td><td>[{i.date}]</td>' for i in items]
        body = "".join(f"<tr>{''.join(cells[at : at + 2])}</tr>" for at in range(0, len(cells), 2))
        self.first(world, column, f'<table width="100%" class="tb">{body}</table>')


class Cards(List):
    """A card for each report."""

    def build(self, world, column, items):
        cards = "".join(
            f'<div class="card"><a href="{i.href}"><img src="/images/nb.png"><div class="card-title">{i.title}</div><p>来源：本站</p><div class="card-time">{i.date}</div></a></div>'
            for i in items
        )
        self.first(world, column, f'<div class="cards">{cards}</div>')


class Definitions(List):
    """A definition list: the title, and below it when and by whom."""

    def build(self, world, column, items):
        entries = "".join(
            f'<dt><a href="{i.href}">{i.title}</a></dt><dd>发布日期：{i.date}　公开方式：主动公开</dd>' for i in items
        )
        self.first(world, column, f'<dl class="xxgk">{entries}</dl>')


LISTS = {
    "single": List(),
    "pages": Pages(),
    "query": Query(),
    "post_form": Form(),
    "postback": Postback(),
    "json_inline": JsonInline(),
    "json_post": JsonPost(),
    "json_fetch": JsonFetch(),
    "json_external": JsonExternal(),
    "load_more": More(),
    "scroll": Scroll(),
    "year_tabs": YearTabs(),
    "year_select": YearSelect(),
    "year_calls": YearCalls(),
    "units_form": Units(),
    "framed": Framed(),
    "written": Written(),
    "image_pager": ImagePager(),
    "gap_pager": GapPager(),
    "counted": Counted(),
    "endless": Endless(),
    "two_columns": TwoColumns(),
    "cards": Cards(),
    "definitions": Definitions(),
    "by_year": ByYear(),
    "matrix": Matrix(),
}
