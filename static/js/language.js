// Who changes the language stays where they are, with everything they typed.
//
// The links of the page lead to what it was when it was loaded; a page whose inside was replaced since
// (the checkout) has another address by now. What stands in forms goes along in the tab's own storage,
// for the very next page and no longer: no passwords, no card data, no files, nothing hidden.

const KEY = "kiln-typed";
const LINK = "a[lang][hreflang]";
const loaded = location.pathname;

const isTyped = (field) => field.name && !field.disabled
  && !["hidden", "password", "file", "submit", "button", "reset", "image"].includes(field.type)
  && !/^(cc-|one-time-code|.*password)/.test(field.autocomplete);

const formsOf = (root) => [...root.querySelectorAll("main form")].filter((form) => form.getAttribute("method")?.toLowerCase() === "post");

function valuesOf(form) {
  return [...form.elements].filter(isTyped).map((field) => [field.name, field.value, field.checked ?? null,
    field.type === "select-multiple" ? [...field.selectedOptions].map((option) => option.value) : null]);
}

// Every path of a page whose address has changed is the same in all languages but for its beginning.
function addressIn(link) {
  const target = new URL(link.href);
  if (location.pathname === loaded) return target;
  const current = document.documentElement.lang.toLowerCase();
  const code = link.hreflang.toLowerCase();
  const bare = location.pathname.startsWith(`/${current}/`) ? location.pathname.slice(current.length + 1) : location.pathname;
  const isPrefixed = target.pathname.startsWith(`/${code}/`);
  return new URL((isPrefixed ? `/${code}` : "") + bare + location.search, location);
}

function keep(path) {
  const forms = formsOf(document).map(valuesOf);
  if (!forms.some((values) => values.length)) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ path, forms }));
  } catch { /* a browser without storage: the page is changed all the same */ }
}

function fill(form, values) {
  const looks = [];
  const absent = [];
  for (const [name, value, checked, chosen] of values) {
    const fields = [...form.elements].filter((field) => field.name === name && isTyped(field));
    const field = checked === null ? fields[0] : fields.find((each) => each.value === value) ?? fields[0];
    if (!field) absent.push([name, value]);
    else if (chosen && field.options) for (const option of field.options) option.selected = chosen.includes(option.value);
    else if (field.type === "checkbox" || field.type === "radio") field.checked = checked;
    else if (field.value !== value) {
      field.value = value;
      if (field.matches("select[data-look]") && field.value === value) looks.push(field);
    }
  }
  if (!looks.length) return;
  // Another country has other fields: what was typed into them goes along, as it does without scripts.
  for (const [name, value] of absent) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  looks[0].dispatchEvent(new Event("change", { bubbles: true }));
}

function restore() {
  let kept;
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
  } catch { return; }
  if (kept?.path !== location.pathname) return;
  formsOf(document).forEach((form, number) => fill(form, kept.forms[number] ?? []));
}

export function setUpLanguage(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.(LINK);
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const target = addressIn(link);
    link.href = target.href;
    keep(target.pathname);
  });
  if (document.readyState === "complete") restore();
  else addEventListener("load", restore, { once: true });
}
