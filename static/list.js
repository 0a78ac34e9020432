// A list: "/" goes to its search, chosen columns are kept, the first column lifts when the rest scrolls under it.
(() => {
  const search = document.querySelector(".list-search input");
  if (!search) return;
  addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select, [contenteditable]")) {
      event.preventDefault();
      search.focus();
    }
  });
  document.addEventListener("scroll", (event) => {
    if (event.target.classList?.contains("body")) event.target.classList.toggle("scrolled", event.target.scrollLeft > 0);
  }, true);
  document.addEventListener("click", (event) => {
    const mover = event.target.closest("[data-move]");
    if (!mover) return;
    event.preventDefault();
    const row = mover.closest(".it");
    const other = mover.dataset.move === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (other?.classList.contains("it")) mover.dataset.move === "up" ? other.before(row) : other.after(row);
    mover.focus();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-go]")) location.assign(event.target.value);
    if (event.target.matches("[data-filter-field]")) {
      const pop = event.target.closest(".filter-pop");
      pop.querySelectorAll("[data-for]").forEach((each) => {
        each.hidden = each.dataset.for !== event.target.value;
        each.querySelectorAll("input, select").forEach((field) => { field.disabled = each.hidden; });
      });
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-columns]");
    if (!form) return;
    const chosen = [...form.querySelectorAll("input:checked")].map((each) => each.value).join("~");
    document.cookie = `${form.dataset.columns}=${chosen};path=/;max-age=31536000;samesite=lax`;
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-find-column]")) return;
    const wanted = event.target.value.toLowerCase();
    event.target.closest(".pop").querySelectorAll("label.it").forEach((each) => {
      each.hidden = !each.textContent.toLowerCase().includes(wanted);
    });
  });
})();
