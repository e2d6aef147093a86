// A portal: body × year as a real table that the arrow keys walk, with filters; visits, findings, what happened of late.
const MOST_ROWS = 400; // drawn at once
const PAGE = 10; // rows of PageUp and PageDown

const keyOf = (id) => id.replace(/^\d+-/, "");
const loadPortal = (code) => nianbao.load(`portal/${code}`, `data/${code}.js`);
const wordOf = (body) => body === null ? ui("body_unknown") : body;

async function portalPage(code) {
  if (!summary().codes.includes(code)) return null;
  const data = await loadPortal(code), one = province(code.slice(0, 2));
  const years = data.years.map((_, at) => STATES.map((state) => data.rows.filter((row) => LETTERS[row[3][at]] === state).length));
  const all = added(years);
  return { title: data.name, nodes: [
    trail([ui("country"), "#/"], one ? [one.name, `#/province/${one.code}`] : [code.slice(0, 2)], [quoted(data.name)]),
    heading(quoted(data.name), " ", h("span", { class: "quiet" }, code)),
    h("p", {}, ui("visited"), zh() ? "：" : ": ", data.visited ? moment(data.visited) : ui("never"), " · ", h("b", {}, word("outcome", data.outcome)), " · ", outside(data.home, ui("live_portal"), " ↗")),
    data.reason ? h("p", { class: "quiet" }, ui("why"), zh() ? "：" : ": ", foreign(data.reason)) : null,
    h("dl", { class: "stats" }, stat(number(all[0]), ui("reports_held"), "held"), stat(percent(shareOf(all)), ui("held_share")), stat(number(all[2]), ui("missing_count"), "missing"),
      stat(number(all[1]), ui("gone_count"), "gone"), stat(number(all[3]), ui("unknown_count"), "unknown")),
    section(ui("heat"), heatMap(data), legend()),
    h("div", { class: "halves" }, section(ui("by_year"), chartByYear(data.years, years)), section(ui("findings"), findingList(data.findings))),
    data.events.length ? section(ui("lately"), eventTable(ui("lately"), data.events)) : null,
    section(ui("history"), visitTable(data.visits)),
  ] };
}

function visitTable(visits) {
  return table(ui("history"), [ui("when"), ui("outcome"), ui("changed"), ui("requests"), ui("failed"), ui("why")], visits.map((one) => [
    h("time", { datetime: one.at }, moment(one.at)), word("outcome", one.outcome),
    Object.entries(one.changes).map(([kind, many]) => `${word("event", kind)} ${number(many)}`).join(zh() ? "，" : ", "),
    one.requests, one.failed, h("div", { class: "why" }, foreign(one.reason))]), { hidden: true, classes: "rows" });
}

function heatMap(data) {
  const grid = h("table", { class: "heat", role: "grid", "aria-label": ui("heat_label", { name: data.name }) });
  const told = h("span", { class: "quiet", role: "status" }), wanted = { text: "", level: "", state: "" };
  let everything = false;
  const fits = (row) => (!wanted.text || wordOf(row[0]).includes(wanted.text)) && (!wanted.level || row[1] === Number(wanted.level))
    && (!wanted.state || (wanted.state === "edited" ? Object.values(row[4]).some((reports) => reports.some((one) => one[1] > 1)) : row[3].includes(wanted.state)));
  const fill = () => {
    const rows = data.rows.filter(fits), drawn = everything ? rows : rows.slice(0, MOST_ROWS);
    grid.replaceChildren(heatHead(data.years), ...heatBodies(data, drawn));
    told.textContent = ui("shown_rows", { n: drawn.length, of: data.rows.length });
    all.hidden = drawn.length === rows.length;
    all.textContent = ui("show_all", { n: rows.length });
    roam(grid);
  };
  const pick = (label, name, choices) => h("label", {}, h("span", { class: "unseen" }, label), h("select", { change: (event) => { wanted[name] = event.target.value; fill(); } },
    choices.map(([value, words]) => h("option", { value }, words))));
  const input = h("input", { type: "search", placeholder: ui("filter_body"), "aria-label": ui("filter_body"), input: () => { wanted.text = input.value.trim(); fill(); } });
  const all = h("button", { type: "button", click: () => { everything = true; fill(); } });
  const present = [...new Set(data.rows.map((row) => row[1]))];
  const letters = Object.entries(LETTERS).filter(([letter]) => letter !== "." && data.rows.some((row) => row[3].includes(letter)));
  const tools = h("p", { class: "tools" }, input,
    pick(ui("level"), "level", [["", ui("all_levels")], ...present.map((at) => [at, word("level", summary().levels[at])])]),
    pick(ui("state"), "state", [["", ui("all_states")], ...letters.map(([letter, state]) => [letter, word("state", state)]), ["edited", ui("edited")]]), told);
  fill();
  return [tools, h("p", { class: "quiet small" }, ui("heat_note")), h("div", { class: "wide heat-box" }, grid), all];
}

