// Hands a report on, and takes one in: what only a browser can do, without a decision of its own.
// src/edge/hands.rs is the other end. Each tells whether it worked, or null if the visitor thought
// better of it.

import { reader } from "./worker.js";

// It throws on pages that did not come over https.
export async function copy(text) {
  await navigator.clipboard.writeText(text);
  return true;
}

export const share =
  navigator.share &&
  (async (title, url) => {
    try {
      await navigator.share({ title, url });
      return true;
    } catch ({ name }) {
      return name === "AbortError" ? null : false;
    }
  });

export async function save(name, type, text) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  // Not at once: some browsers begin to read it a moment later.
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
  return true;
}

export async function print() {
  window.print();
  return null;
}

// Without a cookie and a referrer: the text says all that is to be said. A short address is one of the
// deployment, and not of a widget's host.
export async function send(url, type, body) {
  const headers = { "content-type": type };
  const privately = { credentials: "omit", referrerPolicy: "no-referrer", redirect: "error" };
  const to = new URL(url, import.meta.url);
  const answer = await fetch(to, { method: "POST", headers, body, ...privately });
  return answer.ok;
}

// Ten thousand links are a few megabytes: what is larger is something else.
const MOST = 32 << 20;

export async function read({ files }) {
  let text = "";
  let leftOut = 0;
  for (const file of files) {
    if (text.length + file.size > MOST) leftOut += 1;
    else text += (await file.text()) + "\n";
  }
  return [text, leftOut];
}

// Reads what a visitor brings, in a worker: the files of a field, or a text. Tells how far that is,
// in percent, and at last what was read, or null if it can't be. Gives what ends it.
export function bring(report, kind, from, tell) {
  const sources = typeof from === "string" ? [new Blob([from])] : [...from.files];
  const worker = reader();
  worker.onmessage = ({ data }) => tell(data);
  worker.onerror = () => tell(null);
  worker.postMessage({ report, kind, sources });
  return () => worker.terminate();
}

// A file that is dropped anywhere on the page is one that was chosen in the field for files.
const field = () => document.querySelector("input[type=file]");
const take = (event, files) => {
  event.preventDefault();
  field().files = files;
  field().dispatchEvent(new Event("change", { bubbles: true }));
};
const drop = (event) => {
  const { files } = event.dataTransfer;
  if (field() && files.length) take(event, files);
};

// So is a text that a browser would take seconds to lay out.
const LONG = 100_000;
const paste = (event) => {
  const text = event.clipboardData.getData("text");
  if (!field() || text.length < LONG) return;
  const list = new DataTransfer();
  list.items.add(new File([text], "pasted.txt"));
  take(event, list.files);
};

// A widget asks for this file with a query: files that are dropped on its host are not for us.
if (!new URL(import.meta.url).search) {
  addEventListener("dragover", (event) => field() && event.preventDefault());
  addEventListener("drop", drop);
  addEventListener("paste", paste);
}
