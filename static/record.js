// A record's page: Ctrl+Enter writes down, what was typed stays when another pen is taken, focus returns to the words.
// J and K, or Ctrl with the arrows, go on to the next record of the list that one came from, and to the one before.
(() => {
  // After an edit or a step the page has no list in its address; the page before it has, or knows the one before that.
  const beside = document.querySelector("#beside[data-beside]");
  const held = () => JSON.parse(sessionStorage.getItem("came-from") || "{}");
  if (beside) {
    const [, noun, id] = beside.dataset.beside.match(/^(.*)\/beside\/(\d+)$/);
    const list = new URLSearchParams(location.search).get("from");
    const before = document.referrer.startsWith(location.origin) ? new URL(document.referrer).pathname : "";
    const same = held().record === `${noun}/${id}` && before.startsWith(`${noun}/`) && before.endsWith(`/${id}`);
    if (list) sessionStorage.setItem("came-from", JSON.stringify({ record: `${noun}/${id}`, list }));
    else if (same) {
      const said = `?${new URLSearchParams({ from: held().list })}`;
      addEventListener("load", () => htmx.ajax("GET", beside.dataset.beside + said, { target: beside, swap: "outerHTML" }));
    }
  }
  const steps = { j: "next", k: "prev" };
  const withControl = { ArrowDown: "next", ArrowUp: "prev" };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.target.closest?.("input, textarea, select, [contenteditable], dialog, .pop, .ts-control")) return;
    const way = event.ctrlKey || event.metaKey ? withControl[event.key] : steps[event.key];
    const link = way && document.querySelector(`#beside a[rel=${way}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
})();
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
