/* Pictures of a product: dropped or chosen they are sent at once and kept until the product is saved;
   they are moved by dragging or by their buttons. Without it they are sent with the form. */
(function () {
  "use strict";

  var form = document.querySelector("[data-product-editor]");
  if (!form) {
    return;
  }
  var dragged = null;

  function part(name) {
    return form.querySelector(name);
  }

  function say(words) {
    part("[data-status]").textContent = words;
  }

  function renumber() {
    part("[data-cards]").querySelectorAll("[data-order]").forEach(function (field, place) {
      field.value = place;
    });
  }

  function send(files) {
    var count = part("[data-picture-count]");
    var data = new FormData();
    Array.from(files).forEach(function (file) { data.append("pictures", file); });
    data.append("next", count.value);
    data.append("csrfmiddlewaretoken", part("[name=csrfmiddlewaretoken]").value);
    say(form.dataset.saidUploading);
    fetch(form.dataset.upload, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) {
          throw new Error(String(response.status));
        }
        return response.json();
      })
      .then(function (answer) {
        answer.cards.forEach(function (html) {
          part("[data-cards]").insertAdjacentHTML("beforeend", html);
        });
        count.value = Number(count.value) + answer.cards.length;
        renumber();
        showErrors(answer.errors);
        say(answer.cards.length ? form.dataset.saidUploaded : "");
        part("[data-files]").value = "";
        form.dispatchEvent(new Event("input"));
      })
      .catch(function () { showErrors([form.dataset.saidFailed]); });
  }

  function showErrors(errors) {
    part("[data-upload-errors]").replaceChildren.apply(
      part("[data-upload-errors]"),
      errors.map(function (words) {
        var line = document.createElement("p");
        line.className = "bad";
        line.textContent = words;
        return line;
      })
    );
  }

  function move(card, by) {
    var other = by < 0 ? card.previousElementSibling : card.nextElementSibling;
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

  form.addEventListener("change", function (event) {
    if (event.target.matches("[data-files]") && event.target.files.length) {
      send(event.target.files);
    }
  });
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-move]");
    if (button) {
      move(button.closest("[data-card]"), Number(button.dataset.move));
      button.focus();
    }
  });

  form.addEventListener("dragstart", function (event) {
    dragged = event.target.closest && event.target.closest("[data-card]");
    if (dragged) {
      dragged.classList.add("is-dragged");
      event.dataTransfer.effectAllowed = "move";
    }
  });
  form.addEventListener("dragend", function () {
    if (dragged) {
      dragged.classList.remove("is-dragged");
      renumber();
    }
    dragged = null;
  });
  form.addEventListener("dragover", function (event) {
    var drop = event.target.closest("[data-drop], [data-pictures]");
    var card = event.target.closest("[data-card]");
    if (dragged && card && card !== dragged) {
      event.preventDefault();
      var box = card.getBoundingClientRect();
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
  form.addEventListener("dragleave", function () { part("[data-drop]").classList.remove("is-over"); });
  form.addEventListener("drop", function (event) {
    part("[data-drop]").classList.remove("is-over");
    if (!dragged && event.dataTransfer.files.length && event.target.closest("[data-pictures]")) {
      event.preventDefault();
      send(event.dataTransfer.files);
    }
  });
})();
