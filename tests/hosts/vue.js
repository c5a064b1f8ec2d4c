import { createApp, h, ref } from "vue";

const { target } = document.body.dataset;
const shown = ref(true);
const told = ref("");
const widget = {
  target,
  theme: "auto",
  style: { display: "block", minHeight: "124px" },
  "onWs-doctor:result": ({ detail }) => (told.value = detail.verdict),
};

createApp(() => [
  h("h1", "The chat does not connect"),
  shown.value && h("ws-doctor", widget),
  h("p", { id: "behind", "data-told": told.value }, "Then write to us."),
  h("button", { id: "leave", onClick: () => (shown.value = false) }, "Never mind"),
]).mount("#app");
