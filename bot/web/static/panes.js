// Panes that keep themselves up: a signal says which one changed, and only what changed in it is replaced.

import { address, busy } from "./send.js";

const NEAR_THE_END = 120;
const AGAIN_AFTER = 5000;
const pending = new Map();
let follow = 0;

const paneOf = (name) => document.querySelector(`[data-pane="${name}"]`);

/** What tells a control from its neighbours, so that focus finds its successor. */
const likeness = (element) => ["id", "data-action", "data-subject", "data-answers", "data-to", "data-person"]
  .map((name) => element?.getAttribute?.(name) ?? "").join("|");

/** The element in `place` that stands where `element` stood. */
export function successor(element, place) {
  if (!element) return null;
  if (element.isConnected) return element;
  const wanted = likeness(element);
  return [...(place?.querySelectorAll("button, a") ?? [])].find((one) => likeness(one) === wanted) ?? place;
}

/** Makes `pane` show `html`: what is unchanged stays, with its focus, selection and scroll. Answers what is new at the end. */
function morph(pane, html) {
  const wanted = new DOMParser().parseFromString(html, "text/html").body;
  if (pane.firstElementChild && !pane.querySelector(":scope > [data-changed]")) {
    return replaceAll(pane, wanted);
  }
  const focused = pane.contains(document.activeElement) ? document.activeElement : null;
  const home = focused?.closest("[data-changed]")?.id;
  const notices = new Map();
  for (const old of [...pane.children]) {
    const next = old.id && wanted.querySelector(`#${CSS.escape(old.id)}`);
    if (next && next.dataset.changed === old.dataset.changed) continue;
    if (next && old.querySelector("details")?.open) next.querySelector("details")?.setAttribute("open", "");
    const notice = old.querySelector(".refused");
    if (next && notice) notices.set(old.id, notice);
    old.remove();
  }
  let added = [];
  let here = pane.firstElementChild;
  for (const next of [...wanted.children]) {
    const kept = document.getElementById(next.id);
    if (kept && kept === here) {
      here = here.nextElementSibling;
      added = [];
    } else {
      pane.insertBefore(kept ?? next, here);
      if (!kept) added.push(next);
    }
  }
  for (const [id, notice] of notices) document.getElementById(id).append(notice);
  if (focused && !focused.isConnected) successor(focused, document.getElementById(home))?.focus({ preventScroll: true });
  return added;
}

function replaceAll(pane, wanted) {
  const focused = pane.contains(document.activeElement) ? document.activeElement : null;
  if (pane.innerHTML !== wanted.innerHTML) pane.replaceChildren(...wanted.childNodes);
  if (focused) successor(focused, pane)?.focus({ preventScroll: true });
  return [];
}

function atTheEnd(pane) {
  const last = pane.lastElementChild;
  if (!last || !pane.offsetParent) return true;
  const bottom = Math.min(pane.parentElement.getBoundingClientRect().bottom, innerHeight);
  return last.getBoundingClientRect().bottom < bottom + NEAR_THE_END;
}

function show(pane, added) {
  const articles = added.filter((one) => one.matches("article"));
  if (!articles.length) return;
  const first = articles[0];
  const roomy = articles.at(-1).getBoundingClientRect().bottom - first.getBoundingClientRect().top < pane.parentElement.clientHeight;
  (roomy ? articles.at(-1) : first).scrollIntoView({ block: roomy ? "end" : "start" });
}

async function fetchInto(name) {
  const pane = paneOf(name);
  if (!pane) return; // the Group's channel is for its members
  const response = await fetch(address(`/${name}`));
  if (response.status === 401) return signedOut();
  if (!response.ok) throw new Error(`${name} answered ${response.status}`);
  const html = await response.text();
  if (document.body.dataset.live) lost(false);
  const end = atTheEnd(pane);
  const added = morph(pane, html);
  if (!added.length || !pane.matches(".lines, [data-pane=chat]")) return;
  if (end || (name === "chat" && Date.now() < follow)) show(pane, added);
  else below(pane).hidden = false;
  if (!pane.offsetParent) tab(pane)?.setAttribute("data-fresh", "");
}

