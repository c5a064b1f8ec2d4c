import { createElement as h, useState } from "react";
import { createRoot } from "react-dom/client";

function Help({ target }) {
  const [shown, setShown] = useState(true);
  const [told, setTold] = useState("");
  const widget = {
    target,
    theme: "auto",
    style: { display: "block", minHeight: 124 },
    "onws-doctor:result": ({ detail }) => setTold(detail.verdict),
  };
  return h(
    "main",
    null,
    h("h1", null, "The chat does not connect"),
    shown && h("ws-doctor", widget),
    h("p", { id: "behind", "data-told": told }, "Then write to us."),
    h("button", { id: "leave", onClick: () => setShown(false) }, "Never mind"),
  );
}

createRoot(document.querySelector("#app")).render(h(Help, { target: document.body.dataset.target }));
