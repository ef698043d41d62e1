// Begins the story again: asks first, waits until the bot is back, and opens the first page.

import { send } from "./send.js";

const EVERY = 1500;
const PATIENCE = 3000; // a question that waits for the next life to answer would hide that the last one has ended
const dialog = document.getElementById("again");
const notice = document.getElementById("lost");

const pause = () => new Promise((resolve) => setTimeout(resolve, EVERY));

/** Whether the bot answers. */
async function isThere() {
  try {
    return (await fetch("/readyz", { signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

function say(words) {
  notice.textContent = words;
  notice.hidden = false;
}

async function begin() {
  dialog.close();
  document.body.dataset.again = "";
  say("Starting again. The first page opens by itself, in up to a minute.");
  const answer = await send("/again", {});
  if (!answer.ok) {
    delete document.body.dataset.again;
    return say(answer.text);
  }
  while (await isThere()) await pause();
  while (!(await isThere())) await pause();
  location.assign("/");
}

/** Makes the button ask, and the dialog answer. */
export function prepare() {
  document.querySelector("[data-again]").addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-begin]").addEventListener("click", begin);
}
