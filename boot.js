// Starts the page. A file of its own, because the CSP allows no inline script;
// Trunk puts the hashed names of the program into the head's preload links.
const link = (rel) => document.querySelector(`link[rel=${rel}]`).href;
const program = await import(link("modulepreload"));

// The programs that nobody needs at first. Some browsers remember a failed import for good, so
// that each try has a name of its own.
const tries = {};
const later = async (name) => {
  tries[name] = (tries[name] ?? 0) + 1;
  const query = tries[name] > 1 ? `?${tries[name]}` : "";
  const program = await import(new URL(`${name}.js${query}`, import.meta.url));
  await program.default({ module_or_path: new URL(`${name}_bg.wasm`, import.meta.url) });
  return program;
};

// It words a report, once there is something to read.
window.loadSheet = async () => {
  const hands = import(new URL("hands.js", import.meta.url));
  const [sheet] = await Promise.all([later("sheet"), hands, styled()]);
  window.hands = await hands;
  return sheet.tell;
};

// It runs a check, and comes when a visitor turns to the form, so that the click finds it here.
let run;
window.loadRun = () => (run ??= later("run").then(({ start }) => start, () => (run = undefined)));
const turned = ({ target }) => target.closest?.("form") && loadRun();
addEventListener("pointerover", turned);
addEventListener("focusin", turned);

const styled = () =>
  new Promise((onload, onerror) => {
    const href = new URL("sheet.css", import.meta.url);
    const style = document.createElement("link");
    document.head.append(Object.assign(style, { rel: "stylesheet", href, onload, onerror }));
  });

await program.default({ module_or_path: link("preload") });

// Chromium asks before a page may reach a local network, and may have been told never.
const permissions = [];
const denied = () => permissions.some(({ state }) => state === "denied");
Object.defineProperty(window, "localDenied", { get: denied });
for (const name of ["local-network-access", "local-network", "loopback-network"]) {
  const keep = (permission) => permissions.push(permission);
  navigator.permissions?.query({ name }).then(keep, () => {});
}
