// A heart keeps a product on the wish list in place. Who has to log in first, or has no script, sends the form.

async function send(button, form) {
  const body = new FormData(form);
  if (button.name) body.append(button.name, button.value);
  const answer = await fetch(button.formAction, {
    method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function show(button, { is_wished: isWished, label }) {
  if (isWished) {
    button.name = "remove";
    button.value = "1";
  } else {
    button.removeAttribute("name");
    button.removeAttribute("value");
  }
  button.setAttribute("aria-label", label);
}

export function setUpHearts(root) {
  const sent = new WeakSet();
  root.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-heart]");
    const form = button?.form;
    if (!form || sent.has(button)) return;
    event.preventDefault();
    sent.add(button);
    form.elements.next.value = window.location.pathname + window.location.search;
    try {
      const answer = await send(button, form);
      show(button, answer);
      const region = document.getElementById("announcer");
      if (region) region.textContent = answer.words;
    } catch {
      button.click(); // still marked as sent: the form goes the usual way, to the log-in
    } finally {
      sent.delete(button);
    }
  });
}
