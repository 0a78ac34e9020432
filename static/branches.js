// A tree in a table: arrows walk along the names, left and right hide and show what is below.
(() => {
  const table = document.querySelector("table.branches");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const level = (row) => Number(row.getAttribute("aria-level"));
  const isOpen = (row) => row.getAttribute("aria-expanded") === "true";
  const draw = () => {
    let hiddenBelow = Infinity;
    rows.forEach((row) => {
      row.hidden = level(row) > hiddenBelow;
      if (!row.hidden) hiddenBelow = row.getAttribute("aria-expanded") === "false" ? level(row) : Infinity;
    });
  };
  const fold = (row, open) => {
    if (!row.hasAttribute("aria-expanded")) return;
    row.setAttribute("aria-expanded", String(open));
    draw();
  };
  const go = (row) => row && row.querySelector("a.name").focus();
  const beside = (row, by) => {
    const shown = rows.filter((each) => !each.hidden);
    return shown[shown.indexOf(row) + by];
  };
  const above = (row) => rows.slice(0, rows.indexOf(row)).reverse().find((each) => level(each) < level(row));
  const keys = {
    ArrowDown: (row) => go(beside(row, 1)),
    ArrowUp: (row) => go(beside(row, -1)),
    ArrowRight: (row) => (isOpen(row) || !row.hasAttribute("aria-expanded") ? go(beside(row, 1)) : fold(row, true)),
    ArrowLeft: (row) => (isOpen(row) ? fold(row, false) : go(above(row))),
    Home: () => go(rows[0]),
    End: () => go(rows.filter((row) => !row.hidden).at(-1)),
  };
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button.fold");
    if (button) fold(button.closest("tr"), !isOpen(button.closest("tr")));
  });
  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row || !keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key](row);
  });
})();
