// Small charts of a body's figures beside its neighbours: drawn by hand, since they are one line, one band and a table.
const WIDE = 260, HIGH = 96, EDGE = 8;

function figureCharts(figures, report) {
  const own = ((figures.bodies[report.level] || {})[report.agency]) || {}, around = figures.levels[report.level] || {};
  const years = [...new Set([...Object.keys(own)])].map(Number).sort((a, b) => a - b);
  const charts = figures.names.map((name, at) => figureChart(name, years, years.map((year) => own[year][at]), years.map((year) => (around[year] || [])[at] || null), report.year)).filter(Boolean);
  if (!charts.length) return h("p", { class: "quiet" }, ui("figures_none"));
  return h("div", {}, h("p", { class: "quiet small" }, ui("figures_note")), h("div", { class: "charts" }, charts));
}

// ``middles``: of each year the number of bodies, quartile, median, quartile; or null.
function figureChart(name, years, values, middles, now) {
  if (values.every((value) => value === null)) return null;
  const most = Math.max(1, ...values.filter((value) => value !== null), ...middles.filter(Boolean).map((one) => one[3]));
  const x = (at) => (years.length === 1 ? WIDE / 2 : EDGE + (at / (years.length - 1)) * (WIDE - 2 * EDGE));
  const y = (value) => HIGH - (value / most) * (HIGH - 10);
  const points = (pick) => middles.map((one, at) => (one ? `${x(at).toFixed(1)},${y(pick(one)).toFixed(1)}` : null)).filter(Boolean);
  const runs = [[]];
  values.forEach((value, at) => { if (value === null) runs.push([]); else runs[runs.length - 1].push(`${x(at).toFixed(1)},${y(value).toFixed(1)}`); });
  const title = word("figure", name), at = years.indexOf(now), here = at < 0 ? null : values[at], middle = at < 0 ? null : middles[at];
  const told = years.map((year, index) => (values[index] === null ? "" : `${year} ${number(values[index])}`)).filter(Boolean).join(zh() ? "，" : ", ");
  const picture = s("svg", { viewBox: `0 0 ${WIDE} ${HIGH + 18}`, role: "img", "aria-label": ui("chart_label", { name: title, values: told, year: now, median: middle ? middle[2] : "—" }) },
    s("line", { class: "axis", x1: 0, x2: WIDE, y1: HIGH, y2: HIGH }),
    points((one) => one[1]).length > 1 ? s("polygon", { class: "band", points: [...points((one) => one[3]), ...points((one) => one[1]).reverse()].join(" ") }) : null,
    points((one) => one[2]).length > 1 ? s("polyline", { class: "median", points: points((one) => one[2]).join(" ") }) : null,
    runs.filter((run) => run.length > 1).map((run) => s("polyline", { class: "own", points: run.join(" ") })),
    values.map((value, index) => (value === null ? null : s("circle", { class: index === at ? "dot now" : "dot", cx: x(index).toFixed(1), cy: y(value).toFixed(1), r: index === at ? 4.5 : 2.6 },
      s("title", {}, `${years[index]}: ${number(value)}${middles[index] ? ` · ${ui("median")} ${middles[index][2]}` : ""}`)))),
    s("text", { x: x(0), y: HIGH + 14, "text-anchor": years.length === 1 ? "middle" : "start" }, String(years[0])),
    years.length > 1 ? s("text", { x: x(years.length - 1), y: HIGH + 14, "text-anchor": "end" }, String(years[years.length - 1])) : null);
  return h("figure", { class: "chart" },
    h("figcaption", {}, h("span", {}, title), h("b", {}, here === null ? "—" : number(here)), middle ? h("span", { class: "quiet small" }, `${ui("median")} ${middle[2]}`) : h("span", { class: "quiet small" }, `${ui("median")} —`)),
    picture,
    h("details", {}, h("summary", {}, ui("as_table")), table(title, [ui("year"), ui("this_body"), ui("median"), ui("quartiles"), ui("number_of")],
      years.map((year, index) => [String(year), values[index] === null ? "—" : number(values[index]), middles[index] ? String(middles[index][2]) : "—", middles[index] ? `${middles[index][1]}–${middles[index][3]}` : "—", middles[index] ? String(middles[index][0]) : "—"]), { hidden: true })));
}
