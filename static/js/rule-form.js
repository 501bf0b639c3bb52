/* The form of a rule: a button or a choice that changes its parts sends the form and puts what comes back in its
   place, so that nothing typed is lost. Without this script the same buttons load the page anew. */

const form = document.querySelector("[data-rule-form]");
const body = document.querySelector("[data-rule-body]");
const status = document.querySelector("[data-rule-status]");
let asked = 0;

function tell(what) {
  if (status) {
    status.textContent = status.dataset[what];
  }
}

function focusPlace(place, former) {
  const part = place && body.querySelector(`[data-place="${CSS.escape(place)}"]`);
  const kept = former && document.getElementById(former);
  const target = kept || (part && part.querySelector("select, input:not([type=hidden]), textarea, button"));
  if (target) {
    target.focus();
  }
}

async function update(op, former) {
  const number = ++asked;
  const data = new FormData(form);
  data.set("op", op);
  tell("busy");
  let answer;
  try {
    answer = await fetch(form.action || window.location.href, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "rule-form" },
      credentials: "same-origin",
    });
  } catch {
    tell("failed");
    return;
  }
  if (!answer.ok || answer.redirected) {
    tell("failed");
    return;
  }
  const html = await answer.text();
  if (number !== asked) {
    return;
  }
  body.innerHTML = html;
  const place = body.querySelector("[data-rule-place]");
  focusPlace(place ? place.dataset.rulePlace : "", former);
  tell("done");
}

if (form && body) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.name === "op" && button.value !== "save") {
      event.preventDefault();
      update(button.value, "");
    }
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-refresh]")) {
      const part = event.target.closest("[data-place]");
      update(`refresh:${part ? part.dataset.place : ""}`, event.target.id);
    }
  });
  // Enter in a field saves; it does not press the first button of the form.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([type=checkbox])")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[value=save]"));
    }
  });
  const notice = body.querySelector("[data-focus]");
  if (notice) {
    notice.focus();
  }
}
