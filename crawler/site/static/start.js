// Which page an address names; head and foot; language, light and dark.
const PAGES = [
  [/^$/, countryPage], [/^changes$/, changesPage], [/^province\/(\d\d)$/, provincePage], [/^portal\/(\w+)$/, portalPage], [/^report\/([\w-]+?)(?:\/(\d+))?$/, reportPage],
];
let turn = 0, last = null, place = null, visits = 0;
const places = new Map(); // entry of the history → how far down the reader was, and on which link

// Remember where the reader leaves a page; return what is remembered of the one that is come back to.
function leave() {
  const left = document.activeElement;
  if (place !== null) places.set(place, { ...places.get(place), link: left && left.getAttribute("href") });
  const back = history.state && places.get(history.state.place);
  place = history.state ? history.state.place : ++visits;
  if (!history.state) try { history.replaceState({ place }, ""); } catch { /* each page begins at its top then */ }
  return back;
}

// Draw the page of the address. A new page gets the focus on its heading; the same one in another language keeps its place.
async function show(arrived) {
  const back = arrived ? leave() : null;
  const mine = ++turn, main = document.getElementById("main"), address = location.hash.replace(/^#\/?/, "");
  frame(address);
  const [, page] = PAGES.find(([shape]) => shape.test(address)) || [null, () => null];
  const [shape] = PAGES.find((one) => one[1] === page) || [/^/];
  const slow = setTimeout(() => { if (mine === turn) main.replaceChildren(h("p", { class: "quiet", role: "status" }, ui("loading"))); }, 150);
  let drawn;
  try {
    drawn = await page(...shape.exec(address).slice(1));
  } catch (error) {
    drawn = { title: ui("not_found"), nodes: [heading(ui("not_loaded", { file: error.message })), h("p", {}, h("a", { href: "#/" }, ui("home")))] };
  }
  clearTimeout(slow);
  if (mine !== turn) return; // the reader went on
  drawn = drawn || { title: ui("not_found"), nodes: [heading(ui("not_found")), h("p", {}, h("a", { href: "#/" }, ui("home")))] };
  main.replaceChildren(...drawn.nodes.flat(3).filter(Boolean));
  document.title = `${drawn.title} · ${ui("brand")}`;
  const samePlace = last !== null && address.replace(/\/\d+$/, "") === last.replace(/\/\d+$/, "") && address.startsWith("report/");
  last = address;
  if (!arrived || samePlace) return;
  const link = back && back.link && [...main.querySelectorAll("a")].find((one) => one.getAttribute("href") === back.link);
  (link || main.querySelector("h1")).focus({ preventScroll: true });
  scrollTo(0, back ? back.y || 0 : 0);
}

function frame(address) {
  document.documentElement.lang = zh() ? "zh-CN" : "en";
  document.getElementById("skip").textContent = ui("skip");
  const here = (name) => (address === name ? "page" : null);
  document.getElementById("head").replaceChildren(
    h("a", { class: "brand", href: "#/", "aria-label": ui("title") }, h("span", { class: "seal", "aria-hidden": "true", lang: "zh-CN" }, "年报"), h("span", {}, ui("title"))),
    h("nav", { "aria-label": ui("navigation") }, h("a", { href: "#/", "aria-current": here("") }, ui("country")), h("a", { href: "#/changes", "aria-current": here("changes") }, ui("changes"))),
    h("div", { class: "choices" },
      h("button", { type: "button", id: "language", lang: zh() ? "en" : "zh-CN", "aria-label": ui("language_label"), click: () => again("language", () => { language = zh() ? "en" : "zh"; kept.set("language", language); }) }, ui("language")),
      h("button", { type: "button", id: "theme", click: () => again("theme", () => paint(isDark() ? "light" : "dark")) }, ui(isDark() ? "light" : "dark"))));
  document.getElementById("foot").replaceChildren(h("p", {}, ui("made_by", { software: summary().software }), summary().run ? [" · ", ui("last_run", { day: day(summary().run.at) })] : null, " · ", h("a", { href: "feed.xml" }, ui("feed"))), h("p", {}, ui("personal")));
}

const isDark = () => { const chosen = document.documentElement.dataset.theme; return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches; };
function paint(theme) { document.documentElement.dataset.theme = theme; kept.set("theme", theme); }
async function again(id, change) {
  change();
  await show(false);
  document.getElementById(id).focus();
}

if (kept.get("theme")) document.documentElement.dataset.theme = kept.get("theme");
document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); document.getElementById("main").focus(); });
history.scrollRestoration = "manual";
addEventListener("scroll", () => { if (place !== null) places.set(place, { ...places.get(place), y: scrollY }); }, { passive: true });
addEventListener("hashchange", () => show(true));
addEventListener("DOMContentLoaded", () => { leave(); show(false); });
