"""师宗县: lists that scripts draw. Most come from an endpoint whose address a script puts together; one needs a browser."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from html import escape
from typing import ClassVar
from urllib.parse import parse_qsl, quote

from tests.replica.columns import Article, Column
from tests.replica.counties import Organ
from tests.replica.families.standard import Standard
from tests.replica.site import Page

_SIZE = 20  # entries of one answer
_CHROME = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="nav"><a href="/">首页</a>{nav}</div><div>{crumbs}</div>{main}<footer>{county}人民政府</footer></body></html>"""
_ASKED = """<div id="list"></div><script>
(function () {{
  var box = document.getElementById("list"), base = ["", "api", "con" + "tent", "list"].join("/");
  function more(n) {{
    fetch(base + "?cid={number}&pageNo=" + n + "&pageSize=20").then(function (r) {{ return r.json(); }}).then(function (d) {{
      d.rows.forEach(function (e) {{
        box.insertAdjacentHTML("beforeend", '<li><a href="' + e.href + '">' + e.name + '</a><i>' + e.day + '</i></li>');
      }});
      if (n < d.pageTotal) more(n + 1);
    }});
  }}
  more(1);
}})();
</script>"""
_SEALED = """<div id="list">正在加载……</div><script>
(function () {{
  var sealed = "{data}", open = "", raw = atob(sealed);
  for (var i = 0; i < raw.length; i++) open += String.fromCharCode(raw.charCodeAt(i) ^ (i % 7 + 1));
  document.getElementById("list").innerHTML = decodeURIComponent(open);
}})();
</script>"""


class ScriptOnly(Standard):
    """A portal whose list pages hold no entry before their scripts have run."""

    by: ClassVar[str] = "level"

    def build(self) -> None:
        """Answer the endpoint of the lists."""
        self.columns: dict[str, Column] = {}
        super().build()

    def place(self, slug: str, parent: Column | None, organ: Organ | None) -> str:
        """Return ``/public/special/N.html``."""
        del organ
        return f"/public/special/{self.number(100, 99999, slug, parent.path if parent else '')}.html"

    def list_path(self, column: Column, page: int) -> str:
        """Return the list's one address; further pages come to the script only."""
        number = column.path.rpartition("/")[2].removesuffix(".html")
        self.columns[number] = column
        return f"{column.path}#{page + 1}" if page else column.path

    def article_path(self, column: Column, published: date, number: int) -> str:
        """Return ``/public/description/<id>.html``."""
        return f"/public/description/{number}.html"

    def file_path(self, path: str, published: date, number: int, ending: str) -> str:
        """Return an upload's address."""
        return f"/uploads/{published:%Y/%m}/{number:x}.{ending}"

    def reading(self, column: Column) -> list[str]:
        """Return the page and the answers that its script asks for."""
        number = column.path.rpartition("/")[2].removesuffix(".html")
        pages = 0 if self._is_sealed(column) else -(-len(column.articles) // _SIZE)
        return [column.path, *(f"/api/content/list?cid={number}&pageNo={p + 1}&pageSize={_SIZE}" for p in range(pages))]

    def resolve(self, target: str) -> Page | None:
        """Answer the endpoint of the lists."""
        path, _, query = target.partition("?")
        values = dict(parse_qsl(query))
        column = self.columns.get(values.get("cid", ""))
        if path != "/api/content/list" or column is None or self._is_sealed(column):
            return None
        return Page(lambda: self._rows(column, int(values.get("pageNo", "1"))), content_type="application/json")

    def _is_sealed(self, column: Column) -> bool:
        return column.name.startswith("乡镇街道")

    def _rows(self, column: Column, page: int) -> str:
        entries = column.newest()[(page - 1) * _SIZE : page * _SIZE]
        rows = [{"href": a.path, "name": a.title, "day": str(a.published)} for a in entries]
        total = -(-len(column.articles) // _SIZE)
        return json.dumps({"rows": rows, "total": len(column.articles), "pageTotal": total}, ensure_ascii=False)

    def page(self, title: str, main: str, trail: list[Column]) -> str:
        """Return a page of the portal."""
        crumbs = self.menu(trail, '&gt;<a href="{url}">{name}</a>')
        nav = self.menu(self.top, '<a href="{url}">{name}</a>')
        return _CHROME.format(title=escape(title), county=self.county.name, nav=nav, crumbs=crumbs, main=main)

    def draw_list(self, column: Column, page: int) -> str:
        """Draw sub-columns, and a script in the place of entries."""
        del page
        if not column.articles:
            return self.page(column.name, f"<ul>{self.menu(column.children)}</ul>", column.trail)
        if self._is_sealed(column):
            line = '<li><a href="{url}">{title}</a><i>{date}</i></li>'
            clear = quote(self.items(column.newest(), line))
            sealed = b64encode(bytes(ord(c) ^ (i % 7 + 1) for i, c in enumerate(clear))).decode()
            return self.page(column.name, _SEALED.format(data=sealed), column.trail)
        number = column.path.rpartition("/")[2].removesuffix(".html")
        return self.page(column.name, _ASKED.format(number=number), column.trail)

    def draw_article(self, article: Article) -> str:
        """Draw a plain page."""
        files = self.files(article, '<p><a href="{url}">{name}</a></p>')
        main = (
            f"<h1>{escape(article.title)}</h1><p>{article.source} {article.published}</p>"
            f'<div class="detail">{article.body()}</div>{files}'
        )
        return self.page(article.title, main, article.home.trail)
