// What was logged on this device and is not recorded yet: kept in the browser's own database, sent
// once when there is a network. Used by pages and by the worker, so it is a script without exports.
//
// An entry is {id, account, title, bilateral, confirmed, state, problem, link, made}. Its id is the
// command id, made when the entry is written: sending it twice records it once. The states are
// waiting, sending, sent, refused (with the problem) and decide (a person has to choose).
(() => {
  "use strict";

  const NAME = "rapporteur-outbox";
  const KEPT_DAYS = 7;
  const news = typeof BroadcastChannel === "function" ? new BroadcastChannel(NAME) : null;
  const listeners = new Set();

  let opened = null;

  function database() {
    opened ??= new Promise((resolve, reject) => {
      const opening = indexedDB.open(NAME, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore("entries", { keyPath: "id" });
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    return opened;
  }

  async function inStore(mode, work) {
    const db = await database();
    return new Promise((resolve, reject) => {
      const transaction = db.transaction("entries", mode);
      const request = work(transaction.objectStore("entries"));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  function tell() {
    for (const listener of listeners) listener();
    news?.postMessage("changed");
  }

  if (news) news.onmessage = () => listeners.forEach((listener) => listener());

  // The entries of an account, oldest first. What others wrote on this device is not shown.
  async function all(account) {
    const entries = await inStore("readonly", (store) => store.getAll());
    return entries
      .filter((entry) => entry.account === account)
      .sort((a, b) => a.made - b.made);
  }

  async function put(entry) {
    await inStore("readwrite", (store) => store.put(entry));
    tell();
    return entry;
  }

  async function remove(id) {
    await inStore("readwrite", (store) => store.delete(id));
    tell();
  }

  async function get(id) {
    return inStore("readonly", (store) => store.get(id));
  }

  // One at a time over all tabs and the worker.
  function alone(work) {
    return navigator.locks ? navigator.locks.request(NAME, work) : work();
  }

  // Who is logged in, and the secret of the session's forms: asked for when something is sent, kept
  // nowhere.
  async function session() {
    let response;
    try {
      response = await fetch("/log/session", {
        headers: { accept: "application/json" }, cache: "no-store", credentials: "same-origin",
      });
    } catch {
      return { reached: false };
    }
    if (!response.ok) return { reached: response.status === 401 };
    const found = await response.json();
    return { reached: true, account: found.account, csrf: found.csrf };
  }

  async function answer(response) {
    try {
      return await response.json();
    } catch {
      return { status: response.status, detail: response.statusText };
    }
  }

  // What became of one entry; null when the network or the server is not there.
  async function post(entry, csrf) {
    let response;
    try {
      response = await fetch("/api/v1/bilaterals", {
        method: "POST",
        headers: {
          "content-type": "application/json", accept: "application/json",
          "idempotency-key": entry.id, "x-csrf-token": csrf,
        },
        credentials: "same-origin",
        body: JSON.stringify({ ...entry.bilateral, ...(entry.confirmed ? { confirmed: true } : {}) }),
      });
    } catch {
      return { failed: "offline" };
    }
    const said = await answer(response);
    if (response.ok) {
      return { state: "sent", link: `/meeting/${encodeURIComponent(said.id)}` };
    }
    if (response.status === 401) return { failed: "login" };
    if (response.status === 403 && said.code === "forged") return { failed: "login" };
    const isLater = response.status >= 500 || [408, 429].includes(response.status);
    if (isLater || (response.status === 409 && said.code !== "likely-duplicate")) {
      return { failed: "later" };
    }
    const isChoice = said.code === "likely-duplicate" || said.code === "ambiguous";
    return { state: isChoice ? "decide" : "refused", problem: said };
  }

  // Sends what waits, oldest first; with `only`, just that entry. Says what stands in the way:
  // nothing (null), "offline", "login" or "later".
  async function send(account, only) {
    return alone(async () => {
      const waiting = (await all(account)).filter(
        (entry) =>
          ["waiting", "sending"].includes(entry.state) && (!only || entry.id === only),
      );
      if (waiting.length === 0) return null;
      const known = await session();
      if (!known.reached) return "offline";
      if (known.account !== account) return "login";
      for (const entry of waiting) {
        await put({ ...entry, state: "sending" });
        const result = await post(entry, known.csrf);
        // It may have been taken back while it was under way.
        if (!(await get(entry.id))) continue;
        if (result.failed) {
          await put({ ...entry, state: "waiting" });
          return result.failed;
        }
        // What is recorded is in the registry; here only where to find it is kept.
        const kept = result.state === "sent" ? { bilateral: null, confirmed: false } : {};
        await put({ ...entry, ...kept, problem: null, ...result });
      }
      return null;
    });
  }

  // Forgets what was sent some days ago.
  async function tidy(account) {
    const limit = Date.now() - KEPT_DAYS * 86400000;
    for (const entry of await all(account)) {
      if (entry.state === "sent" && entry.made < limit) await remove(entry.id);
    }
  }

  // All that waits on this device, whoever wrote it: for the worker, which does not know who looks.
  async function sendForSession() {
    const known = await session();
    if (!known.reached || !known.account) throw new Error("nobody can send now");
    const held = await send(known.account);
    if (held) throw new Error(held);
  }

  globalThis.rapporteurOutbox = {
    all, get, put, remove, send, session, sendForSession, tidy,
    onChange: (listener) => listeners.add(listener),
  };
})();
