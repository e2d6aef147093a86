// A portal: body × year as a real table that the arrow keys walk, with filters; visits, findings, what happened of late.
const PAGE = 10; // rows of PageUp and PageDown

const keyOf = (id) => id.replace(/^\d+-/, "");
const loadPortal = (code) => nianbao.load(`portal/${code}`, `data/${code}.js`);
const wordOf = (body) => body === null ? ui("body_unknown") : body;

async function portalPage(code) {
  if (!summary().codes.includes(code)) return null;
  const data = await loadPortal(code), one = province(code.slice(0, 2));
  const years = data.years.map((_, at) => {
    const counts = {};
    for (const row of data.rows) { const state = stateOf(row[3][at]); counts[state] = (counts[state] || 0) + 1; }
    return counts;
  });
  const all = added(years);
  return { title: data.name, nodes: [
    trail([ui("country"), "#/"], one ? [one.name, `#/province/${one.code}`] : [code.slice(0, 2)], [quoted(data.name)]),
    heading(quoted(data.name), " ", h("span", { class: "quiet" }, code)),
    h("p", {}, ui("visited"), zh() ? "：" : ": ", data.visited ? moment(data.visited) : ui("never"), " · ", h("b", {}, word("outcome", data.outcome)), " · ", outside(data.home, ui("live_portal"), " ↗")),
    data.reason ? h("p", { class: "quiet small" }, ui("why"), zh() ? "：" : ": ", foreign(data.reason)) : null,
    data.claimed === null ? null : h("p", { class: "quiet small" }, ui("claimed", { claimed: number(data.claimed), seen: number(data.seen) })),
    stats(all),
    section(ui("heat"), heatMap(data), legend(all)),
    h("div", { class: "halves" }, section(ui("by_year"), chartByYear(data.years, years)), section(ui("findings"), findingList(data.findings))),
    data.events.length ? section(ui("lately"), eventTable(ui("lately"), data.events)) : null,
    section(ui("history"), visitTable(data.visits)),
  ] };
}

function visitTable(visits) {
  return table(ui("history"), [ui("when"), ui("outcome"), ui("changed"), ui("requests"), ui("failed"), ui("why")], visits.map((one) => [
    h("time", { datetime: one.at }, moment(one.at)), word("outcome", one.outcome),
    h("div", { class: "many" }, Object.entries(one.changes).map(([kind, many]) => `${word("event", kind)} ${number(many)}`).join(zh() ? "，" : ", ")),
    one.requests, one.failed, h("div", { class: "why" }, foreign(one.reason))]), { hidden: true, classes: "rows" });
}

function heatMap(data) {
  const grid = h("table", { class: "heat", role: "grid", "aria-label": ui("heat_label", { name: data.name }) });
  const told = h("span", { class: "quiet", role: "status" }), wanted = { text: "", level: "", state: "" };
  const body = h("tbody"), settle = roam(grid);
  grid.append(heatHead(data.years), body);
  const fits = (row) => (!wanted.text || wordOf(row[0]).includes(wanted.text)) && (!wanted.level || row[1] === Number(wanted.level))
    && (!wanted.state || (wanted.state === "edited" ? Object.values(row[4]).some((reports) => reports.some((one) => one[1] > 1)) : row[3].includes(wanted.state)));
  const fill = () => {
    const rows = data.rows.filter(fits);
    body.replaceChildren(...heatRows(data, rows.slice(0, AT_ONCE), null));
    settle();
    told.textContent = ui("shown_rows", { n: rows.length, of: data.rows.length });
    later(body, rows.length, (from) => heatRows(data, rows.slice(from, from + AT_ONCE), rows[from - 1][1]));
  };
  const pick = (label, name, choices) => h("label", {}, h("span", { class: "unseen" }, label), h("select", { change: (event) => { wanted[name] = event.target.value; fill(); } },
    choices.map(([value, words]) => h("option", { value }, words))));
  const input = h("input", { type: "search", placeholder: ui("filter_body"), "aria-label": ui("filter_body"), input: () => { wanted.text = input.value.trim(); fill(); } });
  const levels = [...new Set(data.rows.map((row) => row[1]))];
  const letters = Object.entries(summary().states).filter(([letter]) => letter !== "." && data.rows.some((row) => row[3].includes(letter)));
  const tools = h("p", { class: "tools" }, input,
    pick(ui("level"), "level", [["", ui("all_levels")], ...levels.map((at) => [at, word("level", summary().levels[at])])]),
    pick(ui("state"), "state", [["", ui("all_states")], ...letters.map(([letter, state]) => [letter, word("state", state)]), ["edited", ui("edited")]]), told);
  fill();
  const box = h("div", { class: "wide heat-box" }, grid);
  requestAnimationFrame(() => { box.scrollLeft = box.scrollWidth; }); // on a narrow screen the last years come first
  return [tools, h("p", { class: "quiet small" }, ui("heat_note")), box];
}

