// The country, a province, what changed.
const summary = () => nianbao.get("summary");
const province = (code) => { const one = summary().provinces.find((each) => each[0] === code); return one ? { code, short: one[1], name: one[zh() ? 2 : 3], row: one[4], column: one[5], registered: one[6] } : null; };
const countsOf = (at) => counted(summary().counts[at]);
const portalsOf = (code) => summary().codes.map((_, at) => at).filter((at) => summary().codes[at].startsWith(code));
const MOST_FOUND = 12;

function countryPage() {
  const data = summary(), all = added(data.codes.map((_, at) => countsOf(at)));
  const registered = data.provinces.reduce((sum, one) => sum + one[6], 0), visited = data.visited.at.filter((at) => data.visited.words[at]).length;
  const years = data.years.map((_, at) => added(Object.values(data.byYear).map((counts) => counted(counts[at]))));
  return { title: ui("country"), nodes: [
    h("div", { class: "lead" }, heading(ui("headline")), h("p", {}, ui("lead")),
      data.run ? h("p", { class: "quiet" }, ui("last_run", { day: day(data.run.at) })) : null),
    stats(all, stat(number(visited), ui("portals_visited", { n: number(registered) }))),
    h("div", { class: "halves" },
      section(ui("map"), tileMap(), scale(), h("p", { class: "quiet small" }, ui("map_note"))),
      h("div", {}, section(ui("find"), finder()), section(ui("week"), weekInShort()), section(ui("by_year"), chartByYear(data.years, years), legend(all)))),
    data.findings.length ? section(ui("top_run"), findingList(data.findings)) : null,
  ] };
}

function tileMap() {
  const tiles = [...summary().provinces].sort((a, b) => a[4] - b[4] || a[5] - b[5]).map(([code]) => {
    const one = province(code), portals = portalsOf(code), share = shareOf(added(portals.map(countsOf)));
    const inner = [h("b", { lang: "zh-CN" }, one.short), h("span", { class: "small" }, portals.length ? percent(share) : "")];
    const name = portals.length ? ui("map_open", { name: one.name, share: percent(share), n: portals.length }) : ui("map_none", { name: one.name });
    const tile = h("li", {}, h("a", { href: `#/province/${code}`, class: `tile shade-${portals.length ? shade(share) : "none"}`, "aria-label": name, title: name }, inner));
    tile.style.gridRow = one.row + 1;
    tile.style.gridColumn = one.column + 1;
    return tile;
  });
  return h("ul", { class: "map" }, tiles);
}

function scale() {
  return h("p", { class: "scale" }, h("span", {}, ui("scale")), " 0%",
    [1, 2, 3, 4, 5].map((at) => h("span", { class: `step shade-${at}`, "aria-hidden": "true" })), "100%",
    h("span", { class: "step shade-none", "aria-hidden": "true" }), h("span", {}, ui("no_data")));
}

function finder() {
  const found = h("ul", { class: "found" }), told = h("p", { class: "quiet", role: "status" });
  const look = () => {
    const wanted = input.value.trim(), data = summary();
    const hits = wanted ? data.codes.map((_, at) => at).filter((at) => data.names[at].includes(wanted) || data.codes[at].startsWith(wanted)) : [];
    found.replaceChildren(...hits.slice(0, MOST_FOUND).map((at) => h("li", {}, h("a", { href: `#/portal/${data.codes[at]}` }, quoted(data.names[at])), " ",
      h("span", { class: "quiet" }, (province(data.codes[at].slice(0, 2)) || {}).name, " ", data.codes[at]), bar(countsOf(at)))));
    told.textContent = !wanted ? "" : !hits.length ? ui("found_none") : hits.length > MOST_FOUND ? ui("more", { n: hits.length - MOST_FOUND }) : ui("found", { n: hits.length });
  };
  const open = (event) => { const first = found.querySelector("a"); if (event.key === "Enter" && first) location.hash = first.getAttribute("href"); };
  const input = h("input", { type: "search", id: "find", placeholder: ui("find_hint"), "aria-label": `${ui("find")}: ${ui("find_hint")}`, autocomplete: "off", input: look, keydown: open });
  return h("div", { class: "finder" }, input, told, found);
}

function weekInShort() {
  const week = summary().week, kinds = Object.entries(week.kinds);
  if (!kinds.length) return h("p", { class: "quiet" }, ui("week_none"));
  return h("div", {}, h("ul", { class: "kinds" }, kinds.map(([kind, many]) => h("li", {}, h("b", {}, number(many)), " ", h("span", { class: `tag ${kind}` }, word("event", kind))))),
    h("p", {}, h("a", { href: "#/changes" }, ui("all_changes"), " →")));
}

