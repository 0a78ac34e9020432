// A list: "/" goes to its search, columns are put in order, the first column lifts when the rest scrolls under it.
(() => {
  addEventListener("keydown", (event) => {
    const search = document.querySelector(".list-search input[name=q]");
    if (search && event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      search.focus();
    }
  });
  document.addEventListener("scroll", (event) => {
    if (event.target.classList?.contains("body")) event.target.classList.toggle("scrolled", event.target.scrollLeft > 0);
  }, true);
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-go]")) location.assign(event.target.value);
  });
  // Columns: dragged by the handle, or moved by the arrows while it has the focus.
  const row = (target) => target.closest?.("[data-columns] .it");
  let dragged = null;
  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const here = row(grip);
    const all = [...here.parentNode.querySelectorAll(".it")];
    const other = all[all.indexOf(here) + (event.key === "ArrowUp" ? -1 : 1)];
    if (other) event.key === "ArrowUp" ? other.before(here) : other.after(here);
    grip.focus();
  });
  document.addEventListener("dragstart", (event) => {
    dragged = row(event.target);
    dragged?.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const over = row(event.target);
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const half = over.getBoundingClientRect();
    event.clientY < half.top + half.height / 2 ? over.before(dragged) : over.after(dragged);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-grip]")) event.preventDefault();
    const height = event.target.closest("[data-height]");
    if (!height) return;
    const form = height.closest("form");
    document.getElementById("list").dataset.density = height.dataset.height;
    form.querySelectorAll("[data-height]").forEach((each) => each.classList.toggle("on", each === height));
    const said = new URLSearchParams({ density: height.dataset.height, csrf_token: form.elements.csrf_token.value });
    fetch(form.action, { method: "POST", body: said });
  });
  // A condition asks for its value anew: what was typed meanwhile is kept, where the same is asked for.
  let typed = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const old = event.detail.target.matches?.(".question") ? event.detail.target.querySelector("[name=value]") : null;
    typed = old && { old, held: document.activeElement === old };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const fresh = typed && event.detail.target.querySelector("[name=value]");
    if (!fresh || fresh.id !== typed.old.id || fresh.type !== typed.old.type) return;
    if (fresh.multiple) {
      [...typed.old.selectedOptions].forEach((each) => {
        const same = [...fresh.options].find((one) => one.value === each.value);
        (same ?? fresh.appendChild(new Option(each.text, each.value))).selected = true;
      });
    } else fresh.value = typed.old.value;
    if (typed.held) fresh.focus();
  });
  addEventListener("submit", (event) => {
    if (event.target.matches(".export-form")) event.target.closest("details").open = false;
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-find-column]")) return;
    const wanted = event.target.value.toLowerCase();
    event.target.closest(".pop").querySelectorAll("label.it").forEach((each) => {
      each.hidden = !each.textContent.toLowerCase().includes(wanted);
    });
  });
})();
