// Messages go away by themselves after a while, never while they are read by pointer or
// keyboard, and errors stay until they are closed.

const STAY = 7000;

function schedule(toast) {
  if (toast.dataset.scheduled || toast.classList.contains("error")) return;
  toast.dataset.scheduled = "yes";
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) window.setTimeout(leave, STAY);
    else toast.remove();
  };
  window.setTimeout(leave, STAY);
}

export function setUpToasts(root) {
  root.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest("[data-toast]").remove();
  });
  const scheduleAll = () => root.querySelectorAll("[data-toast]").forEach(schedule);
  root.addEventListener("htmx:after:swap", scheduleAll);
  scheduleAll();
}
