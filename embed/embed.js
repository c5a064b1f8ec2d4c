// <ws-doctor target="chat">: a button that checks a target of the deployment from the page that it
// stands on. This file is all that such a page loads before the click; the build writes the style,
// and the names and digests of all else, into it.
const files = FILES;
const at = (name) => new URL(name, import.meta.url).href;
const address = at("./");
const { origin } = new URL(address);

// Marks what is read: early.js has it in other languages.
const Text = (english) => english;

const sheet = (text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
};
const early = sheet(STYLE);

const make = (tag, own, ...children) => {
  const element = Object.assign(document.createElement(tag), own);
  element.append(...children);
  return element;
};

// import() takes no digest, but finds what was preloaded with one.
const load = async (name, query, integrity = files[name]) => {
  const href = at(name + query);
  const link = make("link", { rel: "modulepreload", crossOrigin: "", integrity, href });
  if (link.relList.supports(link.rel)) {
    await new Promise((resolve, reject) => {
      Object.assign(link, { onload: resolve, onerror: reject });
      document.head.append(link);
    }).finally(() => link.remove());
  }
  return import(href);
};
const fetched = (name, integrity = files[name]) => fetch(at(name), { integrity });

// One program for all widgets of a document. Some browsers remember a failed import for good, so
// that each try has names of its own.
let tries = 0;
let loaded;
const parts = async () => {
  const query = `?widget=${++tries}`;
  const text = async () => sheet(await (await fetched("widget.css")).text());
  const program = [load("page.js", query), fetched("page_bg.wasm")];
  const all = [load("boot.js", query), text(), ...program];
  const [{ open }, whole, page, module_or_path] = await Promise.all(all);
  await page.default({ module_or_path });
  return { whole, open: (place) => open(place, page, load, fetched) };
};

// Why there is no result.
const whys = {
  part: Text("The check could not be loaded. Is this device online? Then try again."),
  target: Text("The check is not set up: its target is not known."),
};

// The fields of each event's detail.
const fields = {
  progress: ["step", "title"],
  result: ["verdict", "cause", "confidence", "code", "link", "over"],
};

class WsDoctor extends HTMLElement {
  static observedAttributes = ["target", "theme", "lang"];

