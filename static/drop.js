// Files dropped on a form that says data-drop are sent with it; chosen ones are sent at once.
(() => {
  const form = (event) => event.target.closest?.("[data-drop]");
  const send = (to) => { to.classList.add("busy"); to.requestSubmit(); };
  addEventListener("dragover", (event) => {
    const to = form(event);
    document.querySelectorAll("[data-drop].over").forEach((each) => each !== to && each.classList.remove("over"));
    if (!to || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    to.classList.add("over");
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) form(event)?.classList.remove("over"); });
  addEventListener("drop", (event) => {
    const to = form(event);
    if (!to || !event.dataTransfer.files.length) return;
    event.preventDefault();
    to.classList.remove("over");
    to.querySelector("input[type=file]").files = event.dataTransfer.files;
    send(to);
  });
  document.addEventListener("change", (event) => {
    const to = form(event);
    if (to && event.target.type === "file" && event.target.files.length) send(to);
  });
})();
