// The widget as a page of its own, for hosts that allow nothing but a frame:
//   embed.html?target=chat&parent=https://help.example.com
// It tells that parent what happens, and takes a few words of it; none of them starts a check.
import "./embed.js";
import spoken from "./early.js";

const VERSION = 1;
const Text = (english) => english;

const wanted = new URLSearchParams(location.search);
const widget = document.createElement("ws-doctor");
for (const name of ["target", "theme"]) {
  if (wanted.has(name)) widget.setAttribute(name, wanted.get(name));
}

const note = document.createElement("p");
const heading = document.querySelector("h1");
const speak = (tag) => {
  // Without one, the browser's count and not this document's.
  widget.lang = tag ?? "";
  const [say, lang, dir] = spoken([tag, ...navigator.languages].filter(Boolean));
  Object.assign(document.documentElement, { lang, dir });
  document.title = heading.textContent = say(Text("Check the connection"));
  const whose = say(Text("It runs from {origin}: that is the Origin which the service sees, and not its own page’s."));
  note.textContent = whose.replace("{origin}", self.origin);
};
speak(wanted.get("lang"));
document.querySelector("main").append(widget, note);

// Whoever the address names, unless the browser knows better.
const named = wanted.get("parent");
const referrer = document.referrer && new URL(document.referrer).origin;
const real = location.ancestorOrigins?.[0] || referrer || named;
const trusted = self !== top && named === real ? named : null;

const tell = (type, detail) =>
  trusted && parent.postMessage({ "ws-doctor": VERSION, type, ...detail }, trusted);

// The link names the service and tells of the visitor's network: it is the visitor's to hand on.
for (const type of ["progress", "result"]) {
  widget.addEventListener(`ws-doctor:${type}`, ({ detail: { link, ...detail } }) => tell(type, detail));
}

const commands = {
  cancel: () => widget.cancel(),
  theme: ({ theme }) => (widget.theme = theme),
  lang: ({ lang }) => speak(lang),
};
addEventListener("message", ({ origin, source, data }) => {
  if (!trusted || origin !== trusted || source !== parent || data?.["ws-doctor"] !== VERSION) return;
  if (Object.hasOwn(commands, data.type)) commands[data.type](data);
});

tell("ready");
new ResizeObserver(() => {
  tell("size", { height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
}).observe(document.documentElement);
