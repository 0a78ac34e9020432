// A form that says data-ask is sent after a second yes.
(() => {
  const dialog = document.getElementById("ask");
  if (!dialog) return;
  let asked = null;
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.ask || form === asked) return;
    event.preventDefault();
    dialog.querySelector("h2").textContent = form.dataset.ask;
    dialog.querySelector("p").textContent = form.dataset.askMore || "";
    const yes = dialog.querySelector("[data-yes]");
    yes.textContent = form.dataset.askYes;
    yes.onclick = () => { asked = form; dialog.close(); form.requestSubmit(); };
    dialog.showModal();
  });
  dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
})();
