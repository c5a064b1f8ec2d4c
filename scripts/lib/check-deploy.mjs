// Tells what a deployment of the page lacks: asks for the page as a browser would, and for all that
// it names. Exits with 0 if nothing is lacking, with 1 if something is, with 64 if it was asked wrongly.
//   node check-deploy.mjs URL
import { createHash } from "node:crypto";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const PATIENCE = 20_000;
const HASHED = /[\w-]+-[\w-]{8}\.(?:css|js|wasm)/g;
const MISSING = "boot-00000000.js";
const KEPT = "public, max-age=31536000, immutable";
const TYPES = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  json: "application/json",
  wasm: "application/wasm",
};
const POLICY = {
  "default-src": ["'none'"],
  "script-src": ["'self'", "'wasm-unsafe-eval'"],
  "style-src": ["'self'"],
  "img-src": ["'self'", "data:"],
  "base-uri": ["'none'"],
  "form-action": ["'none'"],
  "require-trusted-types-for": ["'script'"],
  "trusted-types": ["ws-doctor"],
};
const PERMISSIONS =
  "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()";

const base = address(process.argv.slice(2));

function address(words) {
  const url = words.length === 1 && URL.canParse(words[0]) ? new URL(words[0]) : undefined;
  const whole = url && /^https?:$/.test(url.protocol) && url.pathname.endsWith("/");
  if (whole && !url.search && !url.hash) return url;
  console.error("✗ Cannot go on.");
  console.error("  expected: the page's address, which ends with /");
  console.error(`  found:    ${words.join(" ") || "nothing"}`);
  console.error("  to mend:  scripts/check-deploy https://chat.example.com/ws-doctor/");
  process.exit(64);
}

// One request, as it is: nothing is followed, kept or decoded.
function ask(name, headers = {}) {
  const url = new URL(name === "index.html" ? "" : name, base);
  const request = url.protocol === "https:" ? secure : plain;
  return new Promise((done, failed) => {
    const asked = request(url, { headers, timeout: PATIENCE }, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      const { statusCode: status, headers } = answer;
      done({ name, status, headers, body: Buffer.concat(parts) });
    });
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)));
    asked.on("error", failed);
    asked.end();
  });
}

const ending = ({ name }) => name.split(".").at(-1);
const isHashed = ({ name }) => name.search(HASHED) === 0;
const value = (file, header) => file.headers[header.toLowerCase()] ?? "nothing";
// Some servers answer with a page for whatever they do not have.
const isThere = (file) =>
  file.status === 200 && (ending(file) === "html" || !/html/.test(file.headers["content-type"]));

// The page, what it names, what those name, and what only some deployments have.
async function gather() {
  const files = [];
  const names = ["index.html", "config.json", "embed.js", "embed.html"];
  for (const name of names) {
    // As the widget asks, from a page of another origin.
    const file = await ask(name, { origin: "https://page.example" });
    if (!isThere(file) && !isHashed(file) && name !== "index.html") continue;
    files.push(file);
    if (!/^(html|js)$/.test(ending(file))) continue;
    for (const other of file.body.toString().match(HASHED) ?? []) {
      if (!names.includes(other)) names.push(other);
    }
  }
  return files;
}

let lacking = 0;

// One row: what all those files must have, what one of them has instead, and what to add.
function row(title, files, good, { expected, found, add }) {
  const wrong = files.filter((file) => !good(file));
  console.log(`${wrong.length ? "✗" : "✓"} ${title}`);
  if (!wrong.length) return;
  lacking += 1;
  const others = wrong.length > 1 ? ` and ${wrong.length - 1} more` : "";
  console.log(`    expected  ${expected}`);
  console.log(`    found     ${found(wrong[0])}, at ${wrong[0].name}${others}`);
  console.log(`    add       ${add}`);
}

// The line for a header, as this server wants it.
function line(name, text) {
  const quoted = /[ ;,]/.test(text) ? `"${text}"` : text;
  const server = files[0].headers.server ?? "";
  if (/nginx/i.test(server)) return `add_header ${name} ${quoted} always;`;
  if (/apache/i.test(server)) return `Header always set ${name} ${quoted}`;
  if (/caddy/i.test(server)) return `header ${name} ${quoted}`;
  return `${name}: ${text}`;
}

function header(title, files, name, good, text) {
  const found = (file) => value(file, name);
  const told = { expected: `${name}: ${text}`, found, add: line(name, text) };
  row(title, files, (file) => good(value(file, name)), told);
}

// The sources of a directive of the file's policy.
function sources(file, name) {
  const directives = (file.headers["content-security-policy"] ?? "").split(";");
  const words = directives.map((directive) => directive.trim().split(/\s+/));
  return words.find(([own]) => own.toLowerCase() === name)?.slice(1) ?? [];
}

