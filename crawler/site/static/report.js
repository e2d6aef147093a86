// A report: what changed between its versions, its figures, checks, text and files.
async function reportPage(id, chosen) {
  const [, code, key] = /^([0-9A-Za-z]+)-([0-9A-Za-z-]+)$/.exec(id) || [];
  if (!code || !summary().codes.includes(code)) return null;
  const [data, portal, figures] = await Promise.all([
    nianbao.load(`report/${id}`, `data/${code}/${key}.js`), loadPortal(code), nianbao.load(`figures/${code}`, `data/${code}/figures.js`)]);
  const current = data.versions[data.versions.length - 1], shown = data.versions.find((one) => one.number === Number(chosen)) || current;
  const one = province(code.slice(0, 2));
  return { title: current.title, nodes: [
    trail([ui("country"), "#/"], one ? [one.name, `#/province/${one.code}`] : [code], [quoted(data.portal), `#/portal/${code}`], [`${data.year}`]),
    heading(quoted(current.title)),
    data.gone ? h("p", { class: "notice gone" }, ui("gone_note", { day: day(data.gone) })) : null,
    about(data, current), yearStrip(data, portal, key),
    section(ui("versions"), versionList(data, shown), data.changes.map((change) => changeOf(change, data)).reverse()),
    section(ui("figures"), figureCharts(figures, data)),
    h("div", { class: "halves" }, section(ui("checks"), checkList(current)), section(ui("flags"), current.flags.length
      ? h("ul", {}, current.flags.map((flag) => h("li", {}, word("flag", flag)))) : h("p", { class: "quiet" }, ui("findings_none")))),
    section(data.versions.length > 1 ? ui("text_of", { n: shown.number }) : ui("text"), h("p", { class: "quiet small" }, ui("personal")), textOf(shown)),
    section(ui("files"), h("p", { class: "quiet small" }, ui("files_note")), fileTable(shown)),
    section(ui("cite"), cite(data, shown)),
  ] };
}

function about(data, current) {
  const row = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
  return h("dl", { class: "about" },
    row(ui("body"), quoted(wordOf(data.agency)), " ", h("span", { class: "quiet" }, word("level", data.level))), row(ui("year"), String(data.year)),
    row(ui("published"), current.published || ui("not_stated")), current.index ? row(ui("index_number"), quoted(current.index)) : null,
    row(ui("first_seen"), day(data.versions[0].first)), row(ui("last_seen"), day(current.last)),
    row(ui("live"), outside(current.url, quoted(hostOf(current.url)), " ↗") || ui("not_stated")),
    summary().replay && current.url ? row(ui("capture"), outside(captureOf(current.url, current.files[current.body].at), ui("capture"), " ↗")) : null);
}

const hostOf = (url) => { try { return new URL(url).host; } catch { return url; } };
const captureOf = (url, at) => `${summary().replay}/${at.replace(/\D/g, "")}/${url}`;

// The other years of the body, and other reports of this one.
function yearStrip(data, portal, key) {
  const level = summary().levels.indexOf(data.level);
  const row = portal.rows.find((one) => Object.values(one[4]).some((reports) => reports.some((each) => each[0] === key))) || portal.rows.find((one) => one[0] === data.agency && one[1] === level);
  if (!row) return null;
  const cells = portal.years.map((year, at) => {
    const state = stateOf(row[3][at]), reports = row[4][year] || [], words = `${year} ${word("state", state)}`;
    const inner = [h("span", { class: "small" }, `’${String(year).slice(2)}`), h("span", { class: "mark", "aria-hidden": "true" }, word("mark", state) || "–")];
    return h("li", { class: state }, reports.length ? h("a", { href: `#/report/${portal.code}-${reports[0][0]}`, "aria-label": words, title: words, "aria-current": year === data.year ? "true" : null }, inner) : h("span", { title: words }, inner, h("span", { class: "unseen" }, words)));
  });
  const siblings = (row[4][data.year] || []).filter((one) => one[0] !== key);
  return h("nav", { "aria-label": ui("other_years") }, h("ol", { class: "strip" }, cells),
    siblings.length ? h("p", {}, ui("siblings"), zh() ? "：" : ": ", siblings.map((one, at) => [at ? " · " : "", h("a", { href: `#/report/${portal.code}-${one[0]}` }, one[0])])) : null);
}

