// Menus are <details>: a click elsewhere or Escape closes them, only one is open; toasts leave by themselves.
(() => {
  const open = () => document.querySelectorAll("details.menu[open], details.me-menu[open]");
  const close = (but) => open().forEach((menu) => { if (!menu.contains(but)) menu.open = false; });
  addEventListener("click", (event) => {
    close(event.target);
    if (event.target.closest("[data-open-side]")) document.querySelector(".side").classList.toggle("open");
    const secret = event.target.closest("[data-reveal]");
    if (secret) {
      const field = document.getElementById(secret.dataset.reveal);
      field.type = field.type === "password" ? "text" : "password";
      secret.setAttribute("aria-pressed", String(field.type === "text"));
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const [menu] = open();
    close(null);
    menu?.querySelector("summary").focus();
  });
  // What is sent twice in a hurry is sent once.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  document.querySelectorAll(".toast-t").forEach((toast) => {
    let wait = setTimeout(() => toast.remove(), 6000);
    const hold = () => clearTimeout(wait);
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", () => { wait = setTimeout(() => toast.remove(), 3000); });
  });
})();