function directive(files, name, expected, good) {
  const found = (file) => sources(file, name).join(" ") || "nothing";
  const wanted = [name, ...expected].join(" ");
  const add = `${wanted}; to Content-Security-Policy`;
  row(`policy: ${name}`, files, (file) => good(sources(file, name)), { expected: wanted, found, add });
}

// Whether a source lets the page connect to an origin.
function allows(source, origin) {
  const url = new URL(origin);
  if (source === "'self'") return url.host === base.host;
  if (/^[a-z]+:$/.test(source)) return source === url.protocol;
  const parts = source.match(/^(?:([a-z]+):\/\/)?(\*\.)?([^:/]+)(?::(\d+|\*))?/) ?? [];
  const [, scheme, wild, host, port = ""] = parts;
  const named = wild ? url.hostname.endsWith(`.${host}`) : url.hostname === host;
  return named && (!scheme || `${scheme}:` === url.protocol) && (port === "*" || port === url.port);
}

// What the configuration has the page connect to: sockets, and requests to the same hosts.
function connected(config) {
  const ways = (config.targets ?? []).flatMap(({ bypass }) => bypass ?? []);
  const named = (config.targets ?? []).flatMap(({ url, control }) => [url, control]);
  const sockets = [...named, ...ways.map(({ url }) => url)].filter(Boolean);
  const urls = sockets.flatMap((url) => [url, url.replace(/^ws/, "http")]);
  if (config.inbox?.url) urls.push(config.inbox.url);
  const origin = ({ protocol, host }) => `${protocol}//${host}`;
  const origins = new Set(urls.map((url) => origin(new URL(url, base))));
  const typed = (config.allowTyped ?? true) ? ["wss:", "https:"] : [];
  return [...typed, ...origins];
}

function connections(files) {
  let wanted = connected({});
  const readable = ({ body }) => {
    try {
      wanted = connected(JSON.parse(body));
      return true;
    } catch {
      return false;
    }
  };
  row("config.json can be read", files.filter(({ name }) => name === "config.json"), readable, {
    expected: "JSON, with addresses that are whole",
    found: () => "something else",
    add: "what the page says of it: open the page",
  });
  const reaches = (allowed, one) =>
    allowed.includes(one) || (one.includes("//") && allowed.some((source) => allows(source, one)));
  const barred = (file) => {
    const allowed = sources(file, "connect-src");
    return ["'self'", ...wanted].filter((one) => !reaches(allowed, one)).join(" ");
  };
  const open = (file) => sources(file, "connect-src").includes("*");
  // A worker has the policy of its own answer.
  const own = files.filter((file) => ending(file) === "html" || /^(wait|read)-/.test(file.name));
  row("policy: connect-src", own, (file) => !barred(file) && !open(file), {
    expected: "'self', and whatever config.json lets the page connect to",
    found: (file) => (open(file) ? "*" : `nothing for ${barred(file)}`),
    add: `${barred(own.find(barred) ?? own[0]) || "those instead of *"}, to connect-src`,
  });
}

function policy(files, page, embedded) {
  const all = Object.entries({ ...POLICY, "connect-src": ["'self'", "wss:", "https:"] });
  const whole = [...all, ["frame-ancestors", ["'none'"]]].map((words) => words.flat().join(" "));
  const name = "Content-Security-Policy";
  header("a policy", files, name, (text) => text !== "nothing", whole.join("; "));
  if (files.some((file) => value(file, name) === "nothing")) return;
  for (const [name, expected] of Object.entries(POLICY)) {
    const same = (found) => found.toSorted().join() === expected.toSorted().join();
    directive(files, name, expected, same);
  }
  directive([page], "frame-ancestors", ["'none'"], (found) => found.join() === "'none'");
  const some = (found) => found.length > 0 && !found.includes("'none'") && !found.includes("*");
  directive(embedded, "frame-ancestors", ["https://help.example.com"], some);
}

async function encodings(files) {
  let answers = [];
  for (const [encoding, accepted, twin, decode] of [
    ["br", "gzip, deflate, br, zstd", "NAME.br", brotliDecompressSync],
    ["gzip", "gzip", "NAME.gz", gunzipSync],
  ]) {
    answers = [];
    for (const { name, body } of files) {
      const answer = await ask(name, { "accept-encoding": accepted });
      const coded = value(answer, "content-encoding") === encoding;
      answers.push({ ...answer, whole: coded && decode(answer.body).equals(body) });
    }
    row(`encoding ${encoding}`, answers, ({ whole }) => whole, {
      expected: `Content-Encoding: ${encoding}, and the same content`,
      found: (file) => value(file, "content-encoding"),
      add: `${twin}, made by the build, for whoever accepts ${encoding}: see docs/deployment.md`,
    });
  }
  const kept = (text) => /accept-encoding|\*/i.test(text);
  header("caches keep the encodings apart", answers, "Vary", kept, "Accept-Encoding");
}