function versionList(data, shown) {
  if (data.versions.length === 1) return h("p", { class: "quiet" }, ui("only_version", { day: day(data.versions[0].first) }));
  return [data.versions[0].number > 1 ? h("p", { class: "quiet" }, ui("old_versions_left_out")) : null,
    h("ol", { class: "versions" }, data.versions.map((one) => h("li", {}, h("a", { href: `#/report/${data.id}/${one.number}`, "aria-current": one === shown ? "true" : null }, ui("version", { n: one.number })), " ",
      h("span", { class: "quiet" }, day(one.first), " – ", day(one.last)))))];
}

function changeOf(change, data) {
  const [old, now] = ["from", "to"].map((side) => data.versions.find((one) => one.number === change[side]));
  const figures = Object.keys({ ...old.figures, ...now.figures }).map((name) => [name, (old.figures[name] || [null])[0], (now.figures[name] || [null])[0]]).filter(([, was, is]) => was !== is);
  const value = (one) => (one === null ? ui("absent") : number(one)), said = (text) => (text === null ? h("i", { class: "quiet" }, ui("absent")) : text || "∅");
  const nothing = !change.paragraphs.length && !change.cells.length && !change.about.length;
  const heads = [ui("before"), ui("after")], title = ui("compared", { old: change.from, new: change.to });
  return h("article", { class: "change" }, h("h3", {}, title),
    change.readers ? h("p", { class: "quiet" }, ui("readers_differ")) : null,
    nothing ? h("p", { class: "quiet" }, ui("files_changed")) : null,
    change.about.length || change.paragraphs.length ? h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": `${title}: ${ui("paragraphs_changed")}` }, h("table", { class: "sides" }, h("caption", {}, ui("paragraphs_changed")), h("thead", {}, h("tr", {}, h("td"), heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, change.about.map(([name, was, is]) => side(ui({ title: "title_field", published: "published", index_number: "index_number" }[name]), was, is)), change.paragraphs.map(([was, is]) => side("", was, is))))) : null,
    change.cells.length ? table(ui("cells_changed"), [ui("place"), ...heads], change.cells.map(([at, row, column, words, was, is]) => [
      h("span", {}, quoted(words), " ", h("span", { class: "quiet small" }, ui("place_of", { table: at, row, column }))), h("del", {}, said(was)), h("ins", {}, said(is))]), { classes: "rows" }) : null,
    figures.length ? table(ui("figures_changed"), [ui("what"), ...heads], figures.map(([name, was, is]) => [word("figure", name), value(was), value(is)]), { classes: "rows" }) : null,
    change.more ? h("p", { class: "quiet" }, ui("more_changes", { n: number(change.more) })) : null);
}

const MOST_COMPARED = 250_000; // pairs of signs of two paragraphs; of longer ones only beginning and end are
const SHORT = 2; // fewer signs in common between two differences are chance

// Return the parts of two paragraphs in order: [what both say, what only the first says, what only the second says].
function compared(a, b) {
  let start = 0, end = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const parts = [[a.slice(0, start), [], []]], x = a.slice(start, a.length - end), y = b.slice(start, b.length - end);
  for (const part of x.length * y.length > MOST_COMPARED ? [[[], x, y]] : aligned(x, y)) {
    const before = parts[parts.length - 1];
    if (part[0].length < SHORT && before[1].length + before[2].length) { before[1].push(...part[0], ...part[1]); before[2].push(...part[0], ...part[2]); }
    else if (part[0].length || before[1].length + before[2].length) parts.push(part);
    else { before[1].push(...part[1]); before[2].push(...part[2]); }
  }
  return [...parts, [end ? a.slice(-end) : [], [], []]];
}

