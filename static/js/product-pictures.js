/* Pictures of a product: dropped or chosen they are sent at once and kept until the product is saved;
   they are moved by dragging or by their buttons. Without it they are sent with the form. */
const form = document.querySelector("[data-product-editor]");

function setUpPictures() {
  let dragged = null;

  function part(name) {
    return form.querySelector(name);
  }

  function say(words) {
    part("[data-status]").textContent = words;
  }

  function renumber() {
    part("[data-cards]").querySelectorAll("[data-order]").forEach((field, place) => {
      field.value = place;
    });
  }

  function send(files) {
    const count = part("[name=p-TOTAL_FORMS]");
    const data = new FormData();
    Array.from(files).forEach((file) => { data.append("pictures", file); });
    data.append("next", count.value);
    data.append("csrfmiddlewaretoken", part("[name=csrfmiddlewaretoken]").value);
    say(form.dataset.saidUploading);
    fetch(form.dataset.upload, { method: "POST", body: data, credentials: "same-origin" })
      .then((response) => {
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        return response.json();
      })
      .then((answer) => {
        answer.cards.forEach((html) => {
          part("[data-cards]").insertAdjacentHTML("beforeend", html);
        });
        count.value = Number(count.value) + answer.cards.length;
        renumber();
        showErrors(answer.errors);
        say(answer.cards.length ? form.dataset.saidUploaded : "");
        part("[data-files]").value = "";
        form.dispatchEvent(new Event("input"));
      })
      .catch(() => { showErrors([form.dataset.saidFailed]); });
  }

  function showErrors(errors) {
    part("[data-upload-errors]").replaceChildren.apply(
      part("[data-upload-errors]"),
      errors.map((words) => {
        const line = document.createElement("p");
        line.className = "bad";
        line.textContent = words;
        return line;
      })
    );
  }

  function move(card, by) {
    const other = by < 0 ? card.previousElementSibling : card.nextElementSibling;
    if (!other) {
      return;
    }
    if (by < 0) {
      other.before(card);
    } else {
      other.after(card);
    }
    renumber();
    say(form.dataset.saidMoved + " " + (Array.from(card.parentElement.children).indexOf(card) + 1));
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-files]") && event.target.files.length) {
      send(event.target.files);
    }
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) {
      move(button.closest("[data-card]"), Number(button.dataset.move));
      button.focus();
    }
  });

  form.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest("[data-card]");
    if (dragged) {
      dragged.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
    }
  });
  form.addEventListener("dragend", () => {
    if (dragged) {
      dragged.classList.remove("is-dragged");
      renumber();
    }
    dragged = null;
  });
  form.addEventListener("dragover", (event) => {
    const drop = event.target.closest("[data-drop], [data-pictures]");
    const card = event.target.closest("[data-card]");
    if (dragged && card && card !== dragged) {
      event.preventDefault();
      const box = card.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) {
        card.before(dragged);
      } else {
        card.after(dragged);
      }
    } else if (drop && !dragged) {
      event.preventDefault();
      part("[data-drop]").classList.add("is-over");
    }
  });
  form.addEventListener("dragleave", () => { part("[data-drop]").classList.remove("is-over"); });
  form.addEventListener("drop", (event) => {
    part("[data-drop]").classList.remove("is-over");
    if (!dragged && event.dataTransfer.files.length && event.target.closest("[data-pictures]")) {
      event.preventDefault();
      send(event.dataTransfer.files);
    }
  });
}

if (form) setUpPictures();
