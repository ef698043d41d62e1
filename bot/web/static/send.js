// Sending to the bot: one request, and whatever comes of it as one kind of answer.

const here = location.search; // who one is, and where on a walk
const LONGEST = 60_000;
const UNREACHABLE = "The bot could not be reached. What you typed is still here; please try again.";

let running = 0;

/** Shows on the page that something is under way, for as long as `work` takes. */
export async function busy(work) {
  document.body.dataset.busy = ++running;
  try {
    return await work;
  } finally {
    if (--running) document.body.dataset.busy = running;
    else delete document.body.dataset.busy;
  }
}

/** The address of a pane or an act, as the person this page is for. */
export const address = (path) => `${path}${here}`;

/** A mark by which the bot knows a repeated request. */
export function fresh() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a form holds, as a request's body; with the files that were chosen, where there are any. */
function body(fields) {
  if (!Array.isArray(fields)) return new URLSearchParams(fields);
  const given = fields.filter(([, value]) => !(value instanceof File) || value.name);
  if (!given.some(([, value]) => value instanceof File)) return new URLSearchParams(given);
  const form = new FormData();
  for (const [name, value] of given) form.append(name, value);
  return form;
}

/** Posts `fields` (pairs); answers {ok, window, says}, or {ok: false, reached, text, errors}. */
export async function send(path, fields) {
  try {
    const response = await fetch(address(path), {
      method: "POST",
      headers: { Accept: "application/json" },
      body: body(fields),
      signal: AbortSignal.timeout(LONGEST),
    });
    return { ok: response.ok, reached: true, errors: {}, ...(await response.json()) };
  } catch {
    return { ok: false, reached: false, text: UNREACHABLE, errors: {} };
  }
}

/** Posts `fields` while the page goes away, without files, for which there is no time; nobody waits for the answer. */
export const sendOnTheWay = (path, fields) =>
  navigator.sendBeacon(address(path), new URLSearchParams(fields.filter(([, value]) => !(value instanceof File))));

/** Runs `work` once at a time for a button: pressed again meanwhile, it does nothing. */
export async function once(button, work) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  try {
    await busy(work());
  } finally {
    button.ariaDisabled = null;
  }
}
