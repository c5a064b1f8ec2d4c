// Adds the widget to the page that is built: its style, made of the page's, and its loader with the
// style of its button, which names all that it loads.
//   node embed.mjs BUILT   (in the project's root)
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";

const [built] = process.argv.slice(2);
const read = (name) => readFileSync(name, "utf8");

// The rules of a sheet at its top level: what stands before the braces, and what in them.
function* rules(css) {
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === "{" && depth++ === 0) open = at;
    if (css[at] === "}" && --depth === 0) {
      yield [css.slice(start, open), css.slice(open + 1, at)];
      start = at + 1;
    }
  }
}

// Without the page's body, and in pixels: a host's root may have letters of any size. Its window is
// not the widget's width, and not ours to print.
function rebuilt(css, without = /^$/) {
  const plain = css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]|^|$) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/([\d.]+)rem\b/g, (_, rem) => `${Number((rem * 16).toFixed(3))}px`)
    .replace(/@media ?(?=\(m[axin]+-width)/g, "@container ");
  return [...rules(plain)]
    .filter(([of]) => !without.test(of))
    .map(([of, held]) => `${of}{${held.replace(/;(?=}|$)/g, "")}}`)
    .join("");
}

// The colours that these rules use, in both themes: as the visitor's system has it, or as the host
// says. What the visitor needs to see anything comes before either.
function themed(css) {
  const used = (held) => held.split(";").filter((one) => css.includes(`var(${one.split(":")[0]})`)).join(";");
  return [...rules(rebuilt(read("styles/theme.css")))]
    .map(([of, held]) => {
      if (of === ":root") return `#box{${used(held)}}`;
      const [[, dark]] = rules(held);
      if (!of.includes("dark")) return `${of}{#box#box{${used(dark)}}}`;
      return `${of}{#box:not([data-theme=light]){${used(dark)}}}#box[data-theme=dark]{${used(dark)}}`;
    })
    .concat(css)
    .join("");
}

const page = ["base", "components", "sheet"].map((name) => rebuilt(read(`styles/${name}.css`), /^(body|#app|@media print)$/));
const own = ["button", "widget"].map((name) => rebuilt(read(`embed/${name}.css`)));
writeFileSync(`${built}/widget.css`, themed([...page, ...own].join("")));

// The build writes final names and digests in afterwards. What those files fetch, they check.
const names = ["boot.js", "page.js", "page_bg.wasm", "run.js", "sheet.js", "hands.js", "around.js", "early.js", "widget.css"];
const files = Object.fromEntries(names.map((name) => [name, `digest of ${name}`]));
const words = { FILES: files, STYLE: themed(rebuilt(read("embed/button.css"))) };
const loader = read("embed/embed.js").replace(/\b(FILES|STYLE)\b/g, (word) => JSON.stringify(words[word]));
writeFileSync(`${built}/embed.js`, loader);
for (const name of ["embed.d.ts", "embed.html", "frame.css", "frame.js"]) {
  copyFileSync(`embed/${name}`, `${built}/${name}`);
}

// Others fetch this by themselves, so that it must know where it stands: WS_DOCTOR_URL says so.
const { WS_DOCTOR_URL } = process.env;
if (WS_DOCTOR_URL) {
  const provider_url = new URL("./", WS_DOCTOR_URL).href;
  const title = "Check the connection";
  const size = 'width="100%" height="700"';
  const allow = "clipboard-write; web-share; local-network; loopback-network";
  const html = `<iframe src="${provider_url}embed.html" title="${title}" ${size} loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-downloads" allow="${allow}"></iframe>`;
  const rich = { version: "1.0", type: "rich", provider_name: "ws-doctor", provider_url, title, html, width: 640, height: 700 };
  writeFileSync(`${built}/oembed.json`, JSON.stringify(rich));
  const link = `<link href="${provider_url}oembed.json" rel="alternate" type="application/json+oembed">`;
  const index = `${built}/index.html`;
  writeFileSync(index, read(index).replace("<title>", `${link}<title>`));
}
