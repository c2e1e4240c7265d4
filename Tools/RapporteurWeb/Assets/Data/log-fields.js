// Fields that complete: one value, or several as chips. Without this script they are plain texts.

import { Combobox } from "/assets/complete.js";

const SVG = "http://www.w3.org/2000/svg";

function closeIcon() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", "/assets/icons.svg#close");
  svg.append(use);
  return svg;
}

function titles(input) {
  try {
    return JSON.parse(input.dataset.titles || "{}");
  } catch {
    return {};
  }
}

// What was chosen is sent by its id; what was only written, as it was written.
export class OneField {
  constructor(input, words) {
    this.input = input;
    this.name = input.name;
    this.id = null;
    const title = titles(input)[input.value];
    if (title) this.set(input.value, title);
    input.addEventListener("input", () => { this.id = null; });
    this.box = new Combobox(input, input.dataset.complete, words, {
      choose: (option) => {
        this.set(option.id, option.title);
        input.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
      },
    });
  }

  set(id, title) {
    this.id = id;
    this.title = title;
    this.input.value = title;
  }

  get value() { return this.id ?? this.input.value.trim(); }

  get titles() { return this.id ? { [this.id]: this.title } : {}; }

  fill(value, known = {}) {
    if (!value) {
      this.id = null;
      this.input.value = "";
    } else if (typeof value === "object") {
      this.set(value.code, value.written);
    } else if (known[value]) {
      this.set(value, known[value]);
    } else {
      this.id = null;
      this.input.value = value;
    }
  }
}

export class ManyField {
  // `create` is called with a name that nothing is called by, where one may make something new.
  constructor(input, words, create) {
    this.input = input;
    this.name = input.name;
    this.words = words;
    this.chosen = [];
    this.known = new Map();
    this.list = document.createElement("ul");
    this.list.className = "chips";
    this.list.hidden = true;
    const start = input.value.split(";").map((one) => one.trim()).filter(Boolean);
    const known = titles(input);
    input.value = "";
    this.box = new Combobox(input, input.dataset.complete, words, {
      choose: (option) => this.add(option.id, option.title),
      take: (text) => this.write(text),
      create: create && ((name) => {
        input.value = "";
        create(name);
      }),
    });
    input.parentElement.after(this.list);
    for (const value of start) this.add(value, known[value], false);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Backspace" && !input.value && this.chosen.length > 0) {
        this.remove(this.chosen.length - 1);
      } else if (event.key === ";" && input.value.trim()) {
        event.preventDefault();
        this.write(input.value.trim());
      }
    });
  }

  // Takes what is typed as it is written.
  write(text) {
    if (!text) return false;
    this.add(text);
    return true;
  }

  add(value, title, tells = true) {
    this.input.value = "";
    if (!this.chosen.includes(value)) {
      this.chosen.push(value);
      if (title) this.known.set(value, title);
      this.draw();
      if (tells) this.input.dispatchEvent(new CustomEvent("chosen", { bubbles: true }));
    }
  }

  remove(place) {
    this.chosen.splice(place, 1);
    this.draw();
    this.input.focus();
  }

  draw() {
    this.list.hidden = this.chosen.length === 0;
    this.list.replaceChildren(
      ...this.chosen.map((value, place) => {
        const chip = document.createElement("li");
        const title = this.known.get(value);
        chip.className = title ? "chip on" : "chip unknown";
        const remove = document.createElement("button");
        remove.type = "button";
        remove.setAttribute("aria-label", this.words.remove.replace("{name}", title ?? value));
        remove.append(closeIcon());
        remove.addEventListener("click", () => this.remove(place));
        chip.append(title ?? value, remove);
        return chip;
      }),
    );
  }

  // What is still in the field counts as written.
  settle() {
    this.box.close();
    this.write(this.input.value.trim());
  }

  get value() { return this.chosen; }

  get titles() { return Object.fromEntries(this.known); }

  fill(values, known = {}) {
    this.chosen = [];
    this.known = new Map();
    const all = Array.isArray(values) ? values : values ? [values] : [];
    for (const value of all) this.add(value, known[value], false);
    this.draw();
  }
}
