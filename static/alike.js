// A form warns, beside the field, when there is one already with this name, telephone or e-mail; it hinders nobody.
(() => {
  const form = document.querySelector("form[data-alike]");
  if (!form) return;
  const compared = form.dataset.compared.split(" ");
  const sheet = form.querySelector(".i use")?.getAttribute("href")?.split("#")[0];
  const clear = (box) => box.querySelectorAll(".msg.alike").forEach((each) => each.remove());
  const warn = (box, input, found) => {
    clear(box);
    if (!found.length || input.getAttribute("aria-invalid")) return;
    const words = document.createElement("span");
    words.append(`${input.name === "name" ? form.dataset.like : form.dataset.also} `);
    found.forEach((each, place) => {
      const link = Object.assign(document.createElement("a"), { href: each.href, textContent: each.name, target: "_blank", rel: "noopener", className: "in" });
      words.append(place ? ", " : "", each.href ? link : each.name);
    });
    const line = Object.assign(document.createElement("div"), { className: "msg warn alike" });
    line.setAttribute("role", "status");
    if (sheet) {
      const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
      use.setAttribute("href", `${sheet}#copy`);
      drawn.setAttribute("class", "i");
      drawn.setAttribute("aria-hidden", "true");
      drawn.append(use);
      line.append(drawn);
    }
    line.append(words);
    box.append(line);
  };
  form.addEventListener("change", async (event) => {
    const input = event.target;
    const box = input.closest?.(".fld");
    if (!box || !compared.includes(input.name)) return;
    if (!input.value.trim()) return clear(box);
    const asked = new URLSearchParams({ field: input.name, value: input.value, id: form.dataset.id });
    const answer = await fetch(`${form.dataset.alike}?${asked}`, { headers: { Accept: "application/json" } });
    if (answer.ok) warn(box, input, (await answer.json()).found);
  });
})();
