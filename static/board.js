// The board: cards are dragged (SortableJS), or moved from a menu that M opens; each move asks the server and shows its answer.
(() => {
  const menu = document.getElementById("move");
  const part = () => document.getElementById("board");
  const told = () => document.getElementById("board-told");
  const isNarrow = matchMedia("(max-width: 639px)");
  let card = null;

  const send = (id, values) => {
    const { move, address, lost } = part().dataset;
    const wish = { ...values, csrf_token: menu.dataset.token };
    const asked = htmx.ajax("POST", move + id + location.search, { target: "#board", swap: "outerHTML", values: wish });
    const fail = () => { htmx.ajax("GET", address + location.search, { target: "#board", swap: "outerHTML" }); say(lost); };
    part().addEventListener("htmx:sendError", () => say(lost), { once: true });
    part().addEventListener("htmx:responseError", fail, { once: true });
    return asked;
  };
  const say = (words) => {
    const toast = document.createElement("div");
    toast.className = "toast-t bad";
    toast.textContent = words;
    told().replaceChildren(toast);
    leave(toast);
  };
  const leave = (toast) => {
    let wait = setTimeout(() => toast.remove(), 6000);
    const hold = () => clearTimeout(wait);
    const go = () => { hold(); wait = setTimeout(() => toast.remove(), 3000); };
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", go);
    toast.addEventListener("focusout", go);
  };

  // Dragging ------------------------------------------------------------------------------------------------------
  const drag = () => {
    if (!part()?.dataset.moves || isNarrow.matches) return;
    for (const lane of part().querySelectorAll(".cards")) {
      Sortable.create(lane, {
        group: "board", draggable: ".deal", sort: false, animation: 120, forceFallback: true, fallbackTolerance: 5,
        fallbackOnBody: true, filter: ".more, .note", preventOnFilter: false, delay: 120, delayOnTouchOnly: true,
        onStart: () => { document.body.classList.add("moving"); close(); },
        onMove: (event) => {
          part().querySelectorAll(".target").forEach((each) => each.classList.remove("target"));
          if (event.to !== event.from) event.to.classList.add("target");
          return event.to.dataset.lane !== "OPEN";
        },
        onEnd: (event) => {
          document.body.classList.remove("moving");
          part().querySelectorAll(".target").forEach((each) => each.classList.remove("target"));
          if (event.to !== event.from) send(event.item.dataset.id, { to: event.to.dataset.lane, version: event.item.dataset.version });
        },
      });
    }
  };

  // The menu ------------------------------------------------------------------------------------------------------
  const close = (back) => {
    if (!menu || menu.hidden) return;
    menu.hidden = true;
    if (back && card) card.querySelector(".t a").focus();
  };
  const open = (of) => {
    card = of;
    const { id, lane } = card.dataset;
    menu.querySelector("[data-title]").textContent = card.querySelector(".t a").textContent;
    menu.querySelectorAll("[data-for]").forEach((each) => { each.hidden = (each.dataset.for === "given") !== (lane === "OPEN"); });
    menu.querySelectorAll("[data-to]").forEach((each) => {
      each.disabled = each.dataset.to === lane || lane === "WON";
      each.querySelector(".tick").hidden = each.dataset.to !== lane;
    });
    const base = part().dataset.move.replace(/move\/$/, "");
    menu.querySelectorAll("[data-step]").forEach((each) => {
      each.href = `${base}step/${each.dataset.step}/${id}`;
      each.hidden = lane === "WON" || (lane === "OPEN" && ["win", "estimate"].includes(each.dataset.step));
    });
    menu.querySelector("[data-show]").href = `${base}show/${id}`;
    menu.hidden = false;
    const at = card.getBoundingClientRect();
    menu.style.left = `${Math.max(8, Math.min(at.right - menu.offsetWidth, innerWidth - menu.offsetWidth - 8))}px`;
    menu.style.top = `${Math.max(8, Math.min(at.top + 32, innerHeight - menu.offsetHeight - 8))}px`;
    menu.querySelector("[data-for]:not([hidden]) .it:not([disabled]), a.it:not([hidden])")?.focus();
  };
  const chosen = (wish) => {
    const { id, version } = card.dataset;
    close();
    send(id, { ...wish, version });
  };
  document.addEventListener("click", (event) => {
    const more = event.target.closest(".deal .more");
    if (more) { open(more.closest(".deal")); return; }
    const undo = event.target.closest("[data-undo]");
    if (undo) { send(undo.dataset.undo, JSON.parse(undo.dataset.wish)); told().replaceChildren(); return; }
    const to = event.target.closest("#move [data-to]");
    if (to) { chosen({ to: to.dataset.to }); return; }
    const person = event.target.closest("#move [data-person]");
    if (person) { chosen({ person: person.dataset.person }); return; }
    if (!event.target.closest("#move")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (menu && !menu.hidden) { walk(event); return; }
    if (!menu || event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== "m") return;
    const focused = document.activeElement?.closest?.(".deal");
    const of = focused || (document.activeElement === document.body ? part().querySelector(".deal:hover") : null);
    if (of) { event.preventDefault(); open(of); }
  });
  const walk = (event) => {
    if (event.key === "Escape") { event.preventDefault(); close(true); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const each = [...menu.querySelectorAll(".it:not([disabled])")].filter((one) => one.offsetParent);
    if (step) {
      event.preventDefault();
      each[(each.indexOf(document.activeElement) + step + each.length) % each.length].focus();
    } else if (event.key === "Tab") close();
  };

  // What came of it ------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "board" && event.detail.elt?.id !== "board") return;
    drag();
    told().querySelectorAll(".toast-t").forEach(leave);
    const moved = part().dataset.told && document.getElementById(`deal-${part().dataset.told}`);
    if (moved) {
      moved.querySelector(".t a").focus({ preventScroll: true });
      moved.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  });
  drag();
})();
