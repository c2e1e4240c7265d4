// Keeps the form for bilaterals at hand where there is no network, and nothing that names a person.
// Pages come from the network; only when it does not answer, /log is shown from what was kept.
"use strict";

importScripts("/assets/outbox-engine.js");

const CACHE = "rapporteur-log-1";
const SHELL = "/log/offline";
const DATA = "/offline.json";
const START = [SHELL, "/app.webmanifest", "/assets/outbox-engine.js"];
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(
        names.filter((name) => name.startsWith("rapporteur-") && name !== CACHE)
          .map((name) => caches.delete(name)),
      ))
      .then(() => self.clients.claim()),
  );
});

// The shell, and every style and script that it names, and those that these name.
async function keepShell() {
  const cache = await caches.open(CACHE);
  const wanted = [...START];
  const seen = new Set();
  while (wanted.length > 0) {
    const path = wanted.pop();
    if (seen.has(path)) continue;
    seen.add(path);
    const response = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
    if (!response.ok) continue;
    const type = response.headers.get("content-type") || "";
    await cache.put(path, response.clone());
    if (!/html|javascript|css|json/.test(type)) continue;
    const text = await response.text();
    for (const [, found] of text.matchAll(/["'(](\/assets\/[\w.-]+)["')]/g)) wanted.push(found);
  }
}

async function keepData() {
  const cache = await caches.open(CACHE);
  const response = await fetch(DATA, { credentials: "same-origin", cache: "no-cache" });
  if (response.ok) await cache.put(DATA, response);
}

function inTime(promise) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("too slow")), PATIENCE);
    promise.then(resolve, reject);
  });
}

async function logPage(request) {
  try {
    return await inTime(fetch(request));
  } catch {
    return (await caches.match(SHELL)) || Response.error();
  }
}

async function fromNetworkOrKept(request, path) {
  const cache = await caches.open(CACHE);
  try {
    const response = await inTime(fetch(request));
    if (response.ok && (await cache.match(path))) await cache.put(path, response.clone());
    return response;
  } catch {
    return (await cache.match(path)) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === "/log") event.respondWith(logPage(request));
    return;
  }
  if (url.pathname.startsWith("/assets/") || url.pathname === "/app.webmanifest") {
    event.respondWith(fromNetworkOrKept(request, url.pathname));
  } else if (url.pathname === DATA) {
    event.respondWith(fromNetworkOrKept(request, DATA));
  }
});

self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(Promise.all([keepShell(), keepData()]));
  if (event.data === "forget") {
    event.waitUntil(caches.open(CACHE).then((cache) => cache.delete(DATA)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "rapporteur-outbox") {
    event.waitUntil(self.rapporteurOutbox.sendForSession());
  }
});
