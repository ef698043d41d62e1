// The window: what opens over the chat. What was typed is kept by the bot as one goes, so that it opens as it was left;
// where that fails, the window keeps it until it is sent or knowingly discarded.

import { successor } from "./panes.js";
import * as files from "./files.js";
import { fresh, once, send, sendOnTheWay } from "./send.js";

const dialog = document.getElementById("window");
const unsent = document.getElementById("unsent");
const NEAR_THE_LIMIT = 0.85;
const PAUSE = 900;
const SOON = 1200;
const READ = 8000;
let opener = null;
let place = null;
let from = "chat";
let asOpened = "";
let kept = "";
let keeping = null;
let failed = false;
let pause = 0;
let closing = false;
let speaking = 0;

const form = () => dialog.querySelector("form");
const written = (of) =>
  new URLSearchParams(
    [...new FormData(of)]
      .filter(([name]) => name !== "inbound")
      .map(([name, value]) => [name, value instanceof File ? `${value.name} ${value.size}` : value]),
  ).toString();
const unkept = () => Boolean(form()) && written(form()) !== kept;

/** Has the bot keep what was typed; answers whether it has all of it. */
async function keep() {
  clearTimeout(pause);
  await keeping;
  const of = form();
  if (!of || !unkept()) return true;
  if (!of.elements.opener || of.dataset.sending) return false;
  const text = written(of);
  const chosen = files.chosen(of);
  keeping = send("/draft", [...new FormData(of)]);
  const answer = await keeping;
  keeping = null;
  failed = !answer.ok;
  mark(failed ? "Not kept yet" : "Kept");
  if (!answer.ok || of !== form()) return answer.ok && !unkept();
  const same = written(of) === text;
  const refused = takeUp(answer, chosen);
  kept = same ? written(of) : text;
  return !refused && !unkept();
}

/** Says beside the title whether the bot has what was typed. */
function mark(words) {
  const shown = document.getElementById("window-kept");
  if (shown) shown.textContent = words;
}

/** Shows which files the bot has kept and which it would not take; answers whether there was one of those. */
function takeUp({ kept: taken = {}, refused = {} }, chosen) {
  for (const [key, file] of Object.entries(taken)) files.settle(fieldOf(key), file, chosen);
  for (const [key, words] of Object.entries(refused)) turnAway(fieldOf(key), words);
  return Object.keys(refused).length > 0;
}

/** A file that can't be taken is let go, and beside the field it says why. */
function turnAway(field, words) {
  files.forget(field);
  blame(field, words);
}

const fieldOf = (key) => dialog.querySelector(`[data-field="${CSS.escape(key)}"]`);

/** Tells whoever closed a form half-way that it waits for them. */
function tellKept() {
  const notice = document.getElementById("kept");
  notice.textContent = "Kept. You can go on another day.";
  notice.hidden = false;
  setTimeout(() => (notice.hidden = true), READ);
}

/** Which pane the window was opened from. */
export const origin = () => from;
export const contains = (element) => dialog.contains(element);

/** Shows `html`, opened by `button` in pane `pane`; in an open window it takes the place of what was there. */
export function show(html, button, pane) {
  if (!dialog.contains(button)) {
    opener = button;
    place = button?.closest("article") ?? null;
    from = pane;
  }
  dialog.innerHTML = html;
  asOpened = kept = form() ? written(form()) : "";
  failed = false;
  document.getElementById("kept").hidden = true;
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  const summary = dialog.querySelector("#window-summary");
  (summary.hidden ? dialog.querySelector("#window-title") : summary).focus();
}

/** Closes it, and gives the focus back to where it came from. */
export function close() {
  if (!dialog.open) return;
  closing = true;
  dialog.close();
  dialog.replaceChildren();
  asOpened = kept = "";
  const back = successor(opener, place?.isConnected ? place : document.getElementById(place?.id ?? ""));
  (back ?? document.getElementById("say-text")).focus({ preventScroll: true });
}

/** Whether the window may go: when the bot has what was typed, else when the person says so. */
export async function mayLeave() {
  if (await keep()) return true;
  return new Promise((resolve) => {
    unsent.returnValue = "";
    unsent.addEventListener("close", () => resolve(unsent.returnValue === "discard"), { once: true });
    unsent.showModal();
  });
}

async function closeIfMay() {
  if (!(await mayLeave())) return;
  const typed = form() && kept !== asOpened && !unkept();
  close();
  if (typed) tellKept();
}

/** Says what is wrong: at the top with links to the fields, and beside each field. What was typed stays. */
export function complain({ text, errors }) {
  const summary = dialog.querySelector("#window-summary");
  clear();
  summary.querySelector(".summary-text").textContent = text;
  const items = Object.entries(errors).map(([key, words]) => {
    const field = fieldOf(key);
    const item = document.createElement("li");
    if (!field) {
      if (words !== text) item.textContent = words;
      return item;
    }
    const link = document.createElement("a");
    link.href = `#field-${key}`;
    link.textContent = `${field.dataset.label}: ${words}`;
    item.append(link);
    blame(field, words);
    return item;
  });
  summary.querySelector("ul").replaceChildren(...items.filter((item) => item.hasChildNodes()));
  summary.hidden = false;
  summary.focus();
}

