/* A lead by hand: whom we know already by what is typed, listed above the buttons. */

(() => {
  const PAUSE = 300;
  const FIELDS = { email: "email", phone: "phone", name: "name", company_name: "company" };

  function start(form) {
    const box = form.querySelector("[data-found]");
    const list = form.querySelector("[data-found-list]");
    const colleagues = form.querySelector("[data-colleagues]");
    const status = form.querySelector("[data-found-status]");
    let timer = 0, asking = null;

    const row = ({ name, note, url, is_same: isSame }) => {
      const link = Object.assign(document.createElement("a"), { href: url, textContent: name, target: "_blank" });
      link.rel = "noopener";
      const words = Object.assign(document.createElement("span"), { textContent: ` ${note}`, className: "muted small" });
      const item = document.createElement("li");
      if (isSame) {
        const same = document.createElement("strong");
        same.append(link);
        item.append(same, words);
      } else item.append(link, words);
      return item;
    };
    const show = ({ results, is_colleagues: isColleagues }) => {
      const was = box.hidden;
      list.replaceChildren(...results.map(row));
      colleagues.hidden = !isColleagues;
      box.hidden = !results.length && !isColleagues;
      if (was !== box.hidden) status.textContent = box.hidden ? "" : status.dataset.words;
    };
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const typed = new URLSearchParams();
      for (const [field, name] of Object.entries(FIELDS)) typed.set(name, form.elements[field]?.value ?? "");
      try {
        const answer = await fetch(`${form.dataset.leadDuplicates}?${typed}`, { signal: asking.signal });
        if (answer.ok) show(await answer.json());
      } catch (error) {
        if (error.name !== "AbortError") box.hidden = true;
      }
    };
    form.addEventListener("input", (event) => {
      if (!(event.target.name in FIELDS)) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE);
    });
    if (form.elements.email?.value || form.elements.phone?.value) ask();
  }

  document.querySelectorAll("[data-lead-duplicates]").forEach(start);
})();
