// Starts the page. A file of its own, because the CSP allows no inline script;
// Trunk puts the hashed names of the program into the head's preload links.
const link = (rel) => document.querySelector(`link[rel=${rel}]`).href;
const program = await import(link("modulepreload"));

// The program that words a report is only loaded when there is something to read.
window.loadSheet = async () => {
  const sheet = await import(new URL("sheet.js", import.meta.url));
  await sheet.default();
  return sheet.tell;
};

await program.default({ module_or_path: link("preload") });
