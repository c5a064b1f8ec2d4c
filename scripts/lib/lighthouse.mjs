// Holds the built page against Lighthouse: a phone on a slow network, and the page as a real server
// has it, with its headers and its twins in brotli. Fails where it is worse than it must be.
//   node lighthouse.mjs LIGHTHOUSE   (in the project's root; LIGHTHOUSE is its program)
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [lighthouse] = process.argv.slice(2);
const REPORTS = "target/lighthouse";
// What else the machine does makes a page slower, and never faster: the best of them counts.
const RUNS = 3;

const score = (category) => ({ categories }) => Math.round(categories[category].score * 100);
const value = (audit) => ({ audits }) => audits[audit].numericValue;
const { max, min } = Math;
const ROWS = [
  ["accessibility", score("accessibility"), min, { least: 100 }],
  ["best practices", score("best-practices"), min, { least: 100 }],
  ["SEO", score("seo"), min, { least: 100 }],
  ["performance", score("performance"), max, { least: 98 }],
  ["largest paint, ms", value("largest-contentful-paint"), min, { most: 1500 }],
  ["layout shift", value("cumulative-layout-shift"), max, { most: 0 }],
  ["first paint, ms", value("first-contentful-paint"), min, {}],
  ["blocked, ms", value("total-blocking-time"), min, {}],
];

const serving = spawn(
  "cargo",
  ["run", "--quiet", "--package", "lab", "--", "deploy", "--dist", "dist", "--until-stdin-closes"],
  { stdio: ["pipe", "pipe", "inherit"] },
);
const ended = once(serving, "exit");

async function report(page) {
  const flags = "--headless=new --no-sandbox --disable-gpu";
  const options = ["--output=json", "--quiet", "--no-enable-error-reporting", `--chrome-flags=${flags}`];
  const run = spawn(lighthouse, [page, ...options], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  for await (const part of run.stdout) text += part;
  return JSON.parse(text);
}

const reports = [];
try {
  const lines = createInterface({ input: serving.stdout })[Symbol.asyncIterator]();
  const { value: said } = await lines.next();
  if (!said) throw new Error("the lab does not serve the page, for the reason above");
  const { page } = JSON.parse(said);
  while (reports.length < RUNS) reports.push(await report(page));
} finally {
  serving.stdin.end();
  await ended;
}

mkdirSync(REPORTS, { recursive: true });
reports.forEach((one, index) => writeFileSync(`${REPORTS}/${index + 1}.json`, JSON.stringify(one)));

for (const [what, of, pick, { least = -Infinity, most = Infinity }] of ROWS) {
  const found = pick(...reports.map(of));
  const kept = found >= least && found <= most;
  const bound = least > -Infinity ? `at least ${least}` : most < Infinity ? `at most ${most}` : "";
  console.log(kept ? "✓" : "✗", what.padEnd(18), String(Number(found.toFixed(3))).padStart(8), "", bound);
  if (!kept) process.exitCode = 1;
}

// What lacks a full score, so that nobody has to open a report.
for (const { id, score: own, displayValue = "", details } of Object.values(reports[0].audits)) {
  if (own === null || own === 1) continue;
  console.log(`  ${id}: ${displayValue}`);
  for (const { node, url, description } of details?.items ?? []) {
    const about = [description, node?.snippet, url].filter((part) => typeof part === "string");
    if (about.length) console.log(`    ${about.join(" ")}`);
  }
}
console.log(`the whole reports: ${REPORTS}/`);
