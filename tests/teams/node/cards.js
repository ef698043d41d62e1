// Adaptive Cards as a client of Teams reads and draws them. Runs in a page, after adaptivecards and markdown-it.
const marked = markdownit({ html: false, breaks: false, linkify: false });

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = marked.render(text);
  result.didProcess = true;
};

function parsed(payload, host) {
  const events = [];
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(host);
  const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
  card.parse(payload, context);
  const told = (phase, one) => `${phase}: ${AdaptiveCards.ValidationEvent[one.event]}: ${one.message}`;
  for (let at = 0; at < context.eventCount; at++) events.push(told("parse", context.getEventAt(at)));
  for (const one of card.validateProperties().validationEvents) events.push(told("validate", one));
  return { card, events };
}

// What the library says against each card: of its parsing, of its properties, of its drawing.
function tried(payloads, host) {
  return payloads.map((payload) => {
    try {
      const { card, events } = parsed(payload, host);
      const shown = card.render();
      if (!shown?.innerText?.trim() && !shown?.querySelector("img")) events.push("render: nothing is drawn");
      return events;
    } catch (fault) {
      return [`fault: ${fault}`];
    }
  });
}

// Draws a card into an element of the page; gives back what can be read, where its links lead, and what its words were
// made into.
function drawn(payload, host, place) {
  const { card, events } = parsed(payload, host);
  const shown = card.render();
  document.querySelector(place).replaceChildren(shown);
  return {
    events,
    text: shown.innerText,
    links: [...shown.querySelectorAll("a[href]")].map((one) => one.getAttribute("href")),
    made: [...shown.querySelectorAll(".ac-textBlock *, .ac-richTextBlock *")].map((one) => one.localName),
  };
}
