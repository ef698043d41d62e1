// Files: what was chosen and what the bot has kept of it, and saving one that the bot shows.

const MB = 1_000_000;
const LONG = 1_000_000;

const chooser = (field) => field.querySelector("input[type=file]");

/** The files that are chosen in a form and not kept yet. */
export const chosen = (form) => [...form.querySelectorAll("input[type=file]")].flatMap((one) => [...one.files]);

/** The bot has kept a file of a field: it stands there by name, and what was chosen need not be sent again. */
export function settle(field, { ref, told }, sent) {
  const control = chooser(field);
  if (sent.includes(control.files[0])) control.value = "";
  field.querySelector("input[type=hidden]").value = ref;
  field.querySelector(".kept-file p").textContent = ref ? `${told} is kept. Choosing another file replaces it.` : "";
  field.querySelector(".kept-file").hidden = !ref;
}

/** Nothing is chosen in a field any more. */
export function forget(field) {
  chooser(field).value = "";
}

/** Why a file that was chosen is too large; "" when it is not, so that it need not be sent to learn that. */
export function tooLarge(control) {
  const most = Number(control.dataset.mostMb);
  const size = control.files[0]?.size ?? 0;
  return size > most * MB ? `Please choose a file of up to ${most} MB; this one has ${(size / MB).toFixed(1)} MB.` : "";
}

/** Saves a long file from within the page: browsers follow addresses of no more than some megabytes. */
function save(link) {
  const [head, content] = link.href.split(",", 2);
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: head.slice("data:".length).replace(";base64", "") }));
  const copy = link.cloneNode();
  copy.href = address;
  copy.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[download]");
  if (!link || !link.isConnected || link.href.length < LONG) return;
  event.preventDefault();
  save(link);
});
