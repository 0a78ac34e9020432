// Light or dark: what was chosen is kept in a cookie and drawn by the server; who has not chosen gets the machine's.
(() => {
  const root = document.documentElement;
  const keep = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`; };
  if (root.dataset.bsTheme === "auto") {
    root.dataset.bsTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  addEventListener("click", (event) => {
    if (event.target.closest("[data-switch=theme]")) {
      root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
      keep("theme", root.dataset.bsTheme);
    }
    const height = event.target.closest("[data-density-to]");
    if (height) {
      root.dataset.density = height.dataset.densityTo;
      keep("density", root.dataset.density);
      document.querySelectorAll("[data-density-to]").forEach((each) => each.classList.toggle("on", each === height));
    }
  });
})();
