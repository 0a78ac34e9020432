// A remote select holds one option, the chosen one; the others are asked for as one types.
(() => {
  const part = (tag, css, text) => {
    const made = document.createElement(tag);
    made.className = css;
    if (text) made.textContent = text;
    return made;
  };
  const face = (choice) => part("span", `av av-sq hue-${choice.hue}`, choice.letters);
  const option = (choice) => {
    const [row, words] = [part("div", ""), part("span", "")];
    words.append(part("span", "med", choice.text));
    if (choice.more) words.append(document.createElement("br"), part("span", "xs dim tab", choice.more));
    row.append(face(choice), words);
    return row;
  };
  const item = (choice) => {
    const row = part("div", "");
    if (choice.letters) row.append(face(choice));
    row.append(part("span", "", choice.text));
    return row;
  };
  const start = (select) => new TomSelect(select, {
    valueField: "value", labelField: "text", searchField: [], score: () => () => 1, maxOptions: 30,
    preload: "focus", refreshThrottle: 0, loadThrottle: 200, hideSelected: false, closeAfterSelect: true, dropdownParent: "body",
    allowEmptyOption: false, plugins: select.required ? {} : { clear_button: { title: select.dataset.clear } },
    // Once one is chosen or the field is left the list stays closed, over whatever button comes next, until it is
    // asked for again: what is still on its way opens nothing and takes no focus back.
    onItemAdd() { this.chosen = true; },
    onBlur() { this.chosen = false; },
    onInitialize() {
      const open = this.open.bind(this);
      this.open = () => { if (this.isFocused && !this.chosen) open(); };
      // Coming in is noticed a moment late; by then somebody may have typed, and that is what is asked for.
      this.preload = () => {
        if (!this.preloaded) this.load(this.inputValue());
        this.preloaded = true;
      };
      const again = (event) => { if (event.type !== "keydown" || event.key.startsWith("Arrow")) this.chosen = false; };
      ["pointerdown", "input", "keydown"].forEach((each) => this.control.addEventListener(each, again, true));
    },
    load(query, done) {
      this.clearOptions((choice) => this.items.includes(String(choice.value)));
      const asked = select.dataset.remote;
      this.asking = query;
      fetch(`${asked}${asked.includes("?") ? "&" : "?"}q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } })
        .then((answer) => (answer.ok ? answer.json() : { choices: [] }))
        .then((found) => done(this.asking === query ? found.choices : []), () => done());
    },
    shouldLoad: () => true,
    render: { option, item, no_results: () => part("div", "none", select.dataset.none), loading: () => null },
  });
  const search = (select) => select.classList.remove("form-select") || new TomSelect(select, {
    maxOptions: 600, dropdownParent: "body", render: { no_results: () => part("div", "none", select.dataset.none) },
  });
  const all = (root) => {
    root.querySelectorAll("select[data-remote]:not(.tomselected)").forEach(start);
    root.querySelectorAll("select[data-local]:not(.tomselected)").forEach(search);
  };
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.target));
})();
