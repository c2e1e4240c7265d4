// Completes what one types, from what is kept on this device and from the server.

import { fit } from "/assets/folding.js";

const LIMIT = 8;
let offline = null;

// What completes without a network: countries, themes, terms, organisations, meetings. No people.
function kept() {
  offline ??= fetch("/offline.json", { credentials: "same-origin" })
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null)
    .then((data) => {
      if (!data) offline = null;
      return data || {};
    });
  return offline;
}

function bestFit(names, text) {
  const fits = names.map((name) => fit(name, text)).filter((one) => one >= 0);
  return fits.length > 0 ? Math.min(...fits) : -1;
}

function fittingCountries(data, text) {
  return new Set(
    (data.country || [])
      .filter(([code, title, , names]) => bestFit([title, code, ...(names || [])], text) >= 0)
      .map(([code]) => code),
  );
}

async function fromKept(kind, text) {
  const data = await kept();
  const found = [];
  const countries = kind === "organisation" ? fittingCountries(data, text) : new Set();
  for (const [id, title, detail, names, country] of data[kind] || []) {
    const best = bestFit([title, id, ...(names || [])], text);
    if (best >= 0) found.push({ kind, id, title, detail, best });
    // An organisation answers to the names of its country, after those that are called so.
    else if (countries.has(country)) found.push({ kind, id, title, detail, best: 3 });
  }
  found.sort((a, b) => a.best - b.best);
  const ambiguous = kind === "country" && (data.ambiguous || []).find(([name]) => fit(name, text) === 0);
  if (!ambiguous) return found.slice(0, LIMIT);
  const first = ambiguous[1].map((id) => (data.country || []).find((one) => one[0] === id))
    .filter(Boolean)
    .map(([id, title, detail]) => ({ kind, id, title, detail, note: ambiguous[2] }));
  const rest = found.filter((one) => !ambiguous[1].includes(one.id));
  return [...first, ...rest].slice(0, LIMIT);
}

async function fromServer(kind, text, signal) {
  const query = new URLSearchParams({ kind, q: text });
  const response = await fetch(`/api/v1/complete?${query}`, {
    headers: { accept: "application/json" }, credentials: "same-origin", signal,
  });
  return response.ok ? response.json() : [];
}

function merged(first, second) {
  const seen = new Set(first.map((one) => one.id));
  return [...first, ...second.filter((one) => !seen.has(one.id))].slice(0, LIMIT);
}

// A list of proposals under a field (ARIA combobox). `choose` is given what was chosen.
export class Combobox {
  constructor(input, kind, words, { choose, create, take }) {
    this.input = input;
    this.kind = kind;
    this.words = words;
    this.choose = choose;
    this.create = create;
    this.take = take;
    this.options = [];
    this.active = -1;
    this.list = document.createElement("ul");
    this.list.className = "options";
    this.list.id = `${input.id}-proposals`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.proposals);
    this.list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.autocomplete = "off";
    const holder = document.createElement("div");
    holder.className = "combo";
    input.before(holder);
    holder.append(input, this.list);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    input.addEventListener("keydown", (event) => this.key(event));
    // The pointer must not take the focus away from the field.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick(Number(option.dataset.index));
    });
  }

  get isOpen() { return !this.list.hidden; }

  async ask() {
    const text = this.input.value.trim();
    this.controller?.abort();
    clearTimeout(this.timer);
    if (!text) return this.close();
    const near = this.kind === "person" ? [] : await fromKept(this.kind, text);
    if (this.input.value.trim() !== text) return;
    this.show(near, text);
    const controller = new AbortController();
    this.controller = controller;
    this.timer = setTimeout(async () => {
      try {
        const more = await fromServer(this.kind, text, controller.signal);
        if (!controller.signal.aborted && this.input.value.trim() === text) {
          this.show(merged(more, near), text);
        }
      } catch {
        // Without a network, what is kept has to do.
      }
    }, 90);
  }

  show(options, text) {
    if (document.activeElement !== this.input) return;
    this.options = [...options];
    if (this.create && !options.some((one) => fit(one.title, text) === 0)) {
      this.options.push({ create: text, title: this.words.create.replace("{name}", text) });
    }
    this.list.replaceChildren(
      ...this.options.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.dataset.index = index;
        item.setAttribute("role", "option");
        const title = document.createElement("span");
        title.textContent = option.title;
        item.append(title);
        if (option.detail) {
          const detail = document.createElement("small");
          detail.textContent = option.detail;
          item.append(" ", detail);
        }
        if (option.create !== undefined) item.className = "create";
        return item;
      }),
    );
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.activate(this.options.length > 0 && this.options[0].create === undefined ? 0 : -1);
  }

  activate(index) {
    this.active = index;
    [...this.list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === index));
      if (place === index) item.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) {
      this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  close() {
    this.controller?.abort();
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  pick(index) {
    const option = this.options[index];
    this.close();
    if (!option) return;
    if (option.create !== undefined) this.create(option.create);
    else this.choose(option);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!this.isOpen) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.activate((this.active + step + this.options.length) % this.options.length);
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if ((event.key === "Enter" || event.key === "Tab") && this.input.value.trim()) {
      if (this.isOpen && this.active >= 0) {
        if (event.key === "Enter") event.preventDefault();
        event.stopPropagation();
        this.pick(this.active);
      } else if (this.take?.(this.input.value.trim())) {
        if (event.key === "Enter") event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    }
  }
}
