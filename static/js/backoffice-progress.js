/* How far something is that a worker does: the part of the page is read anew until it says that it is done. */
const PAUSE = 1500;

async function follow(part) {
  while (part.isConnected && !part.hasAttribute("data-done")) {
    await new Promise((resolve) => { window.setTimeout(resolve, PAUSE); });
    if (document.hidden) continue;
    try {
      const answer = await fetch(part.dataset.progress, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-progress]");
      if (!now) return;
      for (const selector of ["[role=status]", "progress"]) {
        part.querySelector(selector).replaceWith(now.querySelector(selector));
      }
      if (now.hasAttribute("data-done")) {
        part.querySelector("form")?.remove();
        part.setAttribute("data-done", "");
      }
    } catch { /* the network is away: tried again */ }
  }
}

document.querySelectorAll("[data-progress]").forEach(follow);