function heatHead(years) {
  return h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ui("body")), years.map((year) => h("th", { scope: "col" }, h("span", { class: "unseen" }, String(year).slice(0, 2)), String(year).slice(2)))));
}

function heatBodies(data, rows) {
  const bodies = [];
  let level = null, body = null;
  for (const row of rows) {
    if (row[1] !== level) {
      level = row[1];
      body = h("tbody", {}, h("tr", { class: "group" }, h("th", { scope: "rowgroup", colspan: data.years.length + 1 }, h("span", {}, word("level", summary().levels[level])))));
      bodies.push(body);
    }
    const name = wordOf(row[0]), shown = name.startsWith(data.name) && name.length > data.name.length + 2 ? name.slice(data.name.length) : name;
    body.append(h("tr", {}, h("th", { scope: "row", title: name }, quoted(shown)), data.years.map((year, at) => heatCell(data.code, name, year, LETTERS[row[3][at]] || "none", row[4][year] || []))));
  }
  return bodies;
}

function heatCell(code, body, year, state, reports) {
  const versions = reports.length ? reports[0][1] : 0;
  const words = [ui("cell", { body, year, state: word("state", state) })];
  if (versions > 1) words.push(ui("cell_versions", { n: versions }));
  if (reports.length > 1) words.push(ui("cell_reports", { n: reports.length }));
  if (reports.some((one) => one[3])) words.push(ui("cell_flags"));
  const label = words.join(zh() ? "，" : ", "), mark = versions > 1 ? `${versions}` : word("mark", state);
  const more = reports.length > 1 ? h("sup", { "aria-hidden": "true" }, "+") : null;
  if (!reports.length) return h("td", { class: state, "aria-label": label, tabindex: "-1", title: label }, mark);
  return h("td", { class: `${state}${versions > 1 ? " edited" : ""}` }, h("a", { href: `#/report/${code}-${reports[0][0]}`, "aria-label": label, title: label, tabindex: "-1" }, mark, more));
}

// Let the arrow keys walk the cells: one of them is in the order of Tab, and Enter opens it as any link.
function roam(grid) {
  const rows = [...grid.querySelectorAll("tbody tr:not(.group)")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.querySelector("a") || cell));
  let here = rows.length && rows[0].length ? rows[0][0] : null;
  if (here) here.tabIndex = 0;
  const go = (row, column) => {
    const to = rows[Math.max(0, Math.min(rows.length - 1, row))][Math.max(0, Math.min(rows[0].length - 1, column))];
    here.tabIndex = -1;
    to.tabIndex = 0;
    here = to;
    to.focus();
  };
  const find = (target) => { const row = rows.findIndex((cells) => cells.includes(target)); return row < 0 ? null : [row, rows[row].indexOf(target)]; };
  const enter = (event) => { if (find(event.target)) { here.tabIndex = -1; here = event.target; here.tabIndex = 0; } };
  const press = (event) => {
    const at = find(event.target);
    if (!at || event.altKey || event.metaKey) return;
    const [row, column] = at, last = rows[0].length - 1;
    const to = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], PageUp: [row - PAGE, column], PageDown: [row + PAGE, column],
      Home: [event.ctrlKey ? 0 : row, 0], End: [event.ctrlKey ? rows.length - 1 : row, last] }[event.key];
    if (to) { event.preventDefault(); go(...to); }
  };
  grid.onfocusin = enter;
  grid.onkeydown = press;
}