// Align two rows of signs by their longest common subsequence.
function aligned(x, y) {
  const wide = y.length + 1, longest = new Uint16Array((x.length + 1) * wide), parts = [];
  for (let i = x.length - 1; i >= 0; i -= 1) for (let j = y.length - 1; j >= 0; j -= 1)
    longest[i * wide + j] = x[i] === y[j] ? longest[(i + 1) * wide + j + 1] + 1 : Math.max(longest[(i + 1) * wide + j], longest[i * wide + j + 1]);
  let i = 0, j = 0, part = [[], [], []];
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) {
      if (part[1].length + part[2].length) { parts.push(part); part = [[], [], []]; }
      part[0].push(x[i]); i += 1; j += 1;
    } else if (j === y.length || (i < x.length && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1])) { part[1].push(x[i]); i += 1; }
    else { part[2].push(y[j]); j += 1; }
  }
  return [...parts, part];
}

// Return a paragraph before and after, with what differs marked.
function side(label, was, is) {
  if (!was || !is) return h("tr", {}, label ? h("th", { scope: "row" }, label) : h("td"), h("td", { class: "was" }, was ? h("del", {}, quoted(was)) : null), h("td", { class: "is" }, is ? h("ins", {}, quoted(is)) : null));
  const parts = compared([...was], [...is]);
  const part = (at, tag) => h("bdi", {}, parts.map((one) => [one[0].join(""), one[at].length ? h(tag, {}, one[at].join("")) : null]));
  return h("tr", {}, label ? h("th", { scope: "row" }, label) : h("td"), h("td", { class: "was" }, part(1, "del")), h("td", { class: "is" }, part(2, "ins")));
}

function checkList(version) {
  if (!version.checks.length) return h("p", { class: "quiet" }, ui("checks_none"));
  return h("ul", { class: "checks" }, version.checks.map(([rule, ok]) => {
    const verdict = ok === null ? "open" : ok ? "ok" : "wrong";
    return h("li", { class: verdict }, h("span", { class: "mark", "aria-hidden": "true" }, { ok: "✓", wrong: "✕", open: "?" }[verdict]), " ", word("rule", rule), " ", h("b", {}, ui(`check_${verdict}`)));
  }));
}

function textOf(version) {
  if (!version.text.length) return h("p", { class: "quiet" }, ui("text_none"));
  let tables = 0;
  return h("div", { class: "text", lang: "zh-CN", tabindex: "0", role: "region", "aria-label": ui("text_of", { n: version.number }) }, version.text.map((block) => {
    if (typeof block === "string") return h("p", { dir: "auto" }, block);
    tables += 1;
    return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": ui("table", { n: tables }) }, h("table", { class: "printed" }, h("tbody", {}, block.map((row) => h("tr", {}, row.map((cell) => h("td", { class: /^[\d.,%]+$/.test(cell) ? "number" : null, dir: "auto" }, cell)))))));
  }), version.cut ? h("p", { class: "notice" }, ui("text_cut")) : null);
}

function fileTable(version) {
  return table(ui("files"), [ui("file"), ui("type"), ui("bytes"), ui("fetched"), ui("reading"), ui("stored")], version.files.map((file) => [
    h("span", {}, word("role", file.role), file.name ? [" ", quoted(file.name)] : null, " ", outside(file.url, "↗", h("span", { class: "unseen" }, ui("live"))), summary().replay && file.url ? [" ", outside(captureOf(file.url, file.at), ui("capture"))] : null),
    quoted(file.type), file.bytes, moment(file.at), h("span", {}, word("reading", file.reading), " ", h("span", { class: "quiet small" }, file.reader)),
    h("div", { class: "stored" }, h("code", {}, `sha256 ${file.sha256}`), h("br"), h("code", {}, ui("stored_at", { file: file.warc[0], offset: file.warc[1] })))]), { hidden: true, classes: "rows" });
}

function cite(data, version) {
  const row = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
  return [h("p", { class: "quiet small" }, ui("cite_note")),
    h("pre", { tabindex: "0" }, `${version.title}. ${data.id}, ${ui("version", { n: version.number })}, ${day(version.first)}.\n${version.url}\nsha256:${version.files[version.body].sha256}`),
    h("dl", { class: "about" }, row(ui("run"), h("code", {}, data.run), " ", data.software),
      data.via.length ? row(ui("via"), h("ul", {}, data.via.map(([url, words]) => h("li", {}, quoted(words), " ", outside(url, quoted(hostOf(url)), " ↗"))))) : null)];
}
