// The checkout on one page: after an answer the focus goes to what is to do next, a choice that
// changes the sums is sent at once, and times are the reader's own.

import { followAttributes } from "./updates.js";

let step = document.getElementById("checkout")?.dataset.step;

function showLocalTimes() {
  for (const time of document.querySelectorAll("time[data-local-time]")) {
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }).format(new Date(time.dateTime));
    delete time.dataset.localTime;
  }
}

function goOn() {
  const checkout = document.getElementById("checkout");
  if (!checkout) return;
  const wrong = checkout.querySelector(":is(input, select, textarea)[aria-invalid=true]");
  if (wrong) wrong.focus();
  else if (checkout.dataset.step !== step) checkout.querySelector("[data-focus]")?.focus();
  step = checkout.dataset.step;
}

document.addEventListener("htmx:after:swap", () => {
  followAttributes("#checkout");
  showLocalTimes();
  goOn();
});

// The form's own button for it, which is there for those without scripts.
document.addEventListener("change", (event) => {
  if (!event.target.matches("#checkout [data-look]")) return;
  const { selectedOptions } = event.target;
  if (selectedOptions?.[0]?.defaultSelected) return;
  const button = event.target.form.querySelector("[name=look]");
  if (button) event.target.form.requestSubmit(button);
});

// One order for one click, however often it is clicked; the server makes sure of it anyway.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-once]");
  if (!form) return;
  if (form.ariaBusy === "true") event.preventDefault();
  form.ariaBusy = "true";
});

// A page out of the browser's memory may show a basket that is ordered by now.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

showLocalTimes();
