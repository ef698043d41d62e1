// The board by keyboard: Tab goes from row to row, the arrow keys from pair to pair. Without it every pair is reached by Tab.
const rows = [...document.querySelectorAll(".grid tbody tr")].map((row) => [...row.querySelectorAll("td a")]);

for (const row of rows) row.slice(1).forEach((link) => { link.tabIndex = -1; });

function shown(link) {
  return link && link.offsetParent !== null;
}

function go(from, to) {
  if (!shown(to)) return false;
  const row = rows.find((links) => links.includes(to));
  row.forEach((link) => { link.tabIndex = link === to ? 0 : -1; });
  to.focus();
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  const at = rows.findIndex((links) => links.includes(event.target));
  if (at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  const row = rows[at];
  const place = row.indexOf(event.target);
  const ways = {
    ArrowRight: () => row.slice(place + 1).find(shown),
    ArrowLeft: () => row.slice(0, place).reverse().find(shown),
    ArrowDown: () => rows[at + 1]?.[place],
    ArrowUp: () => rows[at - 1]?.[place],
    Home: () => row.find(shown),
    End: () => [...row].reverse().find(shown),
  };
  const way = ways[event.key];
  if (way && go(event.target, way())) event.preventDefault();
});
