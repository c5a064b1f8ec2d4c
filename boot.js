// Starts the page. A file of its own, because the CSP allows no inline script;
// Trunk puts the hashed names of the program into the head's preload links.
const link = (rel) => document.querySelector(`link[rel=${rel}]`).href;
const program = await import(link("modulepreload"));

// The program that words a report is only loaded when there is something to read.
// Some browsers remember a failed import for good, so that each try has a name of its own.
let tries = 0;
window.loadSheet = async () => {
  const name = tries++ ? `sheet.js?${tries}` : "sheet.js";
  const parts = [name, "hands.js"].map((part) => import(new URL(part, import.meta.url)));
  const [sheet, hands] = await Promise.all([...parts, styled()]);
  window.hands = hands;
  await sheet.default({ module_or_path: new URL("sheet_bg.wasm", import.meta.url) });
  return sheet.tell;
};

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
