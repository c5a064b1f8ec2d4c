// Finishes a built page: makes its styles one file, names its files after their content, writes names
// and digests where they are used, and lays each file's compressed twins beside it; those of a release
// at their best.
//   node finish.mjs DIRECTORY debug|release
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [directory, profile] = process.argv.slice(2);
const at = (name) => join(directory, name);

// Visitors and other pages know these by their names.
const STABLE = /\.html$|^embed\.js$/;
const SERVED = /\.(html|css|js|wasm)$/;
const TEXT = /\.(html|css|js)$/;

// The first paint waits for each file of styles, so that they become one.
const sheets = [];
const html = readFileSync(at("index.html"), "utf8").replace(
  /<link\b[^>]*\bhref="?\.\/([\w-]+\.css)\b[^>]*>/g,
  (link, name) => {
    sheets.push(readFileSync(at(name)));
    rmSync(at(name));
    return sheets.length === 1 ? link.replace(name, "page.css") : "";
  },
);
writeFileSync(at("page.css"), Buffer.concat(sheets));
writeFileSync(at("index.html"), html);

const all = readdirSync(directory).filter((name) => SERVED.test(name));
const named = all.filter((name) => !STABLE.test(name));
const known = named.map((name) => name.replaceAll(".", "\\.")).join("|");
const MENTION = new RegExp(`(?<![\\w-])(digest of )?(${known})(?![\\w-])`, "g");

const finished = new Map();

// A text with the final names and digests in it. Those files are finished first: a name is a matter
// of the content, and so of the names in it.
function resolved(text) {
  return text.replace(MENTION, (_, digest, name) => finish(name)[digest ? "integrity" : "name"]);
}

function finish(name) {
  if (finished.has(name)) return finished.get(name);
  const raw = readFileSync(at(name));
  const content = TEXT.test(name) ? Buffer.from(resolved(raw.toString())) : raw;
  const hash = createHash("sha256").update(content).digest();
  const { name: stem, ext } = parse(name);
  const file = {
    name: `${stem}-${hash.toString("base64url").slice(0, 8)}${ext}`,
    integrity: `sha256-${hash.toString("base64")}`,
  };
  writeFileSync(at(name), content);
  renameSync(at(name), at(file.name));
  finished.set(name, file);
  return file;
}

// What the HTML loads is checked against a digest by the browser, but for what is only fetched
// early: there Chromium complains of a digest, and the loader has it.
function checked(html) {
  return html.replace(/<(?:link|script)\b[^>]*?(?=\s*\/?>)/g, (tag) => {
    const name = [...tag.matchAll(MENTION)].at(0)?.[2];
    const fetched = /\bas="?fetch\b/.test(tag);
    return name && !fetched ? `${tag} integrity="${finish(name).integrity}"` : tag;
  });
}

for (const name of named) finish(name);
for (const name of all.filter((name) => STABLE.test(name))) {
  const text = readFileSync(at(name), "utf8");
  writeFileSync(at(name), resolved(name.endsWith(".html") ? checked(text) : text));
}

const [quality, level, blocks] = profile === "release" ? [11, 9, [16, 17, 18]] : [1, 1, [16]];
// Small blocks, since the parts of a program differ; which are best differs by the file.
const brotli = (content) =>
  blocks
    .map((block) => ({ [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_LGBLOCK]: block }))
    .map((params) => brotliCompressSync(content, { params }))
    .reduce((best, other) => (other.length < best.length ? other : best));
for (const name of readdirSync(directory).filter((name) => SERVED.test(name))) {
  const content = readFileSync(at(name));
  writeFileSync(at(`${name}.br`), brotli(content));
  writeFileSync(at(`${name}.gz`), gzipSync(content, { level }));
}
