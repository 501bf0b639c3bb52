/* The page of a promotion: only the fields that its template needs, and what it does in words as one types. Without
   this script all fields stand there, and the server passes over those that do not count. */

const form = document.querySelector("[data-promotion-form]")?.closest("form");
const rules = JSON.parse(document.getElementById("promotion-rules")?.textContent ?? "{}");

const valueOf = (name) => form.elements.namedItem(name)?.value ?? "";
const OTHERS = {
  goods_collection: () => valueOf("goods") === "collection",
  goods_products: () => valueOf("goods") === "products",
  code: () => valueOf("access") === "code",
  holdout_percent: () => valueOf("access") === "automatic",
};

function arrange() {
  for (const wrapper of form.querySelectorAll("[data-promotion-field]")) {
    const name = wrapper.dataset.promotionField;
    const counts = rules[name] ? rules[name].includes(valueOf("template")) : OTHERS[name]?.() ?? true;
    wrapper.hidden = !counts && !wrapper.querySelector(".error-message");
  }
}

const sentence = form?.querySelector("[data-sentence]");
let timer = 0, asking = null;

async function tell() {
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(sentence.dataset.url, {
      method: "POST", body: new FormData(form), signal: asking.signal, headers: { Accept: "text/plain" },
    });
    if (answer.ok) sentence.textContent = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function changed() {
  arrange();
  window.clearTimeout(timer);
  timer = window.setTimeout(tell, 300);
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  arrange();
}
