// The lines of an order: a chosen product brings its price and tax, and the next line begins where the last one ended.
(() => {
  const row = () => document.querySelector("#lines .writing");
  let filled = {};
  const fill = (values) => {
    for (const [name, value] of Object.entries(values)) {
      const input = row()?.querySelector(`[name=${name}]`);
      if (input && (!input.value || input.value === filled[name])) input.value = value;
    }
    filled = values;
  };
  document.addEventListener("change", (event) => {
    const select = event.target.closest("#lines .writing select[name=product]");
    if (!select?.value) return;
    fetch(`${row().dataset.price}?product=${encodeURIComponent(select.value)}`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((values) => {
        fill(values);
        const quantity = row()?.querySelector("[name=quantity]");
        quantity?.focus();
        quantity?.select();
      });
  });
  let writes = false;
  document.addEventListener("htmx:beforeRequest", (event) => { writes = Boolean(event.target.closest("#lines")); });
  document.addEventListener("htmx:beforeSwap", () => {
    if (!writes) return;
    document.querySelectorAll("#lines select").forEach((select) => {
      select.tomselect?.destroy();
      select.removeAttribute("id"); // or what the select was made of is copied onto the next one
    });
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!writes) return;
    [writes, filled] = [false, {}];
    const wrong = row()?.querySelector("[aria-invalid]");
    const first = row()?.querySelector("select[name=product]");
    if (wrong && wrong !== first) wrong.focus();
    else first?.tomselect?.focus();
  });
})();
