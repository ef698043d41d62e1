// A page with a chat: what a press, a submission and a word typed lead to.

import { followChat, listen, refresh, watchPanes } from "./panes.js";
import { fresh, once, send } from "./send.js";
import * as opened from "./window.js";

/** Shows what the bot answered: a window, or words in the chat. */
async function apply(answer, button, pane) {
  followChat();
  if (answer.window) opened.show(answer.window, button, pane);
  else opened.close();
  if (answer.says) await refresh("chat");
}

/** Says on the card, or in the pane, why a press was refused. */
export function refuse(card, words) {
  const notice = document.createElement("p");
  notice.className = "refused";
  notice.setAttribute("role", "alert");
  card.append(notice);
  notice.textContent = words;
  notice.scrollIntoView({ block: "nearest" });
}

async function press(button) {
  const inWindow = opened.contains(button);
  const pane = inWindow ? opened.origin() : button.closest("#group") ? "group" : "chat";
  const article = button.closest("article");
  article?.querySelector(".refused")?.remove();
  button.closest("details.menu")?.removeAttribute("open");
  const { action, subject, answers, scheme, opener = "" } = button.dataset;
  // Kept until an answer came: after a lost connection the same press must not count twice.
  button.dataset.inbound ??= fresh();
  const { inbound } = button.dataset;
  const answer = await send("/press", { action, subject, answers, scheme, opener, from: pane, inbound });
  if (answer.reached) delete button.dataset.inbound;
  if (answer.ok) return apply(answer, button, pane);
  if (inWindow) return opened.complain(answer);
  if (button.id === "home" || button.id === "urgent") return sayError(answer.text);
  if (answer.reached) await refresh(pane);
  refuse((article && document.getElementById(article.id)) ?? document.getElementById(pane), answer.text);
}

function sayError(words) {
  const error = document.getElementById("say-error");
  error.hidden = !words;
  error.textContent = words;
}

async function say(form) {
  const box = form.elements.text;
  const text = box.value;
  if (!text.trim()) return box.focus();
  sayError("");
  if (form.dataset.tried !== text) form.dataset.inbound = fresh();
  form.dataset.tried = text;
  const answer = await send("/say", { text, inbound: form.dataset.inbound });
  if (!answer.ok) return sayError(answer.text);
  delete form.dataset.tried;
  if (box.value === text) box.value = "";
  followChat();
  await refresh("chat");
  if (answer.window) opened.show(answer.window, box, "chat");
}

/** Wires the page up; `others` is asked first about a button that is none of the chat's, and answers what it does. */
export function prepare(others = () => null) {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    const other = button && others(button);
    if (!button || (!other && !button.dataset.action)) return;
    event.preventDefault(); // without a script it would send itself
    if (opened.contains(button) && !(await opened.mayLeave())) return;
    once(button, other ?? (() => press(button)));
  });
  const print = document.querySelector("[data-print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  const composer = document.getElementById("say");
  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    once(composer.querySelector("[type=submit]"), () => say(composer));
  });
  opened.prepare((answer, form) => apply(answer, form.querySelector("[type=submit]:not([form])"), opened.origin()));
  watchPanes();
  listen();
}
