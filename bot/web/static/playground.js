// The playground: a page with a chat, and besides it a clock that can be moved, and a story that can begin again.

import * as again from "./again.js";
import { refresh } from "./panes.js";
import { send } from "./send.js";
import { prepare, refuse } from "./talk.js";

async function move(button) {
  const pane = document.getElementById("clock");
  const said = document.getElementById("clock-said");
  pane.querySelector(".refused")?.remove();
  said.textContent = "Moving the clock.";
  const answer = await send("/clock", { to: button.dataset.to });
  await refresh("clock");
  if (!answer.ok) refuse(pane, answer.text);
  said.textContent = answer.ok ? `It is now ${document.querySelector("[data-pane=clock] time").textContent}.` : "";
}

again.prepare();
prepare((button) => button.dataset.to && (() => move(button)));
