// Keeps a draft while it is typed: a pause after a change, and the form is sent as by its "save" button.
// Without this the button does it.

const PAUSE = 1500;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-autosave-status]");
  let timer = 0, sending = false, isLeaving = false;

  const save = async () => {
    if (sending || isLeaving) return;
    sending = true;
    const data = new FormData(form);
    data.set("do", "save");
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: data, headers: { "X-Requested-With": "fetch" },
      });
      if (answer.ok && answer.headers.get("content-type")?.startsWith("application/json")) {
        const { url } = await answer.json();
        form.action = url;
        if (!isLeaving) history.replaceState(null, "", url);
        status.textContent = form.dataset.saved;
      }
    } catch {
      status.textContent = ""; // offline: the button still tells
    } finally {
      sending = false;
    }
  };

  form.addEventListener("input", () => {
    status.textContent = "";
    window.clearTimeout(timer);
    timer = window.setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    window.clearTimeout(timer);
    isLeaving = true;
    if (!sending) return;
    // The draft that is being made has an address of its own: sent to the old one, there would be two.
    event.preventDefault();
    const button = event.submitter;
    while (sending) await new Promise((done) => { window.setTimeout(done, 50); });
    form.requestSubmit(button);
  });
}
