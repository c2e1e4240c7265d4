// Logging a bilateral: several of everything, chips and completion, keyboard first, and an outbox
// that keeps what cannot be sent. Without this script the form works for one of each.

import { account, Cards } from "/assets/log-outbox.js";
import { ManyField, OneField } from "/assets/log-fields.js";
import { sendLater, sendOne } from "/assets/outbox.js";

const engine = globalThis.rapporteurOutbox;
const form = document.querySelector("form[data-log]");
const words = JSON.parse(form.dataset.words);
const LISTS = ["requests", "offers", "followups"];
const COMPLETION = {
  proposals: words["log.proposals"], create: words["log.create"], remove: words["log.remove_chip"],
};
const REMEMBERED = ["under", "place", "office"];
const fields = new Map();
let number = 100;

const said = form.querySelector("[data-said]");
const errors = form.querySelector("[data-errors]");
const parties = form.querySelector("[data-parties]");
const more = form.querySelector("[data-more]");
const wide = matchMedia("(min-width: 64rem)");

// MARK: Fields

function enhance(input) {
  if (!input.dataset.complete || fields.has(input)) return;
  const isParty = input.name === "with";
  const field = "many" in input.dataset
    ? new ManyField(input, COMPLETION, isParty ? addParty : undefined)
    : new OneField(input, COMPLETION);
  fields.set(input, field);
}

function enhanceAll(part) {
  part.querySelectorAll("input[data-complete]").forEach(enhance);
}

function input(name) {
  return form.querySelector(`[name="${name}"]`);
}

function valueOf(element) {
  const field = fields.get(element);
  return field ? field.value : element.value.trim();
}

function isEmpty(value) {
  return value === "" || value == null || (Array.isArray(value) && value.length === 0);
}

// MARK: Parties that are not registered yet

function addParty(name, country = "") {
  const template = document.querySelector("template[data-party]");
  const part = template.content.cloneNode(true).firstElementChild;
  number += 1;
  part.innerHTML = part.innerHTML.replaceAll("__", number);
  part.querySelector("[data-name]").textContent = name;
  part.dataset.party = name;
  part.querySelector("[data-remove]").addEventListener("click", () => {
    part.remove();
    input("with").focus();
  });
  parties.append(part);
  enhanceAll(part);
  const field = part.querySelector("input");
  if (country) fields.get(field).fill(country);
  field.focus();
}

function newParties() {
  return [...parties.children].map((part) => {
    const country = valueOf(part.querySelector("input"));
    return { name: part.dataset.party, ...(country ? { country } : {}) };
  });
}

// MARK: Requests, offers, follow-ups

function items(list) {
  return [...form.querySelectorAll(`[data-item="${list}"]`)];
}

// Adds a part, or goes to the last one while nothing is said in it yet.
function another(list) {
  const last = items(list).at(-1);
  if (last && !saysSomething(valuesOf(last))) last.querySelector("textarea, input").focus();
  else addItem(list);
}

function addItem(list, focus = true) {
  const template = document.querySelector(`template[data-new="${list}"]`);
  number += 1;
  const holder = document.createElement("div");
  holder.innerHTML = template.innerHTML.replaceAll("__", number);
  const part = holder.firstElementChild;
  form.querySelector(`[data-items="${list}"]`).append(part);
  prepare(part);
  count(list);
  if (focus) part.querySelector("textarea, input").focus();
  return part;
}

function prepare(part) {
  enhanceAll(part);
  const remove = part.querySelector("[data-remove]");
  if (!remove) return;
  remove.hidden = false;
  remove.addEventListener("click", () => {
    const list = part.dataset.item;
    part.remove();
    count(list);
    form.querySelector(`[data-add="${list}"]`).focus();
  });
}

function count(list) {
  const all = items(list);
  all.forEach((part, place) => {
    part.querySelector("[data-number]").textContent = all.length > 1 ? ` ${place + 1}` : "";
  });
}

function valuesOf(part) {
  const values = {};
  for (const element of part.querySelectorAll("[name]")) {
    const name = element.name.split(".").at(-1);
    const value = valueOf(element);
    if (!isEmpty(value)) values[name] = value;
  }
  return values;
}

// A kind alone is what the form proposes, and says nothing.
function saysSomething(values) {
  return Object.keys(values).some((name) => name !== "kind");
}

// MARK: Everything together

// The bilateral, and the parts of the form that its lists came from.
function collect() {
  for (const field of fields.values()) if (field instanceof ManyField) field.settle();
  const bilateral = {};
  const put = (name, value) => { if (!isEmpty(value)) bilateral[name] = value; };
  for (const name of ["with", "office", "present", "under", "place", "note"]) {
    put(name, valueOf(input(name)));
  }
  put("with_new", newParties());
  put("on", input("on").value.trim() || input("day").value);
  const places = {};
  for (const list of LISTS) {
    places[list] = items(list).filter((part) => saysSomething(valuesOf(part)));
    put(list, places[list].map(valuesOf));
  }
  return { bilateral, places };
}