function heatHead(years) {
  return h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ui("body")), years.map((year) => h("th", { scope: "col" }, h("span", { class: "unseen" }, String(year).slice(0, 2)), String(year).slice(2)))));
}

// Return the rows of some bodies; ``level`` is that of the row before them.
function heatRows(data, rows, level) {
  const drawn = [];
  for (const row of rows) {
    if (row[1] !== level) {
      level = row[1];
      drawn.push(h("tr", { class: "group" }, h("th", { scope: "colgroup", colspan: data.years.length + 1 }, h("span", {}, word("level", summary().levels[level])))));
    }
    const name = wordOf(row[0]), shown = name.startsWith(data.name) && name.length > data.name.length + 2 ? name.slice(data.name.length) : name;
    const line = h("tr", {}, h("th", { scope: "row", title: name }, quoted(shown)));
    data.years.forEach((year, at) => line.append(heatCell(data, name, year, stateOf(row[3][at]), row[4][year], row[5][year])));
    drawn.push(line);
  }
  return drawn;
}

// Return one cell. There are thousands: it is made by hand, not by h().
function heatCell(data, body, year, state, reports, why) {
  const cell = document.createElement("td"), versions = reports ? reports[0][1] : 0;
  cell.className = versions > 1 ? `${state} edited` : state;
  let label = ui("cell", { body, year, state: word("state", state) }), target = cell;
  if (reports) {
    const more = [versions > 1 ? ui("cell_versions", { n: versions }) : "", reports.length > 1 ? ui("cell_reports", { n: reports.length }) : "", reports.some((one) => one[3]) ? ui("cell_flags") : ""];
    label = [label, ...more.filter(Boolean)].join(zh() ? "，" : ", ");
    target = document.createElement("a");
    target.href = `#/report/${data.code}-${reports[0][0]}`;
    cell.append(target);
  }
  if (why !== undefined) { // why it is not held, and where a person can look
    const [words, url] = data.whys[why];
    label += `${zh() ? "：" : ": "}${words}`;
    if (url) target = outside(url);
    if (url) cell.append(target);
  }
  target.setAttribute("aria-label", label);
  target.tabIndex = -1;
  target.textContent = versions > 1 ? versions : word("mark", state);
  if (reports && reports.length > 1) target.append(h("sup", { "aria-hidden": "true" }, "+"));
  return cell;
}

// Let the arrow keys walk the cells: one of them is in the order of Tab, and Enter opens it as any link.
function roam(grid) {
  const targetOf = (cell) => cell.firstElementChild || cell;
  const rows = () => [...grid.tBodies[0].rows].filter((row) => row.cells.length > 1);
  let here = null;
  const stay = (target) => { if (here) here.tabIndex = -1; here = target; here.tabIndex = 0; };
  const cellOf = (event) => event.target.closest("td");
  grid.onfocusin = (event) => { if (cellOf(event)) stay(targetOf(cellOf(event))); };
  grid.onmouseover = (event) => { const cell = cellOf(event); if (cell) cell.title = targetOf(cell).getAttribute("aria-label"); };
  grid.onkeydown = (event) => {
    const cell = cellOf(event);
    if (!cell || event.altKey || event.metaKey) return;
    const all = rows(), row = all.indexOf(cell.parentElement), column = cell.cellIndex, last = cell.parentElement.cells.length - 1;
    const to = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], PageUp: [row - PAGE, column], PageDown: [row + PAGE, column],
      Home: [event.ctrlKey ? 0 : row, 1], End: [event.ctrlKey ? all.length - 1 : row, last] }[event.key];
    if (!to) return;
    event.preventDefault();
    stay(targetOf(all[Math.max(0, Math.min(all.length - 1, to[0]))].cells[Math.max(1, Math.min(last, to[1]))]));
    here.focus();
  };
  return () => { const first = rows()[0]; here = null; if (first) stay(targetOf(first.cells[1])); };
}
