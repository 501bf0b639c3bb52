/* The page of an offer: only the fields that its terms need, and what it does in words as one types. Without this
   script all fields stand there, and the server passes over those that do not count. */

const form = document.querySelector("[data-offer-form]")?.closest("form");

const GOODS = ["percentage", "amount", "amount_each", "cheapest_free", "buy_get"];
const WITHOUT_VALUE = ["cheapest_free", "free_delivery", "free_gift", ""];
const PIECES = ["percentage", "amount", "amount_each", "buy_get", "free_gift"];
const TIERED = ["percentage", "amount", "amount_each", "delivery_percentage", "delivery_amount"];

function valueOf(name) {
  const field = form.elements.namedItem(name);
  return field ? field.value ?? "" : "";
}

/* Whether each field counts for what is chosen above it. */
const RULES = {
  benefit_value: () => !WITHOUT_VALUE.includes(valueOf("benefit")) && !isOwn("benefit"),
  gift: () => valueOf("benefit") === "free_gift",
  goods: () => !isOwn("benefit"),
  goods_collection: () => RULES.goods() && valueOf("goods") === "collection",
  goods_products: () => RULES.goods() && valueOf("goods") === "products",
  most_pieces: () => PIECES.includes(valueOf("benefit")),
  condition_value: () => valueOf("condition") !== "any" && !isOwn("condition"),
  condition_goods: () => RULES.condition_value() && GOODS.includes(valueOf("benefit")),
  condition_collection: () => RULES.condition_goods() && valueOf("condition_goods") === "collection",
  condition_products: () => RULES.condition_goods() && valueOf("condition_goods") === "products",
  steps: () => TIERED.includes(valueOf("benefit")) && ["Count", "Value"].includes(valueOf("condition")),
  companies: () => valueOf("company_scope") === "chosen",
  combinations: () => !form.elements.namedItem("exclusive")?.checked,
};
const OWN_FIELDS = ["combinations", "companies"];
const NEW_TERMS = ["benefit", "condition", "most_uses", ...Object.keys(RULES).filter((name) => !OWN_FIELDS.includes(name))];

function isOwn(name) {
  return valueOf(name).startsWith("own:");
}

function arrange() {
  const choosesOffers = form.elements.namedItem("code_terms") && valueOf("code_terms") === "existing";
  for (const wrapper of form.querySelectorAll("[data-offer-field]")) {
    const name = wrapper.dataset.offerField;
    let counts = RULES[name] ? RULES[name]() : true;
    if (choosesOffers && NEW_TERMS.includes(name)) counts = false;
    if (name === "offers" && form.elements.namedItem("code_terms")) counts = choosesOffers;
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
  if (sentence) timer = window.setTimeout(tell, 300);
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  arrange();
}