const described = (field) => field.querySelector("fieldset") ?? field.querySelector("textarea, select, input:not([type=hidden])");
const invalid = (field) => {
  const group = field.querySelector("fieldset:not([role=radiogroup])");
  return group ? [...group.querySelectorAll("input[type=checkbox]")] : [described(field)];
};

function blame(field, words) {
  const error = field.querySelector(":scope > .error");
  error.querySelector(".error-text").textContent = words;
  error.hidden = false;
  const target = described(field);
  const ids = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error.id);
  target.setAttribute("aria-describedby", [...ids, error.id].join(" "));
  for (const control of invalid(field)) control.ariaInvalid = "true";
}

function clear() {
  for (const field of dialog.querySelectorAll(".field")) unblame(field);
}

function unblame(field) {
  const error = field.querySelector(":scope > .error");
  error.hidden = true;
  const target = described(field);
  const ids = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== error.id);
  if (ids.length) target.setAttribute("aria-describedby", ids.join(" "));
  else target.removeAttribute("aria-describedby");
  for (const control of invalid(field)) control.ariaInvalid = null;
}

/** Sends the form in the window; `done` gets the answer when the bot took it. */
async function submit(of, done) {
  const inbound = of.elements.inbound;
  // Changed since an attempt whose answer never came: a request of its own, or the bot would take it for the old one.
  if (of.dataset.tried && of.dataset.tried !== written(of)) inbound.value = fresh();
  of.dataset.tried = written(of);
  of.dataset.sending = "yes";
  clearTimeout(pause);
  await keeping; // what is kept after it was sent would be offered again
  const chosen = files.chosen(of);
  const answer = await send("/submit", [...new FormData(of), ["from", from]]);
  delete of.dataset.sending;
  if (of !== form()) return;
  if (answer.ok) return done(answer, of);
  takeUp({ kept: answer.kept }, chosen);
  complain(answer);
}

/** How much room is left in a text, shown only when it gets narrow, and spoken when the typing pauses. */
function count(control) {
  const most = Number(control.dataset.most);
  const length = [...control.value].length;
  let counter = control.parentElement.querySelector(".count");
  clearTimeout(speaking);
  if (length < most * NEAR_THE_LIMIT) return counter?.remove();
  if (!counter) {
    counter = document.createElement("p");
    counter.className = "count";
    counter.innerHTML = '<span aria-hidden="true"></span><span class="visually-hidden" role="status"></span>';
    control.after(counter);
  }
  const [shown, spoken] = counter.children;
  const left = Math.abs(most - length).toLocaleString("en-GB");
  shown.textContent = length > most ? `${left} characters too many` : `${left} characters left`;
  counter.classList.toggle("over", length > most);
  speaking = setTimeout(() => (spoken.textContent = shown.textContent), PAUSE);
}

/** A file was chosen: too large, and it says so at once; else the bot keeps it, before anything else is filled in. */
function choose(control) {
  const field = control.closest(".field");
  unblame(field);
  const words = files.tooLarge(control);
  if (words) turnAway(field, words);
  else once(control, keep);
}

/** A file is not to be part of the form any more. */
function remove(field) {
  files.forget(field);
  files.settle(field, { ref: "", told: "" }, []);
  unblame(field);
  described(field).focus();
  keep();
}

/** Wires the window up; `done` is told of each form that was sent. */
export function prepare(done) {
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const of = event.target;
    once(of.querySelector("[type=submit]:not([form])"), () => submit(of, done));
  });
  dialog.addEventListener("input", ({ target }) => {
    if (target.dataset.most) count(target);
    clearTimeout(pause);
    if (form()?.elements.opener) mark("");
    if (target.type === "file") return choose(target);
    pause = setTimeout(keep, SOON);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) closeIfMay();
    const removes = event.target.closest("[data-remove]");
    if (removes) return remove(removes.closest(".field"));
    const part = event.target.closest(".contents a");
    if (part) {
      event.preventDefault();
      const heading = document.getElementById(part.hash.slice(1));
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: "start" });
      return;
    }
    const link = event.target.closest("#window-summary a");
    if (!link) return;
    event.preventDefault();
    document.getElementById(link.hash.slice(1)).focus();
  });
  // A browser closes a window at the second Escape whatever the page says, so Escape is taken before it gets there.
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || unsent.open) return;
    event.preventDefault();
    closeIfMay();
  });
  dialog.addEventListener("cancel", (event) => {
    if (event.target !== dialog) return;
    event.preventDefault();
    closeIfMay();
  });
  dialog.addEventListener("close", (event) => {
    if (event.target === dialog && !closing && unkept()) dialog.showModal();
    closing = false;
  });
  unsent.addEventListener("click", ({ target }) => {
    if (target.matches("[data-keep]")) unsent.close("keep");
    if (target.matches("[data-discard]")) unsent.close("discard");
  });
  addEventListener("beforeunload", (event) => failed && unkept() && event.preventDefault());
  addEventListener("pagehide", () => unkept() && sendOnTheWay("/draft", [...new FormData(form())]));
}
