// Parts of several pages: states, bars, tables, the chart by year.
const STATES = ["held", "gone", "unread", "elsewhere", "missing", "list_unread", "blocked", "unknown", "before", "not_due"]; // as bars stack them
const OPEN = ["unread", "elsewhere", "list_unread", "blocked", "unknown"]; // not held, and nobody can say that it is missing
const DUE = ["held", "gone", "missing", ...OPEN]; // of which the share is held; before the first report known, and before its term, nothing is
const DEEPEST = 5; // shades of the scale

const stateOf = (letter) => summary().states[letter] || "none";
const many = (counts, ...states) => states.reduce((sum, state) => sum + (counts[state] || 0), 0);

// Return counts out of their short form, such as 12h3m: state → how many.
function counted(text) {
  const counts = {};
  for (const [, number, letter] of text.matchAll(/(\d+)(\D)/g)) counts[stateOf(letter)] = Number(number);
  return counts;
}

// Return which share of what is due is held: null of nothing.
function shareOf(counts) {
  const due = many(counts, ...DUE);
  return due ? many(counts, "held") / due : null;
}
const shade = (share) => (share === null ? "none" : Math.min(DEEPEST, 1 + Math.floor(share * DEEPEST)));
const added = (all) => all.reduce((sum, counts) => { for (const state in counts) sum[state] = (sum[state] || 0) + counts[state]; return sum; }, {});
const present = (...all) => STATES.filter((state) => all.some((counts) => counts[state]));
const spoken = (counts) => present(counts).map((state) => `${word("state", state)} ${number(counts[state])}`).join(zh() ? "，" : ", ");

// Return the counts as one bar, with its words for those who do not see it.
function bar(counts) {
  const all = many(counts, ...STATES) || 1;
  const parts = present(counts).map((state) => {
    const part = h("span", { class: `part ${state}` });
    part.style.flexGrow = counts[state] / all;
    return part;
  });
  return h("span", { class: "bar", role: "img", "aria-label": spoken(counts), title: spoken(counts) }, parts);
}

// Return the numbers that a page begins with; what there is none of is left out, but for what is held and missing.
function stats(counts, ...more) {
  const one = (words, state, always, ...states) => (always || many(counts, ...states) ? stat(number(many(counts, ...states)), ui(words), state) : null);
  return h("dl", { class: "stats" }, one("reports_held", "held", true, "held"), stat(percent(shareOf(counts)), ui("held_share")), one("missing_count", "missing", true, "missing"),
    one("gone_count", "gone", false, "gone"), one("known_count", "unread", false, "unread", "elsewhere"), one("unknown_count", "unknown", false, "list_unread", "blocked", "unknown"), ...more);
}

function legend(...all) {
  return h("ul", { class: "legend" }, present(...all).map((state) => h("li", {},
    h("span", { class: `swatch ${state}`, "aria-hidden": "true" }, word("mark", state)), " ",
    h("span", {}, h("b", {}, word("state", state)), " ", h("span", { class: "quiet" }, word("state_note", state))))));
}

// Return a table that may be wider than the screen. Each row is an array of cells; a cell is a node, text, or attributes and content.
function table(caption, heads, rows, { hidden = false, classes = "" } = {}) {
  const cell = (value, at) => h(at ? "td" : "th", { scope: at ? null : "row", class: typeof value === "number" ? "number" : null }, typeof value === "number" ? number(value) : value);
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption },
    h("table", { class: classes }, h("caption", { class: hidden ? "unseen" : null }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell))))));
}

const AT_ONCE = 30; // rows that are drawn before the reader sees the page; the rest follow, so many at a time

const idle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work, 30));

// Add the rows from AT_ONCE on while the page is in use, unless the body was filled anew meanwhile.
function later(body, many, rowsFrom) {
  const mine = (body.filling = {});
  const add = (from) => {
    if (from >= many || body.filling !== mine) return;
    body.append(...rowsFrom(from));
    idle(() => add(from + AT_ONCE));
  };
  idle(() => add(AT_ONCE));
}

const stat = (value, words, state = "") => h("div", { class: `stat ${state}` }, h("dt", {}, words), h("dd", {}, value));

// Return bars of body-years by state, a bar a year, and the same as a table.
function chartByYear(years, counts) {
  if (!years.length) return null;
  const step = 34, wide = years.length * step, high = 150, most = Math.max(1, ...counts.map((one) => many(one, ...STATES))), states = present(...counts);
  const bars = years.map((year, at) => {
    let y = high;
    const parts = states.map((state) => {
      const tall = (many(counts[at], state) / most) * high;
      y -= tall;
      return tall > 0 ? s("rect", { class: `fill ${state}`, x: at * step + 4, y: y.toFixed(2), width: step - 8, height: tall.toFixed(2) }) : null;
    });
    return s("g", {}, s("title", {}, ui("by_year_label", { year, parts: spoken(counts[at]) })),
      s("rect", { class: "catch", x: at * step, y: 0, width: step, height: high }), parts,
      s("text", { x: at * step + step / 2, y: high + 16, "text-anchor": "middle" }, `’${String(year).slice(2)}`));
  });
  const title = ui("by_year");
  const shown = s("svg", { viewBox: `0 0 ${wide} ${high + 22}`, role: "img", "aria-label": title, class: "years" }, s("line", { class: "axis", x1: 0, x2: wide, y1: high, y2: high }), bars);
  return h("figure", { class: "by-year" }, shown,
    h("details", {}, h("summary", {}, ui("as_table")),
      table(title, [ui("year"), ...states.map((state) => word("state", state)), ui("share")],
        years.map((year, at) => [String(year), ...states.map((state) => many(counts[at], state)), percent(shareOf(counts[at]))]), { hidden: true })));
}

// Return what happened, newest first.
function eventTable(caption, events) {
  return table(caption, [ui("when"), ui("what"), ui("which")], events.map(([at, kind, id, version, title]) => [
    h("time", { datetime: at }, day(at)), h("span", { class: `tag ${kind}` }, word("event", kind)),
    h("span", {}, h("a", { href: `#/report/${id}/${version}` }, quoted(title || id)))]), { hidden: true, classes: "rows" });
}

function findingList(findings) {
  if (!findings.length) return h("p", { class: "quiet" }, ui("findings_none"));
  return h("ul", { class: "findings" }, findings.map((one) => h("li", { class: one.closed ? "over" : one.severity },
    h("p", {}, h("span", { class: `tag ${one.severity}` }, word("severity", one.severity)), " ", h("b", {}, word("finding", one.kind)), " ",
      h("span", { class: "quiet" }, ui("since", { day: day(one.since) }), " · ", one.closed ? ui("finding_closed", { day: day(one.closed) }) : ui("finding_open"))),
    h("p", {}, foreign(one.what), " ", outside(one.url, "↗")),
    one.closed ? null : h("p", { class: "quiet" }, ui("to_do"), zh() ? "：" : ": ", foreign(one.do)))));
}

function trail(...steps) {
  return h("nav", { class: "trail", "aria-label": ui("trail") }, h("ol", {}, steps.map(([words, href]) => h("li", {}, href ? h("a", { href }, words) : h("span", { "aria-current": "page" }, words)))));
}
const heading = (...words) => h("h1", { tabindex: "-1" }, ...words);
const section = (title, ...children) => h("section", {}, h("h2", {}, title), ...children);
