/* The scan field of a shipment: each code is counted without leaving the page, with a beep that tells good from bad.
   Codes that come while one is being counted wait their turn. Without this script the form is simply sent. */
const page = document.querySelector("[data-scanning]");
const form = page?.querySelector("[data-scan]");

if (form) {
  const field = form.elements.code;
  const said = form.querySelector("[data-scan-result]");
  const waiting = [];
  const LATE = `scans ${window.location.pathname}`;
  let sound = null;
  let isBusy = false;
  let isLeaving = false;

  function newKey() {
    return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  }

  function beep(isGood) {
    sound ??= new AudioContext();
    sound.resume();
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = isGood ? 1320 : 220;
    tone.type = isGood ? "sine" : "square";
    volume.gain.value = 0.15;
    tone.connect(volume).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + (isGood ? 0.09 : 0.35));
  }

  function tell(message, isGood) {
    said.textContent = message;
    said.classList.toggle("good", isGood);
    said.classList.toggle("bad", !isGood);
    try {
      beep(isGood);
    } catch {
      // A device without sound still shows the words.
    }
  }

  function show(result) {
    tell(result.message, Boolean(result.is_good));
    const contents = result.parcel_id && page.querySelector(`[data-contents="${result.parcel_id}"]`);
    if (contents) {
      contents.textContent = result.contents;
    }
    const row = result.line_id && page.querySelector(`[data-line="${result.line_id}"]`);
    if (!row || !result.is_good) {
      return;
    }
    row.querySelector("[data-counted]").textContent = result.counted;
    const isDone = result.counted === result.wanted;
    row.classList.toggle("is-done", isDone);
    row.querySelector("[data-all]")?.toggleAttribute("hidden", isDone);
    const sum = form.querySelector("[data-scan-counted]");
    sum.textContent = Number(form.querySelector("[data-scan-wanted]").textContent) - result.left;
    if (result.outcome === "done") {
      // The page has another step by now; codes that come until it is there are counted then.
      isLeaving = true;
      sessionStorage.setItem(LATE, JSON.stringify(waiting.splice(1)));
      window.setTimeout(() => window.location.reload(), 600);
    }
  }

  async function send({ code, key }) {
    const body = new FormData(form);
    body.set("code", code);
    body.set("key", key);
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  }

  async function work() {
    if (isBusy) {
      return;
    }
    isBusy = true;
    while (waiting.length) {
      const reading = waiting[0];
      try {
        show(await send(reading));
        waiting.shift();
      } catch {
        // The same key again counts nothing twice.
        tell(form.dataset.offline, false);
        field.value ||= reading.code;
        form.elements.key.value = reading.key;
        waiting.length = 0;
      }
    }
    isBusy = false;
  }

  form.addEventListener("submit", (event) => {
    const code = field.value.trim();
    event.preventDefault();
    field.value = "";
    field.focus();
    if (code) {
      const reading = { code, key: form.elements.key.value };
      form.elements.key.value = newKey();
      if (isLeaving) {
        const late = JSON.parse(sessionStorage.getItem(LATE) ?? "[]");
        sessionStorage.setItem(LATE, JSON.stringify([...late, reading]));
        return;
      }
      waiting.push(reading);
      work();
    }
  });
  field.focus();
  waiting.push(...JSON.parse(sessionStorage.getItem(LATE) ?? "[]"));
  sessionStorage.removeItem(LATE);
  work();
}