async function unchanged(page) {
  const { etag, "last-modified": modified } = page.headers;
  const conditions = {
    ...(etag && { "if-none-match": etag }),
    ...(modified && { "if-modified-since": modified }),
  };
  const again = await ask("index.html", conditions);
  row("what has not changed is not sent again", [again], ({ status }) => status === 304, {
    expected: "status 304",
    found: ({ status }) => `status ${status}`,
    add: "an ETag or Last-Modified, and answers to If-None-Match or If-Modified-Since",
  });
}

async function missing() {
  const none = ({ status, headers }) =>
    status === 404 && !/max-age=[1-9]/.test(headers["cache-control"]);
  row("what is missing is said to be missing, and not kept so", [await ask(MISSING)], none, {
    expected: "status 404 without a max-age",
    found: (file) => `status ${file.status} with Cache-Control: ${value(file, "cache-control")}`,
    add: "no page that stands in for missing files, and no Cache-Control of theirs to errors",
  });
}

async function slash() {
  if (base.pathname === "/") return;
  const bare = await ask(base.pathname.slice(0, -1));
  const leads = ({ status, headers }) =>
    [301, 302, 307, 308].includes(status) &&
    new URL(headers.location, base).pathname === base.pathname;
  row("the address without the last / leads to it", [bare], leads, {
    expected: `a redirect to ${base.pathname}`,
    found: (file) => `status ${file.status} to ${value(file, "location")}`,
    add: `a redirect from ${bare.name} to ${base.pathname}`,
  });
}

function giveUp(why) {
  console.error(`✗ ${why}`);
  process.exit(1);
}

const files = await gather().catch(({ message, code }) =>
  giveUp(`${base} can't be read: ${message || code}`),
);
const page = files[0];
if (!files.some(({ name }) => name.startsWith("boot-"))) {
  giveUp(`No ws-doctor at ${base}: status ${page.status}, ${page.body.length} bytes`);
}
const pages = files.filter((file) => ending(file) === "html");
const hashed = files.filter(isHashed);

row("the page and what it names are there", files, ({ status }) => status === 200, {
  expected: "status 200",
  found: ({ status }) => `status ${status}`,
  add: "the whole of dist/",
});
const digest = ({ body }) => createHash("sha256").update(body).digest("base64url").slice(0, 8);
row("content is as it was built", hashed, (file) => file.name.includes(digest(file)), {
  expected: "the content that the name is made of",
  found: () => "other content",
  add: "nothing that changes files on their way",
});
row("types", files, (file) => value(file, "content-type").startsWith(TYPES[ending(file)]), {
  expected: "the type of each ending",
  found: (file) => value(file, "content-type"),
  add: Object.entries(TYPES)
    .map(([end, type]) => `${type} for .${end}`)
    .join(", "),
});
const is = (wanted) => (text) => text === wanted;
header("no guessed types", files, "X-Content-Type-Options", is("nosniff"), "nosniff");
header("no referrer", pages, "Referrer-Policy", is("no-referrer"), "no-referrer");
header("no opener", [page], "Cross-Origin-Opener-Policy", is("same-origin"), "same-origin");
const modest = (text) =>
  ["camera", "geolocation", "microphone"].every((name) => text.includes(`${name}=()`)) &&
  !/(clipboard-write|web-share)=\(\)/.test(text);
header("no permission without need", [page], "Permissions-Policy", modest, PERMISSIONS);
policy(
  pages,
  page,
  files.filter(({ name }) => name === "embed.html"),
);
connections(files);
const forGood = (text) => /immutable/.test(text) && Number(/max-age=(\d+)/.exec(text)?.[1]) >= 31536000;
header("names with a digest are kept for good", hashed, "Cache-Control", forGood, KEPT);
const rest = files.filter((file) => !isHashed(file));
const anew = (text) => /no-cache|no-store|max-age=0/.test(text);
header("other names are asked for anew", rest, "Cache-Control", anew, "no-cache");
await encodings(files.filter((file) => ending(file) !== "json"));
if (files.some(({ name }) => name === "embed.js")) {
  const loaded = files.filter((file) => ending(file) !== "html");
  header("the widget may load its files", loaded, "Access-Control-Allow-Origin", is("*"), "*");
}
await unchanged(page);
await missing();
await slash();

console.log(lacking ? `✗ lacking: ${lacking}` : "✓ nothing is lacking");
process.exit(lacking ? 1 : 0);
