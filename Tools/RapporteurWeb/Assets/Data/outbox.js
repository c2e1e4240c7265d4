// What waits on this device: says so on every page, sends it when it can, and on the page for
// bilaterals shows each with its state and what can be done about it.

import "/assets/outbox-engine.js";

const engine = globalThis.rapporteurOutbox;
const RETRY = 30000;
const note = document.querySelector("[data-outbox-note]");
const isKeptPage = note !== null && "offline" in note.dataset;

// Whose entries these are: who is logged in, or, without a network, who was last.
export const account = (() => {
  const named = note?.dataset.account;
  if (named) {
    localStorage.setItem("rapporteur-account", named);
    return named;
  }
  return isKeptPage ? localStorage.getItem("rapporteur-account") : null;
})();

let held = null;
let running = null;

// Sends what waits. Only one at a time; whoever asks meanwhile gets the same answer.
export function sendAll() {
  if (!account) return Promise.resolve("login");
  running ??= engine.send(account).then((result) => {
    held = result;
    return result;
  }).finally(() => {
    running = null;
    refresh();
  });
  return running;
}

export async function sendOne(id) {
  held = await engine.send(account, id);
  await refresh();
  return held;
}

// Lets the worker send it when there is a network again, where browsers can do that.
export async function sendLater() {
  try {
    const registration = await navigator.serviceWorker?.ready;
    await registration?.sync?.register("rapporteur-outbox");
  } catch {
    // Then the next page that is opened does it.
  }
}

const waits = (entry) => ["waiting", "sending"].includes(entry.state);
const asks = (entry) => ["refused", "decide"].includes(entry.state);

async function refresh() {
  if (!account) return;
  const entries = await engine.all(account);
  sayHowMany(entries);
  for (const render of renderers) render(entries, held);
}

const renderers = new Set();

// Calls `render` with the entries and what holds them, now and whenever they change.
export function onEntries(render) {
  renderers.add(render);
  refresh();
}

function sayHowMany(entries) {
  if (!note) return;
  const waiting = entries.filter(waits).length;
  const asking = entries.filter(asks).length;
  for (const [name, count] of [["waiting", waiting], ["asking", asking]]) {
    const place = note.querySelector(`[data-count=${name}]`);
    if (!place) continue;
    place.hidden = count === 0;
    const form = count === 1 ? place.dataset.one : place.dataset.other;
    place.querySelector("[data-said]").textContent = form.replace("{count}", count);
  }
  const login = note.querySelector("[data-login]");
  if (login) login.hidden = !(held === "login" && waiting > 0);
  note.hidden = !isKeptPage && waiting + asking === 0;
}

// The page that the device keeps says that there is no network, as long as there is none.
async function sayNetwork() {
  const { reached } = await engine.session();
  note.querySelector("[data-network]").hidden = reached;
}

function guardLogout() {
  const dialog = document.querySelector("dialog[data-leave]");
  const form = document.querySelector('form[action="/logout"]');
  if (!dialog || !form || !account) return;
  let decided = false;
  form.addEventListener("submit", async (event) => {
    if (decided) return;
    event.preventDefault();
    const entries = (await engine.all(account)).filter((entry) => entry.state !== "sent");
    if (entries.length === 0) {
      await leave(false);
      return;
    }
    dialog.showModal();
  });
  const leave = async (remove) => {
    decided = true;
    for (const entry of await engine.all(account)) {
      if (remove || entry.state === "sent") await engine.remove(entry.id);
    }
    if (remove) navigator.serviceWorker?.controller?.postMessage("forget");
    localStorage.removeItem(`rapporteur-log-${account}`);
    form.requestSubmit();
  };
  dialog.querySelector("[data-keep]").addEventListener("click", () => leave(false));
  dialog.querySelector("[data-remove]").addEventListener("click", () => leave(true));
  dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());
}

if (isKeptPage) {
  addEventListener("online", sayNetwork);
  sayNetwork();
}

if (account) {
  engine.onChange(refresh);
  engine.tidy(account);
  guardLogout();
  addEventListener("online", sendAll);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sendAll();
  });
  setInterval(async () => {
    if ((await engine.all(account)).some(waits)) sendAll();
  }, RETRY);
  sendAll();
}