const below = (pane) => pane.closest(".pane").querySelector("[data-below]");
const tab = (pane) => document.querySelector(`.tabs a[href="#${pane.closest(".pane").id}"]`);

/** Fetches a pane and shows what changed. Asked again meanwhile, it fetches once more afterwards. */
export function refresh(name) {
  const under = pending.get(name);
  if (under) {
    under.again ??= under.done.then(() => refresh(name));
    return under.again;
  }
  const state = {};
  state.done = busy(fetchInto(name)).catch(() => lost(true)).finally(() => pending.delete(name));
  pending.set(name, state);
  return state.done;
}

/** For the next moments, what is new in the chat is scrolled to: it answers what was just done here. */
export function followChat() {
  follow = Date.now() + 3000;
}

function lost(is) {
  if ("again" in document.body.dataset) return; // it is expected, and said
  const notice = document.getElementById("lost");
  notice.hidden = !is;
  notice.textContent = is ? "The bot can't be reached just now. This page goes on by itself once it is back." : "";
}

/** Says that nobody is signed in here any more; what was typed stays on the page. */
function signedOut() {
  const notice = document.getElementById("lost");
  const way = document.createElement("a");
  way.href = "/sign-in";
  way.target = "_blank";
  way.rel = "noopener";
  way.textContent = "Sign in again in another tab";
  notice.replaceChildren("You are not signed in any more. ", way, ", then go on here: what you typed stays.");
  notice.hidden = false;
}

const everything = () => Promise.all(["chat", "group", "pinned", "people", "clock"].map(refresh));

/** Listens for signals while the page is in view; a browser allows few streams, and a hidden tab needs none. */
export function listen() {
  let source = null;
  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(address("/events"));
    source.addEventListener("ready", () => {
      document.body.dataset.live = "open";
      lost(false);
      everything();
    });
    source.addEventListener("changed", (event) => event.data.split(" ").forEach(refresh));
    source.addEventListener("error", () => {
      delete document.body.dataset.live;
      lost(true);
      if (source?.readyState === EventSource.CLOSED) {
        close();
        setTimeout(open, AGAIN_AFTER);
      }
    });
  };
  const close = () => {
    source?.close();
    source = null;
    delete document.body.dataset.live;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  // Also what another process of the bot has brought about, which rings no bell here.
  setInterval(() => document.hidden || everything(), 60_000);
  open();
}

/** The button that leads to what is new below, and tabs that say where something is. */
export function watchPanes() {
  for (const pane of document.querySelectorAll(".lines")) {
    const button = below(pane);
    button.addEventListener("click", () => {
      pane.lastElementChild?.scrollIntoView({ block: "end" });
      pane.lastElementChild?.focus({ preventScroll: true });
      button.hidden = true;
    });
    let stays = true;
    pane.parentElement.addEventListener("scroll", () => {
      stays = atTheEnd(pane);
      if (stays) button.hidden = true;
    });
    // A telephone that is turned, a window made larger: whoever was at what is newest still is. (0 is the end: column-reverse.)
    new ResizeObserver(() => stays && pane.parentElement.scrollTo({ top: 0 })).observe(pane.parentElement);
  }
  const mark = () => {
    // A mail leads to the line that it is about, which stands in a pane.
    const line = location.hash.startsWith("#letter-") ? document.getElementById(location.hash.slice(1)) : null;
    const article = line?.closest("article");
    const within = article ? `#${article.closest(".pane").id}` : location.hash;
    article?.scrollIntoView({ block: "start" });
    article?.focus({ preventScroll: true });
    for (const link of document.querySelectorAll(".tabs a")) {
      const here = link.hash === (document.querySelector(`.tabs a[href="${within}"]`) ? within : "#chat");
      if (here) link.removeAttribute("data-fresh");
      link.ariaCurrent = here ? "true" : null;
    }
  };
  addEventListener("hashchange", mark);
  mark();
  paneOf("people")?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  // Where the page scrolls as a whole, as when it is much enlarged, it begins at what is newest.
  if (matchMedia("(height < 28rem)").matches) paneOf("chat").lastElementChild?.scrollIntoView({ block: "start" });
}