function provincePage(code) {
  const one = province(code), data = summary();
  if (!one) return null;
  const at = portalsOf(code), all = added(at.map(countsOf));
  const rows = at.map((index) => ({ code: data.codes[index], name: data.names[index], counts: countsOf(index), visited: data.visited.words[data.visited.at[index]], outcome: data.outcomes.words[data.outcomes.at[index]] }));
  return { title: one.name, nodes: [
    trail([ui("country"), "#/"], [one.name]), heading(one.name),
    stats(all, stat(number(at.length), ui("portals_visited", { n: number(one.registered) }))),
    section(ui("portals"), rows.length ? portalTable(rows, one.name) : h("p", { class: "quiet" }, ui("map_none", { name: one.name }))),
    data.byYear[code] ? section(ui("by_year"), chartByYear(data.years, data.byYear[code].map(counted)), legend(all)) : null,
  ] };
}

const COLUMNS = [
  ["name", (one) => one.name], ["share", (one) => shareOf(one.counts) ?? -1], ["held", (one) => many(one.counts, "held")], ["missing", (one) => many(one.counts, "missing")],
  ["gone", (one) => many(one.counts, "gone")], ["open", (one) => many(one.counts, ...OPEN)], ["visited", (one) => one.visited], ["outcome", (one) => one.outcome],
];
const columnWord = (name) => (["held", "missing", "gone"].includes(name) ? word("state", name) : ui(name));

function portalTable(rows, name) {
  const body = h("tbody"), heads = h("tr");
  let by = null, down = false, wanted = "";
  const fill = () => {
    const key = (COLUMNS.find(([each]) => each === by) || [])[1];
    const shown = rows.filter((one) => one.name.includes(wanted) || one.code.startsWith(wanted));
    if (key) shown.sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1) || (a.code < b.code ? -1 : 1); });
    const drawn = (from) => shown.slice(from, from + AT_ONCE).map((one) => h("tr", {}, h("th", { scope: "row" }, h("a", { href: `#/portal/${one.code}` }, quoted(one.name)), " ", h("span", { class: "quiet small" }, one.code)),
      h("td", {}, h("span", { class: "share" }, bar(one.counts), percent(shareOf(one.counts)))), ...COLUMNS.slice(2, 6).map(([, value]) => h("td", { class: "number" }, number(value(one)))),
      h("td", {}, one.visited || ui("never")), h("td", {}, word("outcome", one.outcome))));
    body.replaceChildren(...drawn(0));
    later(body, shown.length, drawn);
    heads.replaceChildren(...COLUMNS.map(([each]) => h("th", { scope: "col", "aria-sort": each === by ? (down ? "descending" : "ascending") : null },
      h("button", { type: "button", class: "sort", click: (event) => { down = each === by ? !down : each !== "name"; by = each; fill(); [...heads.querySelectorAll("button")][COLUMNS.findIndex(([one]) => one === each)].focus(); event.preventDefault(); } },
        columnWord(each), h("span", { "aria-hidden": "true" }, each === by ? (down ? " ↓" : " ↑") : "")))));
  };
  fill();
  const input = h("input", { type: "search", placeholder: ui("filter_name"), "aria-label": ui("filter_name"), input: () => { wanted = input.value.trim(); fill(); } });
  return h("div", {}, rows.length > 8 ? h("p", { class: "tools" }, input) : null,
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": ui("portals") }, h("table", { class: "rows" }, h("caption", { class: "unseen" }, `${ui("portals")} ${name}`), h("thead", {}, heads), body)));
}

async function changesPage() {
  const data = await nianbao.load("changes", "data/changes.js");
  const kinds = Object.keys(data.kinds), names = Object.fromEntries(summary().codes.map((code, at) => [code, summary().names[at]]));
  return { title: ui("changes"), nodes: [
    trail([ui("country"), "#/"], [ui("changes")]), heading(ui("week")),
    h("p", {}, ui("week_note", { since: day(data.since), until: day(data.until) }), " ", h("a", { href: "feed.xml" }, ui("feed"))),
    kinds.length ? [
      h("ul", { class: "kinds" }, kinds.map((kind) => h("li", {}, h("b", {}, number(data.kinds[kind])), " ", h("span", { class: `tag ${kind}` }, word("event", kind))))),
      data.events.length ? section(ui("one_by_one"), data.events.length >= 300 ? h("p", { class: "quiet" }, ui("only_last", { n: data.events.length })) : null, eventTable(ui("one_by_one"), data.events)) : null,
      section(ui("per_portal"), table(ui("per_portal"), [ui("portal"), ...kinds.map((kind) => word("event", kind))],
        data.portals.map(([code, counts]) => [h("a", { href: `#/portal/${code}` }, quoted(names[code] || code)), ...kinds.map((kind) => counts[kind] || 0)]), { hidden: true, classes: "rows" })),
    ] : h("p", { class: "quiet" }, ui("week_none")),
  ] };
}
