// Entries are dragged to their place; the buttons beside them do the same by keyboard, and without this script.
(() => {
  const rows = document.querySelector("[data-arranged]");
  if (!rows) return;
  let dragged = null;
  rows.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("tr");
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
  });
  rows.addEventListener("dragover", (event) => {
    const over = event.target.closest("tr");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const box = over.getBoundingClientRect();
    over[event.clientY > box.top + box.height / 2 ? "after" : "before"](dragged);
  });
  rows.addEventListener("drop", (event) => event.preventDefault());
  rows.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    const [form, at] = [dragged.querySelector("form"), document.createElement("input")];
    Object.assign(at, { type: "hidden", name: "at", value: String([...rows.children].indexOf(dragged) + 1) });
    form.append(at);
    form.submit();
  });
})();
