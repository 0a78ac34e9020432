// Ctrl+K: records and screens by a few letters. Everything in it is asked of the server, under the reader's scope.
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const [field, found] = [dialog.querySelector("input"), dialog.querySelector(".found")];
  let asked = 0;
  let timer = 0;
  const part = (tag, css, text) => Object.assign(document.createElement(tag), { className: css, textContent: text || "" });
  const row = (item, index) => {
    const link = part("a", "o");
    link.href = item.href;
    link.id = `palette-${index}`;
    link.setAttribute("role", "option");
    if (item.letters) link.append(part("span", `av av-sq hue-${item.hue}`, item.letters));
    link.append(part("span", "med", item.text));
    if (item.more) link.append(part("span", "mut", item.more));
    return link;
  };
  const rows = () => [...found.querySelectorAll(".o")];
  const choose = (step) => {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((each) => each.classList.contains("on"));
    const next = all[(now + step + all.length) % all.length];
    all.forEach((each) => { each.classList.toggle("on", each === next); each.setAttribute("aria-selected", String(each === next)); });
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  };
  const draw = (groups) => {
    let index = 0;
    found.replaceChildren(...groups.flatMap((group) => {
      const box = part("div", "");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", group.label);
      box.append(part("h3", "", group.label), ...group.items.map((item) => row(item, index++)));
      return [box];
    }));
    if (!index) found.append(part("p", "none", dialog.dataset.none));
    choose(1);
  };
  const ask = async () => {
    const mine = ++asked;
    const answer = await fetch(`${dialog.dataset.from}?q=${encodeURIComponent(field.value)}`);
    const told = answer.ok && answer.headers.get("Content-Type").includes("json");
    if (mine === asked && told) draw((await answer.json()).groups);
  };
  const open = () => { if (!dialog.open) { dialog.showModal(); field.select(); ask(); } };
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) open();
    else if (event.target === dialog) dialog.close();
  });
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(step); }
    if (event.key === "Enter") { event.preventDefault(); found.querySelector(".o.on")?.click(); }
  });
})();
