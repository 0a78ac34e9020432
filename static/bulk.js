// Many at once: rows are ticked by mouse, with Shift in a row, or by keyboard; the bar says how many, and does it.
(() => {
  const list = () => document.getElementById("list");
  const bar = () => document.querySelector("[data-bulk]");
  const ticks = () => [...document.querySelectorAll("[data-tick]")];
  let last = null;
  const tell = () => {
    const held = bar();
    if (!held) return;
    const form = held.querySelector("form");
    const all = ticks();
    const on = all.filter((each) => each.checked);
    const head = document.querySelector("[data-tick-all]");
    const every = form.elements.all.value === "1";
    all.forEach((each) => each.closest("tr").classList.toggle("sel", each.checked));
    head.checked = on.length > 0 && on.length === all.length;
    head.indeterminate = on.length > 0 && on.length < all.length;
    held.hidden = on.length === 0;
    list().classList.toggle("choosing", on.length > 0);
    form.elements.ids.value = every ? "" : on.map((each) => each.dataset.tick).join(",");
    form.querySelector(".sum").textContent = every ? held.dataset.every : held.dataset.some.replace("{n}", on.length);
    form.querySelector("[data-every-one]").hidden = every || String(all.length) === held.dataset.count;
  };
  const put = (boxes, checked) => {
    boxes.forEach((each) => { each.checked = checked; });
    if (bar()) bar().querySelector("form").elements.all.value = "";
    tell();
  };
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-tick]");
    if (box) {
      const all = ticks();
      const from = all.indexOf(last);
      const here = all.indexOf(box);
      const range = event.shiftKey && from >= 0 ? all.slice(Math.min(from, here), Math.max(from, here) + 1) : [box];
      last = box;
      put(range, box.checked);
    }
    if (event.target.closest("[data-untick]")) put(ticks(), false);
    if (event.target.closest("[data-every-one]")) {
      put(ticks(), true);
      bar().querySelector("form").elements.all.value = "1";
      tell();
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) put(ticks(), event.target.checked);
    if (event.target.matches("[data-again]")) event.target.form.requestSubmit();
  });
  // j and k, or the arrows, go from row to row; x ticks; Enter opens.
  const rows = () => [...document.querySelectorAll(".list-part tbody tr")];
  const at = () => rows().findIndex((row) => row.classList.contains("hov"));
  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const next = Math.max(0, Math.min(all.length - 1, at() + step));
    all.forEach((row, n) => row.classList.toggle("hov", n === next));
    all[next].querySelector(".name")?.focus({ preventScroll: true });
    all[next].scrollIntoView({ block: "nearest" });
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !list()) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, .pop, .ts-control")) return;
    const steps = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      go(steps[event.key]);
    }
    if (event.key === "x" && at() >= 0) {
      const box = rows()[at()].querySelector("[data-tick]");
      if (box) { last = box; put([box], !box.checked); }
    }
    if (event.key === "Escape" && bar() && !bar().hidden) put(ticks(), false);
  });
  addEventListener("pageshow", tell);
  document.addEventListener("htmx:afterSettle", tell);
})();
