"""Axis: where a report's body and year are named. Each value gives the words of the entry, of the heading, and of the trail."""

from dataclasses import dataclass

CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SPELLINGS = (
    "{county}{body}{year}年政府信息公开工作年度报告",
    "{body}{year}年度政府信息公开工作报告",
    "{year}年{county}{body}政府信息公开年度报告",
    "{county}{body}关于{year}年政府信息公开工作的年度报告",
)


@dataclass(frozen=True)
class Naming:
    """``template`` is the entry; None = one of SPELLINGS. ``trail``: what the breadcrumb of the page adds."""

    template: str | None = None
    digits: dict | None = None
    trail: tuple = ()
    file: str = ""  # template of the file's name

    def title(self, body, year, county, rng):
        """Return the words of a report's entry and heading."""
        spelling = rng.choice(SPELLINGS) if self.template is None else self.template
        name = body.name if body else f"{county.name}各部门各乡镇"
        name = name.removeprefix(county.name) if "{county}" in spelling else name
        shown = str(year).translate(self.digits) if self.digits else str(year)
        return spelling.format(county=county.name, body=name, year=shown)

    def crumbs(self, body, year):
        """Return what the trail of the page says besides its column."""
        return tuple(part.format(body=body.short if body else "", year=year) for part in self.trail)


NAMING = {
    "title": Naming(),
    "column": Naming("{year}年政府信息公开工作年度报告"),
    "year_heading": Naming("{body}政府信息公开工作年度报告"),
    "page": Naming("政府信息公开工作年度报告", trail=("{body}", "{year}年")),
    "file_name": Naming("政府信息公开年度报告（点击下载）", file="{body}{year}年政府信息公开年度报告"),
    "chinese_digits": Naming(digits=CHINESE),
    "full_width": Naming(digits=FULL_WIDTH),
}
