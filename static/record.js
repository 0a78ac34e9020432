// A record's page: Ctrl+Enter writes down, what was typed stays when another pen is taken, focus returns to the words.
(() => {
  let typed = "";
  const words = () => document.querySelector("#composer textarea");
  addEventListener("keydown", (event) => {
    const form = event.target.closest?.("#composer form");
    if (form && (event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
    typed = event.detail.target.id === "composer" ? words()?.value ?? "" : "";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id === "composer" && words()) {
      if (!words().value) words().value = typed;
      words().focus();
    }
    document.querySelector("#composer [aria-invalid]")?.focus();
    const { requestConfig: asked, xhr } = event.detail;
    const beside = document.getElementById("related");
    if (beside && asked?.verb === "post" && xhr?.status === 200 && event.detail.elt.id === "story") {
      const tab = beside.querySelector(".tabs .on")?.getAttribute("hx-get") ?? location.pathname;
      htmx.ajax("GET", tab, { target: "#related", swap: "outerHTML" });
    }
  });
})();
