const { check, target, parent } = document.body.dataset;
const frame = document.createElement("iframe");
frame.title = "Check the connection";
frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-downloads";
frame.allow = "clipboard-write; web-share; local-network; loopback-network";
frame.width = "100%";
frame.height = "700";
frame.src = `${check}embed.html?target=${target}&parent=${parent}`;
document.body.append(frame);

// What it says, for the tests; a real host would look at `height` of a "size".
window.heard = [];
addEventListener("message", ({ origin, source, data }) => {
  if (source === frame.contentWindow) window.heard.push({ origin, ...data });
  dispatchEvent(new Event("heard"));
});
