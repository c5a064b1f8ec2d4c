// Shortens the names by which a program and its JavaScript know each other and their functions:
// wasm-bindgen puts a digest of 16 digits into each, which nothing compresses.
//   node shorten.mjs PROGRAM.wasm PROGRAM.js
import { readFileSync, writeFileSync } from "node:fs";

// Sections, and what stands before each name and behind it (the format's sections 5.5.5 and 5.5.10).
const IMPORTS = 2;
const EXPORTS = 7;
const FUNCTION = 0;

const [wasmFile, jsFile] = process.argv.slice(2);
const wasm = readFileSync(wasmFile);
let at = 8;

function number() {
  let value = 0;
  let shift = 0;
  let byte;
  do {
    byte = wasm[at++];
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
  } while (byte & 0x80);
  return value;
}

function bytes(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...bytes(value >>> 7)];
}

function text() {
  const length = number();
  at += length;
  return wasm.toString("utf8", at - length, at);
}

// All imports come from the program's own JavaScript, and each says so.
const SHORT = "a";
let module;

const names = new Map();

// Letters alone: a name must also be a key in JavaScript.
function short(index) {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : short(Math.floor(index / 26) - 1) + letter;
}

function shortened(id, end) {
  const parts = [Buffer.from(bytes(number()))];
  while (at < end) {
    if (id === IMPORTS) {
      module = text();
      parts.push(Buffer.from([SHORT.length, ...Buffer.from(SHORT)]));
    }
    let name = text();
    if (id === IMPORTS && wasm[at] !== FUNCTION) throw new Error(`expected a function, found ${name}`);
    if (id === IMPORTS || name.startsWith("wasm_bindgen_")) {
      names.set(name, short(names.size));
      name = names.get(name);
    }
    const behind = at;
    at += 1;
    number();
    parts.push(Buffer.from([...bytes(name.length), ...Buffer.from(name)]), wasm.subarray(behind, at));
  }
  const section = Buffer.concat(parts);
  return [Buffer.from([id, ...bytes(section.length)]), section];
}

const out = [wasm.subarray(0, at)];
while (at < wasm.length) {
  const start = at;
  const id = wasm[at++];
  const length = number();
  const end = at + length;
  out.push(...(id === IMPORTS || id === EXPORTS ? shortened(id, end) : [wasm.subarray(start, end)]));
  at = end;
}

if (!module) throw new Error("expected a program that imports something");
const js = readFileSync(jsFile, "utf8")
  .replace(JSON.stringify(module), SHORT)
  .replace(/\b\w+/g, (word) => names.get(word) ?? word)
  // Yew marks its elements and events. A host of a widget that is made with Yew as well must not take
  // ours for its own.
  .replaceAll("__yew_", "__wsd_");
writeFileSync(wasmFile, Buffer.concat(out));
writeFileSync(jsFile, js);
