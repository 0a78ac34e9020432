// A form knows how much of it is not saved, is sent by Ctrl+Enter, and shows which section one is in.
(() => {
  const form = document.querySelector("form[data-edit]");
  if (!form) return;
  const bar = document.querySelector(".savebar");
  const words = bar.querySelector(".unsaved");
  const state = () => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const first = state();
  const kept = form.dataset.edit === "kept";
  let leaving = false;
  const changes = () => {
    const last = state();
    return Object.keys({ ...first, ...last }).filter((name) => (first[name] ?? "") !== (last[name] ?? "")).length;
  };
  const tell = () => {
    const many = changes() + (kept ? 1 : 0);
    bar.classList.toggle("dirty", many > 0);
    words.textContent = kept || !many ? words.dataset.some
      : many === 1 ? words.dataset.one : words.dataset.many.replace("{n}", many);
  };
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("beforeunload", (event) => { if (!leaving && changes()) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") bar.querySelector("[data-save]").click();
  });
  const links = [...document.querySelectorAll(".edit nav a")];
  const watch = new IntersectionObserver((seen) => {
    const top = seen.find((each) => each.isIntersecting);
    if (top) links.forEach((link) => link.classList.toggle("on", link.hash === `#${top.target.id}`));
  }, { rootMargin: "-5% 0px -75% 0px" });
  form.querySelectorAll("fieldset[id]").forEach((section) => watch.observe(section));
  tell();
})();