function knownTitles() {
  return Object.assign({}, ...[...fields.values()].map((field) => field.titles));
}

function titleOf(bilateral, titles) {
  const names = [
    ...(bilateral.with || []).map((id) => titles[id] ?? id),
    ...(bilateral.with_new || []).map((one) => one.name),
  ];
  const counts = LISTS.filter((list) => bilateral[list]).map((list) => {
    const many = bilateral[list].length;
    return words[`log.${list}.${many === 1 ? "one" : "other"}`].replace("{count}", many);
  });
  return [names.join(", "), bilateral.on, ...counts].filter(Boolean).join(" · ");
}

function clear() {
  form.reset();
  parties.replaceChildren();
  for (const [element, field] of fields) {
    if (!form.contains(element)) fields.delete(element);
    else field.fill(null);
  }
  for (const list of LISTS) {
    items(list).forEach((part) => part.remove());
    if (list !== "offers") addItem(list, false);
  }
  showFaults([]);
  form.command.value = crypto.randomUUID();
  remember.fill();
  setDay();
  fold();
}

// Takes an entry back into the form.
async function edit(entry) {
  clear();
  const { bilateral, titles = {} } = entry;
  for (const name of ["with", "office", "present", "under"]) {
    fields.get(input(name)).fill(bilateral[name], titles);
  }
  for (const name of ["place", "note"]) input(name).value = bilateral[name] ?? "";
  setDay(bilateral.on);
  for (const party of bilateral.with_new || []) addParty(party.name, party.country);
  for (const list of LISTS) {
    items(list).forEach((part) => part.remove());
    for (const values of bilateral[list] || []) {
      const part = addItem(list, false);
      for (const element of part.querySelectorAll("[name]")) {
        const value = values[element.name.split(".").at(-1)];
        const field = fields.get(element);
        if (field) field.fill(value, titles);
        else element.value = value ?? "";
      }
    }
  }
  await engine.remove(entry.id);
  // What the registry has not seen keeps its id: it can only be recorded once.
  form.command.value = entry.id;
  const { places } = collect();
  if (entry.problem && entry.state === "refused") showProblem(entry.problem, places);
  else input("with").focus();
  form.scrollIntoView();
}

// MARK: Faults

// The element that a JSON pointer is about.
function elementAt(pointer, places) {
  const [, first, second, third] = pointer.split("/");
  if (first === "on") return input("on");
  if (first === "with_new") return parties.children[Number(second)]?.querySelector("input");
  const part = places?.[first]?.[Number(second)];
  if (part) {
    const named = [...part.querySelectorAll("[name]")];
    return named.find((one) => one.name.split(".").at(-1) === third) ?? named[0];
  }
  return input(first);
}

function showFaults(faults) {
  form.querySelectorAll(".faulty").forEach((field) => field.classList.remove("faulty"));
  form.querySelectorAll("p.fault").forEach((one) => one.remove());
  form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
  document.querySelectorAll("section.errors:not([data-errors])").forEach((one) => one.remove());
  errors.hidden = faults.length === 0;
  errors.querySelector("ul").replaceChildren(
    ...faults.map(({ element, text }) => {
      const item = document.createElement("li");
      if (!element) {
        item.textContent = text;
        return item;
      }
      const link = document.createElement("a");
      link.href = `#${element.id}`;
      link.textContent = text;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        element.focus();
      });
      item.append(link);
      return item;
    }),
  );
  for (const { element, text } of faults) {
    if (!element) continue;
    const field = element.closest(".field");
    field?.classList.add("faulty");
    element.setAttribute("aria-invalid", "true");
    const fault = document.createElement("p");
    fault.className = "fault";
    fault.id = `${element.id}-fault`;
    fault.textContent = text;
    field?.querySelector("label")?.after(fault);
    element.setAttribute("aria-describedby", fault.id);
  }
  if (more.querySelector(".faulty")) more.open = true;
  faults[0]?.element?.focus();
}

function showProblem(problem, places) {
  const pointed = problem.errors?.length
    ? problem.errors
    : [{ pointer: problem.where?.pointer, detail: problem.detail }];
  showFaults(
    pointed.map(({ pointer, detail }) => ({
      element: pointer ? elementAt(pointer, places) : null,
      text: [detail, problem.hint].filter(Boolean).join(" – "),
    })),
  );
}

// MARK: What the device remembers

const remember = {
  get place() { return `rapporteur-log-${account}`; },
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.place)) || {};
    } catch {
      return {};
    }
  },
  keep(bilateral, titles) {
    const kept = { titles: {} };
    for (const name of REMEMBERED) {
      if (bilateral[name] === undefined) continue;
      kept[name] = bilateral[name];
      for (const id of [bilateral[name]].flat()) if (titles[id]) kept.titles[id] = titles[id];
    }
    localStorage.setItem(this.place, JSON.stringify(kept));
  },
  fill() {
    const kept = this.read();
    for (const name of REMEMBERED) {
      const element = input(name);
      if (kept[name] === undefined || !isEmpty(valueOf(element))) continue;
      const field = fields.get(element);
      if (field) field.fill(kept[name], kept.titles);
      else element.value = kept[name];
    }
  },
};

