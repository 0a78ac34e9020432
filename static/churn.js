// The churn desk: arrows go through the alerts, the chosen one is marked, and what was refused is shown where it stands.
(() => {
  const list = () => document.querySelector("[data-alerts]");
  const links = () => [...list().querySelectorAll(".alert-i")];
  const mark = (link) => links().forEach((each) => {
    each.classList.toggle("on", each === link);
    if (each === link) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".alert-i");
    if (link && !event.ctrlKey && !event.metaKey) {
      mark(link);
      document.querySelector(".desk").classList.add("chosen");
    }
    const back = event.target.closest?.(".card-s .back");
    if (back) {
      event.preventDefault();
      document.querySelector(".desk").classList.remove("chosen");
      history.replaceState(null, "", back.href);
      list().querySelector(".on")?.focus();
    }
  });
  addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.closest?.("[data-alerts], body") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target !== document.body && !event.target.closest("[data-alerts]")) return;
    const all = links();
    const at = all.indexOf(event.target.closest(".alert-i") ?? list().querySelector(".on"));
    const next = all[at + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "desk" || event.detail.requestConfig?.verb !== "post") return;
    const wrong = document.querySelector(".card-s [aria-invalid], .card-s .note.bad");
    const next = list().querySelector(".on");
    if (wrong) wrong.scrollIntoView({ block: "nearest" });
    if (wrong?.matches("[aria-invalid]")) wrong.focus();
    else if (!wrong) next?.focus();
    const count = document.querySelector(".nav-i.on .n");
    const open = document.querySelector(".churn .seg .count");
    if (count && open && open.textContent.length < 3) count.textContent = open.textContent === "0" ? "" : open.textContent;
  });
  addEventListener("popstate", () => location.reload());
})();
