// The dispatch board: a request is dragged to an agent and a time, or sent by keyboard: M opens the form for it.
(() => {
  const QUARTER = 15 * 60;
  const FAR = 5;
  const board = () => document.getElementById("board");
  const who = () => document.getElementById("who");
  // The addresses of the board keep its day, its mode and its order behind the question mark.
  const address = (base, id, more = {}) => {
    const [path, said = ""] = base.split("?");
    const query = new URLSearchParams(said);
    Object.entries(more).forEach(([name, value]) => query.set(name, value));
    return `${path}${id}${query.size ? `?${query}` : ""}`;
  };
  const ask = (id, more) =>
    htmx.ajax("GET", address(board().dataset.who, id, more), { source: board(), target: "#who", swap: "innerHTML" });
  const mark = (id) => {
    board().querySelectorAll(".job.on, .ev.on").forEach((each) => each.classList.remove("on"));
    board().querySelectorAll(`[data-id="${id}"]`).forEach((each) => each.classList.add("on"));
  };
  const choose = (card, more) => {
    mark(card.dataset.id);
    board().classList.add("choosing");
    return ask(card.dataset.id, more);
  };
  const writing = () => document.querySelector("#who .send");
  const toForm = (field) => {
    document.querySelector("#who .other")?.setAttribute("open", "");
    const asked = writing()?.querySelector(field) ?? writing()?.querySelector("select, input:not([type=hidden])");
    asked?.scrollIntoView({ block: "center" });
    asked?.focus();
  };

  // Dragging ---------------------------------------------------------------------------------------------------------
  let drag = null;
  const clock = () => {
    const shown = { hour: "numeric", minute: "2-digit", timeZone: board().dataset.zone };
    return new Intl.DateTimeFormat(document.documentElement.lang, shown);
  };
  const lift = (event) => {
    const { card } = drag;
    const ghost = document.createElement("div");
    ghost.className = "job drag";
    ghost.innerHTML = card.classList.contains("job") ? card.innerHTML : "";
    if (!ghost.innerHTML) ghost.append(Object.assign(document.createElement("span"), { className: "t", textContent: card.title }));
    const aim = Object.assign(document.createElement("span"), { className: "m aim" });
    ghost.append(aim);
    document.body.append(ghost);
    const place = document.createElement("li");
    place.innerHTML = '<span class="ev ev-new"></span>';
    card.classList.add("gone");
    Object.assign(drag, { ghost, aim, place, lifted: true });
    card.setPointerCapture?.(event.pointerId);
  };
  const move = (event) => {
    const { ghost, aim, place } = drag;
    ghost.style.left = `${event.clientX + 8}px`;
    ghost.style.top = `${event.clientY + 10}px`;
    const track = document.elementFromPoint(event.clientX, event.clientY)?.closest(".track");
    board().querySelectorAll(".track.over").forEach((each) => each.classList.toggle("over", each === track));
    drag.wish = null;
    if (!track) { place.remove(); aim.textContent = ""; return; }
    track.classList.add("over");
    const edge = track.getBoundingClientRect();
    const slots = Number(board().dataset.slots);
    const slot = Math.max(0, Math.min(slots - 1, Math.floor(((event.clientX - edge.left) / edge.width) * slots)));
    const minutes = Number(drag.card.dataset.minutes);
    const at = Number(board().dataset.begin) + slot * QUARTER;
    place.className = `at-${slot} for-${Math.max(1, Math.min(slots - slot, Math.ceil(minutes / 15)))}`;
    track.querySelector(".bars").append(place);
    const form = clock();
    aim.textContent = `→ ${track.dataset.name}, ${form.format(at * 1000)}–${form.format((at + minutes * 60) * 1000)}`;
    drag.wish = { to: track.dataset.agent, at, minutes };
  };
  const drop = () => {
    if (!drag) return;
    const { card, ghost, place } = drag;
    ghost?.remove();
    place?.remove();
    card.classList.remove("gone");
    board().querySelectorAll(".track.over").forEach((each) => each.classList.remove("over"));
    drag = null;
  };
  const send = (card, wish) => {
    if (card.dataset.has && card.dataset.has !== wish.to) {
      choose(card, { to: wish.to, at: wish.at }).then(() => toForm("[name=reason]")); // it has somebody: say why
      return;
    }
    card.classList.add("gone");
    const day = new URLSearchParams(location.search).get("day") ?? "";
    const values = { ...wish, day, version: card.dataset.version };
    htmx.ajax("POST", address(board().dataset.send, card.dataset.id), { source: board(), target: "#board", swap: "outerHTML", values });
  };
  addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.("#board .job, #board .track .ev");
    if (!card || event.button !== 0 || event.pointerType === "touch" || !board().querySelector(".track")) return;
    drag = { card, x: event.clientX, y: event.clientY };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.lifted && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    if (!drag.lifted) lift(event);
    event.preventDefault();
    move(event);
  });
  let dropped = false;
  addEventListener("pointerup", () => {
    if (!drag) return;
    const { card, wish, lifted } = drag;
    drop();
    dropped = Boolean(lifted);
    setTimeout(() => { dropped = false; });
    if (lifted && wish) send(card, wish);
  });
  addEventListener("pointercancel", drop);
  addEventListener("dragstart", (event) => { if (event.target.closest?.("#board")) event.preventDefault(); });

  // Choosing and sending without a mouse -----------------------------------------------------------------------------
  addEventListener("click", (event) => {
    const card = event.target.closest?.("#board .job, #board .ev, #board .plain .name");
    if (dropped) { event.preventDefault(); event.stopPropagation(); return; }
    if (event.target.closest?.("#board [data-shut]")) {
      event.preventDefault();
      board().classList.remove("choosing");
      board().querySelector(".job.on, .ev.on")?.focus();
    }
    if (!card?.dataset.id || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(card);
  }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") { drop(); board()?.classList.remove("choosing"); return; }
    if (event.key !== "m" && event.key !== "M") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select, dialog")) return;
    const card = document.activeElement?.closest?.("#board [data-id]") ?? board()?.querySelector(".job.on, .ev.on, .job");
    if (!card) return;
    event.preventDefault();
    choose(card).then(() => toForm("[name=to]"));
  });

  // What was answered ------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.id !== "board") return;
    const toast = board().querySelector("[data-toast]");
    if (toast) setTimeout(() => toast.remove(), 6000);
    const wrong = board().querySelector("#who [role=alert], #who [aria-invalid]");
    (wrong ?? board().querySelector(".job"))?.scrollIntoView?.({ block: "nearest" });
    if (wrong) { wrong.tabIndex = wrong.tabIndex < 0 ? -1 : wrong.tabIndex; wrong.focus(); }
    else begin();
  });
  const begin = () => {
    const plan = board()?.querySelector(".plan"), line = plan?.querySelector(".now i");
    if (line) plan.scrollLeft += line.getBoundingClientRect().left - plan.getBoundingClientRect().left - plan.clientWidth / 2;
    const first = board()?.querySelector(".job");
    if (first && matchMedia("(min-width: 1200px)").matches && !who().querySelector(".who-in")) {
      mark(first.dataset.id);
      ask(first.dataset.id);
    }
  };
  addEventListener("DOMContentLoaded", begin);
})();