// Today by this device's clock, when nothing else is said; a date that is no day stands as it is known.
function setDay(date) {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date ?? "");
  if (date) {
    input("day").value = isDay ? date : "";
    input("on").value = isDay ? "" : date;
  } else if (!input("day").value && !input("on").value) {
    const now = new Date();
    now.setMinutes(now.getMinutes() - now.getTimezoneOffset());
    input("day").value = now.toISOString().slice(0, 10);
  }
}

// One date only: what was said last.
input("on").addEventListener("input", () => { input("day").value = ""; });
input("day").addEventListener("input", () => { input("on").value = ""; });

// MARK: Sending

function missing(bilateral) {
  const faults = [];
  if (!bilateral.with && !bilateral.with_new) {
    faults.push({ element: input("with"), text: words["log.with.missing"] });
  }
  if (!bilateral.on) faults.push({ element: input("day"), text: words["log.on.missing"] });
  return faults;
}

let isBusy = false;

async function send() {
  if (isBusy) return;
  const { bilateral, places } = collect();
  const faults = missing(bilateral);
  showFaults(faults);
  if (faults.length > 0) return;
  if (!account) {
    showFaults([{ element: null, text: words["outbox.nobody"] }]);
    return;
  }
  isBusy = true;
  said.textContent = words["outbox.sending"];
  const titles = knownTitles();
  const entry = {
    id: form.command.value || crypto.randomUUID(), account, bilateral, titles,
    title: titleOf(bilateral, titles), confirmed: false, state: "waiting", problem: null,
    made: Date.now(),
  };
  try {
    await engine.put(entry);
    remember.keep(bilateral, titles);
    const held = await sendOne(entry.id);
    const now = await engine.get(entry.id);
    if (now?.state === "sent") {
      await engine.remove(entry.id);
      location.assign(`${now.link}?notice=bilateral_recorded`);
      return;
    }
    if (now?.state === "refused") {
      await engine.remove(entry.id);
      said.textContent = "";
      showProblem(now.problem, places);
      return;
    }
    clear();
    if (now?.state === "decide") {
      said.textContent = words["outbox.decide"];
      document.querySelector("[data-outbox=asking]").scrollIntoView({ block: "start" });
      document.querySelector("[data-outbox=asking] :is(input, button)")?.focus();
      return;
    }
    said.textContent = words[held === "login" ? "outbox.kept_login" : "outbox.kept"];
    await sendLater();
    input("with").focus();
  } finally {
    isBusy = false;
  }
}

// MARK: Keys

const STOPS = "input:not([type=hidden]), textarea, select, button[type=submit]";

function moveOn(from) {
  const stops = [...form.querySelectorAll(STOPS)].filter(
    (one) => !one.disabled && one.offsetParent !== null);
  stops[stops.indexOf(from) + 1]?.focus();
}

form.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    send();
    return;
  }
  const added = { r: "requests", o: "offers", f: "followups" }[event.key.toLowerCase()];
  if (event.altKey && event.shiftKey && added) {
    event.preventDefault();
    another(added);
    return;
  }
  const isField = event.target.matches("input, textarea, select");
  if (event.key === "Enter" && isField && !event.shiftKey && !event.defaultPrevented) {
    event.preventDefault();
    moveOn(event.target);
  }
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

for (const button of form.querySelectorAll("[data-add]")) {
  button.hidden = false;
  button.addEventListener("click", () => another(button.dataset.add));
}

// MARK: What a phone folds away

// On a laptop everything stands open; on a phone what is usually remembered is folded, and said.
function fold() {
  more.open = wide.matches || more.querySelector(".faulty") !== null;
  const said = REMEMBERED.map((name) => {
    const element = input(name);
    const field = fields.get(element);
    return field instanceof ManyField
      ? field.value.map((id) => field.titles[id] ?? id).join(", ") : element.value.trim();
  });
  more.querySelector("[data-more-said]").textContent = said.filter(Boolean).join(" · ");
}

wide.addEventListener("change", fold);

// MARK: Beginning

document.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
document.querySelectorAll("[data-plain]").forEach((part) => part.remove());
enhanceAll(form);
form.querySelectorAll("[data-item]").forEach(prepare);
for (const list of LISTS) count(list);
// What nobody filled in does not take up the screen.
for (const part of items("offers")) if (!saysSomething(valuesOf(part))) part.remove();
form.command.value ||= crypto.randomUUID();
setDay();
remember.fill();
fold();
new Cards(words, edit);
if (!document.querySelector(".errors:not([hidden])")) input("with").focus();

navigator.serviceWorker?.register("/service-worker.js").then(async () => {
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage("keep");
}).catch(() => {
  // Without a worker the form still works while there is a network.
});