  #app = make("div", { id: "app" });
  #note = make("div", { id: "note", role: "status" });
  #room = make("div", { id: "room" }, this.#app, this.#note);
  #box = make("div", { id: "box" }, this.#room);
  #say = Text;
  #shown = false;
  // Each check has its own; whatever belongs to another one comes too late.
  #turn;
  #hosts = [];
  // What the host's policy must allow, as far as is known.
  #needed = {
    "script-src": new Set([origin, "'wasm-unsafe-eval'"]),
    "connect-src": new Set([origin]),
  };

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).append(this.#box);
    this.#draw();
  }

  connectedCallback() {
    for (const name of WsDoctor.observedAttributes) {
      // What was set before this class was here hides the property.
      if (Object.hasOwn(this, name)) {
        const own = this[name];
        delete this[name];
        this[name] = own;
      }
    }
    document.addEventListener("securitypolicyviolation", this.#violated);
    this.#speak();
    queueMicrotask(() => this.isConnected && this.#tell("ready", {}));
  }

  disconnectedCallback() {
    // What only moves within the page comes back at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      document.removeEventListener("securitypolicyviolation", this.#violated);
      this.#end();
    });
  }

  attributeChangedCallback(name, before, now) {
    if (name === "theme") this.#box.dataset.theme = now;
    else if (name === "lang") this.#speak();
    else if (this.#turn && before !== now) this.#end();
  }

  get target() {
    return this.getAttribute("target") ?? "";
  }
  set target(id) {
    this.setAttribute("target", id);
  }
  get theme() {
    return this.getAttribute("theme") ?? "auto";
  }
  set theme(theme) {
    this.setAttribute("theme", theme);
  }

  get #languages() {
    return [this.closest("[lang]")?.lang, ...navigator.languages].filter(Boolean);
  }

  async #speak() {
    // Whoever reads English has all that is needed, and so has whoever can't have more.
    const early = !/^en/i.test(this.#languages[0]) && (await load("early.js", "").catch(() => {}));
    // Meanwhile another one may be wished for.
    [this.#say, this.#room.lang, this.#room.dir] = early?.default?.(this.#languages) ?? [Text, "en", "ltr"];
    if (!this.#turn) this.#draw();
  }

  start() {
    if (!navigator.userActivation?.isActive) {
      throw new DOMException("start() needs a gesture", "NotAllowedError");
    }
    this.#start();
  }

  cancel() {
    if (!this.#press("cancel") && !this.shadowRoot.querySelector("[data-state=done]")) this.#end();
  }

  async #start() {
    if (this.#shown) return this.#press("again");
    if (this.#turn) return;
    const turn = (this.#turn = new Date());
    this.#box.dataset.open = "";
    this.#note.textContent = "";
    this.#draw();
    try {
      const { whole, open } = await (loaded ??= parts());
      if (turn !== this.#turn) return;
      this.shadowRoot.adoptedStyleSheets = [early, whole];
      const tell = (what, of) => turn === this.#turn && this.#told(what, of.split("\n"));
      const query = `?target=${encodeURIComponent(this.target)}`;
      await open({ root: this.#app, address, query, languages: this.#languages, tell });
      this.#shown = true;
      if (turn !== this.#turn) this.#end();
    } catch {
      loaded = undefined;
      if (turn === this.#turn) this.#end("part");
    }
  }

  #end(why) {
    this.#note.textContent ||= this.#say(whys[why && !navigator.onLine ? "part" : why] ?? why ?? "");
    // So soon after the click, what moves is its effect.
    if (new Date() - this.#turn < 400) delete this.#box.dataset.open;
    this.#turn = undefined;
    if (this.#shown) this.#app.dispatchEvent(new Event("end"));
    this.#shown = false;
    this.#draw();
  }

  #draw() {
    this.shadowRoot.adoptedStyleSheets = [early];
    const button = make(
      "button",
      {
        id: "start",
        className: "primary",
        disabled: this.#turn,
        onclick: ({ isTrusted }) => isTrusted && this.#start(),
      },
      this.#say(this.#turn ? Text("Loading…") : Text("Check the connection")),
    );
    const hint = this.#say(Text("Opens a few connections from this page to the service, and says what is wrong."));
    this.#app.replaceChildren(button, make("p", { className: "hint" }, hint));
  }

  #press(id) {
    const button = this.shadowRoot.getElementById(id);
    button?.click();
    return button;
  }

  #told(what, of) {
    if (what === "start") this.#hosts = of.filter((text) => /^wss?:/.test(text)).map((url) => new URL(url).host);
    // Within its own turn it can't be taken away.
    else if (what === "idle") queueMicrotask(() => this.#end(of[0]));
    else this.#tell(what, Object.fromEntries(fields[what].map((field, index) => [field, of[index]])));
  }

  #tell(what, detail) {
    if (what === "result") detail.over = !!detail.over;
    this.dispatchEvent(new CustomEvent(`ws-doctor:${what}`, { bubbles: true, composed: true, detail }));
  }

  #violated = ({ disposition, effectiveDirective, blockedURI }) => {
    const needed = this.#needed[effectiveDirective.replace(/-elem$/, "")];
    const [, blocked, host] = /^(\w+:\/\/([^/]+))/.exec(blockedURI) ?? [];
    const ours = /^wasm-/.test(blockedURI) || blocked === origin || this.#hosts.includes(host);
    if ((!this.#turn && !this.#note.textContent) || disposition === "report" || !needed || !ours) return;
    if (blocked) needed.add(blocked);
    const lines = Object.entries(this.#needed).map(([name, all]) => [name, ...all].join(" "));
    this.#note.replaceChildren(
      this.#say(Text("This page’s Content-Security-Policy blocks the check. Its owner adds to it:")),
      make("pre", { dir: "ltr" }, lines.join("\n")),
      make("slot"),
    );
  };
}

customElements.define("ws-doctor", WsDoctor);
