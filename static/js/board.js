/* Boards of the back office: a card is moved by mouse, by its handle with a finger, or by its menu. All three
   send the menu's form; the server answers with the columns as they are now. What it refuses goes back. */

const EDGE = 48; // so near to the edge a board scrolls under a dragged card
const STEP = 14;
const THRESHOLD = 6; // a mouse that moved less has clicked

const cardOf = (node) => node.closest("[data-card]");
const columnOf = (node) => node && node.closest("[data-column]");

function say(board, words, refused) {
  const alert = board.querySelector("[data-board-refused]");
  board.querySelector("[data-board-said]").textContent = refused ? "" : words;
  alert.textContent = refused ? words : "";
  alert.hidden = !refused;
}

function showColumns(board, columns) {
  for (const [name, html] of Object.entries(columns)) {
    const column = board.querySelector(`[data-column="${CSS.escape(name)}"]`);
    column.innerHTML = html;
    const count = board.querySelector(`[data-board-count="${CSS.escape(name)}"]`);
    count.textContent = column.querySelector("[data-count]").dataset.count;
  }
}

function focusCard(board, key) {
  const card = board.querySelector(`[data-card="${CSS.escape(key)}"]`);
  const target = card && (card.querySelector("summary") || card.querySelector("a"));
  (target || board.querySelector(".board")).focus({ preventScroll: false });
}

/* Send a move. The card stands where it was put meanwhile; `undo` puts it back. */
async function send(form, to, undo) {
  const board = form.closest("[data-board]");
  const data = new FormData(form);
  const key = data.get("card");
  data.set("to", to);
  board.setAttribute("aria-busy", "true");
  say(board, board.dataset.moving, false);
  let answer = null;
  let response = null;
  try {
    response = await fetch(location.href, { method: "POST", body: data, headers: { Accept: "application/json" } });
    answer = await response.json();
  } catch {
    // Nothing came back, or what is no answer of the board: a page of the door.
  }
  board.removeAttribute("aria-busy");
  if (answer && answer.question) {
    undo();
    say(board, "", false);
    location.assign(answer.question);
    return;
  }
  if (!response || !response.ok || !answer) {
    undo();
    if (answer) {
      showColumns(board, answer.columns);
    }
    const refusal = response && response.status === 403 ? board.dataset.forbidden : board.dataset.lost;
    say(board, answer ? answer.words : refusal, true);
  } else {
    showColumns(board, answer.columns);
    say(board, answer.words, false);
  }
  focusCard(board, key);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-board-form]");
  if (!form || !event.submitter) {
    return;
  }
  event.preventDefault();
  if (!form.closest("[data-board]").hasAttribute("aria-busy")) {
    send(form, event.submitter.value, () => {});
  }
});

/* A card in the hand: where it came from, the ghost that follows the pointer, where it may be put. */
let held = null;

function pickUp(card, event) {
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  ghost.classList.add("is-held");
  ghost.removeAttribute("data-card");
  ghost.setAttribute("aria-hidden", "true");
  ghost.inert = true;
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  card.classList.add("is-lifted");
  const board = card.closest("[data-board]");
  const targets = card.dataset.targets.split("|");
  for (const column of board.querySelectorAll("[data-column]")) {
    column.classList.toggle("may-take", targets.includes(column.dataset.column));
    column.classList.toggle("may-not", !targets.includes(column.dataset.column) && column !== columnOf(card));
  }
  Object.assign(held, { ghost, board, targets, dx: event.clientX - box.left, dy: event.clientY - box.top });
}

function follow(event) {
  held.ghost.style.transform = `translate(${event.clientX - held.dx}px, ${event.clientY - held.dy}px)`;
  const track = held.board.querySelector(".board");
  const box = track.getBoundingClientRect();
  if (event.clientX > box.right - EDGE || event.clientX > innerWidth - EDGE) {
    track.scrollLeft += STEP;
  } else if (event.clientX < box.left + EDGE) {
    track.scrollLeft -= STEP;
  }
  const over = columnOf(document.elementFromPoint(event.clientX, event.clientY));
  for (const column of held.board.querySelectorAll("[data-column]")) {
    column.classList.toggle("is-over", column === over && held.targets.includes(column.dataset.column));
  }
  held.over = over;
}

function letGo(isDropped) {
  const { card, ghost, over, board, targets } = held;
  held = null;
  if (!ghost) {
    return;
  }
  ghost.remove();
  card.classList.remove("is-lifted");
  for (const column of board.querySelectorAll("[data-column]")) {
    column.classList.remove("may-take", "may-not", "is-over");
  }
  const name = over && over.dataset.column;
  if (!isDropped || !name || !targets.includes(name)) {
    return;
  }
  const place = card.nextElementSibling;
  const list = card.parentElement;
  over.querySelector(".board-cards").prepend(card);
  send(card.querySelector("form"), name, () => list.insertBefore(card, place));
}

document.addEventListener("pointerdown", (event) => {
  const card = cardOf(event.target);
  const isHandle = event.target.closest("[data-handle]");
  const isBusy = card && card.closest("[data-board]").hasAttribute("aria-busy");
  if (!card || isBusy || event.button !== 0 || !card.dataset.targets || held) {
    return;
  }
  if (!isHandle && (event.pointerType !== "mouse" || event.target.closest("summary, button, form"))) {
    return;
  }
  held = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY };
  if (isHandle) {
    event.preventDefault();
  }
});

document.addEventListener("pointermove", (event) => {
  if (!held || event.pointerId !== held.pointer) {
    return;
  }
  if (!held.ghost) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < THRESHOLD) {
      return;
    }
    getSelection().removeAllRanges();
    pickUp(held.card, event);
  }
  event.preventDefault();
  follow(event);
});

document.addEventListener("pointerup", (event) => {
  if (held && event.pointerId === held.pointer) {
    const wasDragged = Boolean(held.ghost);
    if (wasDragged) {
      // The click that ends a drag opens nothing.
      const swallow = (click) => { click.preventDefault(); click.stopPropagation(); };
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    }
    letGo(wasDragged);
  }
});

document.addEventListener("pointercancel", () => held && letGo(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held) {
    letGo(false);
  }
});
document.addEventListener("dragstart", (event) => {
  if (cardOf(event.target)) {
    event.preventDefault();
  }
});
document.addEventListener("selectstart", (event) => {
  if (held && held.ghost) {
    event.preventDefault();
  }
});
