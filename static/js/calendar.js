/* The calendar: an activity is dragged to another day, held a moment by a finger first, or moved by Alt with an arrow
   key. All of it sends the form of the page; without this, the page of an activity has the same form. */
const calendar = document.querySelector("[data-calendar]");
const form = document.querySelector("[data-calendar-form]");
const said = document.querySelector("[data-calendar-said]");
const THRESHOLD = 6; // a mouse that moved less has clicked
const HOLD = 350; // so long a finger rests before it drags: shorter, and it scrolls
const DAY = 86_400_000;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const FOCUS = "kiln-calendar-focus";
let held = null;

const dayOf = (node) => node?.closest?.("[data-day]");

function send(item, day) {
  said.textContent = said.dataset.moving;
  window.sessionStorage.setItem(FOCUS, item.dataset.move);
  form.action = item.dataset.move;
  form.elements.day.value = day;
  form.requestSubmit();
}

function pickUp(event) {
  const { item } = held;
  const box = item.getBoundingClientRect();
  const ghost = item.cloneNode(true);
  ghost.classList.add("is-held");
  ghost.removeAttribute("data-move");
  ghost.setAttribute("aria-hidden", "true");
  ghost.inert = true;
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  item.classList.add("is-lifted");
  Object.assign(held, { ghost, dx: event.clientX - box.left, dy: event.clientY - box.top });
}

function follow(event) {
  held.ghost.style.transform = `translate(${event.clientX - held.dx}px, ${event.clientY - held.dy}px)`;
  const over = dayOf(document.elementFromPoint(event.clientX, event.clientY));
  if (over !== held.over) {
    held.over?.classList.remove("is-over");
    over?.classList.add("is-over");
    held.over = over;
  }
}

function letGo(isDropped) {
  clearTimeout(held.timer);
  const { item, ghost, over } = held;
  held = null;
  if (!ghost) {
    return;
  }
  ghost.remove();
  item.classList.remove("is-lifted");
  over?.classList.remove("is-over");
  if (isDropped && over && over !== dayOf(item)) {
    send(item, over.dataset.day);
  }
}

function onDown(event) {
  const item = event.target.closest("[data-move]");
  if (!item || event.button) {
    return;
  }
  held = { item, x: event.clientX, y: event.clientY, isTouch: event.pointerType !== "mouse" };
  if (held.isTouch) {
    held.timer = setTimeout(() => { pickUp(event); }, HOLD);
  }
}

function onMove(event) {
  if (!held) {
    return;
  }
  const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > THRESHOLD;
  if (!held.ghost && far && held.isTouch) {
    letGo(false); // it scrolls
  } else if (!held.ghost && far) {
    pickUp(event);
  }
  if (held?.ghost) {
    event.preventDefault();
    follow(event);
  }
}

if (calendar && form) {
  calendar.addEventListener("pointerdown", onDown);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", () => {
    if (held?.ghost) {
      const stop = (event) => { event.preventDefault(); event.stopPropagation(); }; // a drag is no click
      window.addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => { window.removeEventListener("click", stop, { capture: true }); }, 0);
    }
    if (held) {
      letGo(true);
    }
  });
  document.addEventListener("pointercancel", () => { if (held) { letGo(false); } });
  document.addEventListener("touchmove", (event) => { if (held?.ghost) { event.preventDefault(); } }, { passive: false });
  calendar.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-move]");
    if (item && event.altKey && event.key in STEPS) {
      event.preventDefault();
      const day = new Date(`${dayOf(item).dataset.day}T00:00:00Z`);
      send(item, new Date(day.getTime() + STEPS[event.key] * DAY).toISOString().slice(0, 10));
    } else if (event.key === "Escape" && held) {
      letGo(false);
    }
  });
  const moved = window.sessionStorage.getItem(FOCUS);
  window.sessionStorage.removeItem(FOCUS);
  calendar.querySelector(`[data-move="${CSS.escape(moved || "")}"] a`)?.focus();
}
