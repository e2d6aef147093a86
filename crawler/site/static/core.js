"use strict";
// What all pages share: data that arrives as scripts, words, elements. Nothing is ever parsed as HTML: strangers wrote it.
const nianbao = (() => {
  const held = new Map(), waiting = new Map();
  const policy = window.trustedTypes ? trustedTypes.createPolicy("nianbao", { createScriptURL: checked }) : { createScriptURL: checked };

  function checked(file) {
    if (!/^data\/[0-9A-Za-z/-]+\.js$/.test(file)) throw new TypeError(`no file of the site: ${file}`);
    return file;
  }

  function take(name, value) {
    held.set(name, value);
    const wait = waiting.get(name);
    waiting.delete(name);
    if (wait) wait.resolve(value);
  }

  // Return a promise of what the file's script hands over under this name.
  function load(name, file) {
    if (held.has(name)) return Promise.resolve(held.get(name));
    if (waiting.has(name)) return waiting.get(name).promise;
    const wait = {};
    wait.promise = new Promise((resolve, reject) => { wait.resolve = resolve; wait.reject = reject; });
    waiting.set(name, wait);
    const script = document.createElement("script");
    const lost = () => { if (waiting.delete(name)) wait.reject(new Error(file)); };
    script.addEventListener("error", lost);
    script.addEventListener("load", lost); // it ran, and said something else
    script.addEventListener("load", () => script.remove());
    script.src = policy.createScriptURL(file);
    document.head.append(script);
    return wait.promise;
  }

  const get = (name) => held.get(name);
  return { take, load, get };
})();

const kept = { // choices of the reader; some browsers keep nothing for a page from disk
  get(name) { try { return localStorage.getItem(`nianbao.${name}`); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`nianbao.${name}`, value); } catch { /* for this page only */ } },
};

let language = kept.get("language") || ((navigator.language || "zh").startsWith("zh") ? "zh" : "en");
const zh = () => language === "zh";

// Return a word of the table, its {places} filled.
function word(room, name, values = {}) {
  const both = (nianbao.get("words")[room] || {})[name];
  const text = both ? both[zh() ? 0 : 1] : String(name);
  return text.replace(/\{(\w+)\}/g, (_, key) => (key in values ? values[key] : ""));
}
const ui = (name, values) => word("ui", name, values);
const number = (value) => value.toLocaleString(zh() ? "zh-CN" : "en");
const day = (stamp) => (stamp ? stamp.slice(0, 10) : "");
const moment = (stamp) => (stamp ? `${stamp.slice(0, 10)} ${stamp.slice(11, 16)} UTC` : "");
const percent = (share) => (share === null ? "—" : share === 1 ? "100%" : share > 0.999 ? "99.9%" : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)}%`);

const SVG = "http://www.w3.org/2000/svg";
// Return an element. Attributes that are functions listen; children are nodes or text.
function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
const h = (tag, attributes, ...children) => made(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => made(document.createElementNS(SVG, tag), attributes, children);
const quoted = (text) => h("bdi", {}, text); // what strangers wrote runs in its own direction
const outside = (url, ...children) => (url ? h("a", { href: url, rel: "noreferrer noopener external" }, ...children) : null);
const foreign = (text) => h("span", { lang: "en" }, quoted(text)); // reasons and findings are in English
