// Reads payloads (messages, modals, Home tabs) as a JSON list, and writes the list of their drawings in HTML.
import { text } from "node:stream/consumers";
import { createElement as make } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";

const words = (text) => text?.text ?? "";
const h = (tag, name, ...inside) => make(tag, { className: name }, ...inside);

const LOGO = "data:image/svg+xml;utf8," + encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#1f5f5b"/>' +
  '<circle cx="13" cy="15" r="5" fill="#fff"/><circle cx="24" cy="21" r="5" fill="#f2c879"/></svg>');

// Slack writes "(optional)" behind such a label; the library does not.
const marked = (block) => block.type === "input" && block.optional
  ? { ...block, label: { ...block.label, text: `${block.label.text} (optional)` } } : block;

function blocks(payload, whole) {
  const given = payload.blocks ?? [{ type: "section", text: { type: "plain_text", text: payload.text } }];
  const inside = given.map(marked);
  const time = new Date("2026-01-09T10:30:00");
  // Names are given with the payload, as a workspace knows them.
  return make(Message, {
    blocks: inside, time, theme: "light", name: "Mentoring", logo: LOGO, withoutWrapper: !whole,
    data: { users: payload.users ?? [], channels: payload.channels ?? [] },
  });
}

function modal(payload) {
  return h("div", "modal",
    h("div", "bar", h("strong", "", words(payload.title)), h("span", "cross", "×")),
    h("div", "body", h("div", "blocks", blocks(payload, false))),
    h("div", "foot",
      h("span", "button", words(payload.close) || "Close"),
      payload.submit && h("span", "button submit", words(payload.submit))));
}

function home(payload) {
  return h("div", "home",
    h("div", "bar", h("strong", "", "Mentoring"), h("span", "tab open", "Home"), h("span", "tab", "Messages")),
    h("div", "body", h("div", "blocks", blocks(payload, false))));
}

const drawings = { modal, home };
const draw = (payload) => (drawings[payload.type] ?? ((one) => h("div", "message", blocks(one, true))))(payload);
const given = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(given.map((payload) => renderToStaticMarkup(draw(payload)))));
