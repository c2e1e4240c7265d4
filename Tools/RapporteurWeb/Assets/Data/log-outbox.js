// The entries of the outbox as cards, each with its state and what can be done about it.

import { account, onEntries, sendAll, sendOne } from "/assets/outbox.js";

const engine = globalThis.rapporteurOutbox;
const SVG = "http://www.w3.org/2000/svg";
const LOOKS = {
  waiting: ["waiting", "wait"], sending: ["sending", "turn"], sent: ["sent", "check"],
  refused: ["refused", "stop"], decide: ["conflict", "fork"],
};

// An element with attributes and children; texts are texts.
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "click") element.addEventListener("click", value);
    else if (value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/assets/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

function button(label, click, look = "") {
  return make("button", { type: "button", class: `button ${look}`.trim(), click }, label);
}

// Puts a value at a JSON pointer (RFC 6901).
function put(document, pointer, value) {
  const parts = pointer.split("/").slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  let place = document;
  for (const part of parts.slice(0, -1)) place = place?.[part];
  if (place) place[parts.at(-1)] = value;
}

export class Cards {
  // `edit` takes an entry back into the form.
  constructor(words, edit) {
    this.words = words;
    this.edit = edit;
    this.drawn = "";
    onEntries((entries, held) => this.show(entries, held));
  }

  show(entries, held) {
    // What a person is choosing in is not drawn anew under their hands.
    const now = JSON.stringify([entries, held]);
    if (now === this.drawn) return;
    this.drawn = now;
    const asking = entries.filter((one) => ["refused", "decide"].includes(one.state));
    const rest = entries.filter((one) => !asking.includes(one)).reverse();
    this.fill("asking", asking, held);
    this.fill("rest", rest, held);
  }

  fill(name, entries, held) {
    const section = document.querySelector(`[data-outbox=${name}]`);
    if (!section) return;
    section.hidden = entries.length === 0;
    const list = section.querySelector("ul");
    const known = new Map([...list.children].map((one) => [one.dataset.entry, one]));
    list.replaceChildren(
      ...entries.map((entry) => {
        const face = JSON.stringify([entry, held]);
        const old = known.get(entry.id);
        return old?.dataset.face === face ? old : this.card(entry, held, face);
      }),
    );
  }

  card(entry, held, face) {
    const [look, picture] = LOOKS[entry.state];
    const card = make("li", { class: `entry ${look}`, "data-entry": entry.id });
    card.dataset.face = face;
    card.append(icon(picture), make("p", { class: "state" }, this.state(entry, held)));
    card.append(make("p", {}, entry.title));
    const { problem } = entry;
    if (entry.state === "refused") {
      card.append(make("p", { class: "fault" }, this.reason(problem)));
    } else if (problem?.code === "ambiguous") {
      card.append(this.choices(entry));
    } else if (problem?.code === "likely-duplicate") {
      card.append(this.duplicates(entry));
    }
    card.append(this.actions(entry, held, card));
    return card;
  }

  state(entry, held) {
    if (entry.state === "waiting" && held === "login") return this.words["outbox.login"];
    return this.words[`outbox.${entry.state}`];
  }

  reason(problem) {
    const faults = (problem?.errors || []).map((one) => one.detail);
    const said = faults.length > 0 ? faults : [problem?.detail || ""];
    return [...said, problem?.hint].filter(Boolean).join(" – ");
  }

  choices(entry) {
    const box = make("div", {});
    for (const place of entry.problem.places || []) {
      const group = make("fieldset", { "data-pointer": place.pointer });
      group.append(
        make("legend", {}, this.words["outbox.which"].replace("{name}", place.written)));
      const choices = make("div", { class: "choices" });
      for (const candidate of place.candidates) {
        const input = make("input", {
          type: "radio", name: `${entry.id}${place.pointer}`, value: candidate.id,
          "data-kind": candidate.kind, "data-written": place.written,
        });
        const label = make("label", {}, input, make("span", {}, candidate.title));
        if (candidate.detail) label.append(make("span", { class: "soft" }, candidate.detail));
        choices.append(label);
      }
      const note = place.candidates.find((one) => one.note)?.note;
      if (note) group.append(make("p", { class: "hint" }, note));
      group.append(choices);
      box.append(group);
    }
    return box;
  }

  duplicates(entry) {
    const list = make("ul", {});
    for (const one of entry.problem.duplicates || []) {
      const link = make(
        "a", { href: `/${one.kind}/${encodeURIComponent(one.id)}`, target: "_blank", rel: "opener" },
        one.title);
      const why = one.why.map((reason) => this.words[`outbox.why.${reason.reason}`]).join("; ");
      list.append(make("li", {}, link, one.date ? ` (${one.date})` : "", ` – ${why}`));
    }
    return list;
  }

  actions(entry, held, card) {
    const bar = make("div", { class: "actions" });
    const drop = () => engine.remove(entry.id);
    if (entry.state === "sent") {
      bar.append(make("a", { class: "button", href: entry.link }, this.words["outbox.open"]));
      bar.append(button(this.words["outbox.hide"], drop, "plain"));
      return bar;
    }
    if (entry.state === "sending") return bar;
    if (entry.state === "waiting") {
      if (held === "login") {
        bar.append(
          make("a", { class: "button main", href: "/login?next=/log" },
            this.words["outbox.log_in"]));
      } else {
        bar.append(button(this.words["outbox.send"], sendAll));
      }
    } else if (entry.problem?.code === "ambiguous") {
      bar.append(button(this.words["outbox.decide_send"], () => this.decide(entry, card), "main"));
    } else if (entry.problem?.code === "likely-duplicate") {
      bar.append(
        button(this.words["outbox.anyway"], () => this.again({ ...entry, confirmed: true }), "main"));
    }
    bar.append(button(this.words["outbox.edit"], () => this.edit(entry)));
    bar.append(button(this.words["outbox.drop"], drop, "plain"));
    return bar;
  }

  async decide(entry, card) {
    const bilateral = structuredClone(entry.bilateral);
    for (const group of card.querySelectorAll("[data-pointer]")) {
      const chosen = group.querySelector("input:checked");
      if (!chosen) {
        group.querySelector("input")?.focus();
        return;
      }
      const { kind, written } = chosen.dataset;
      put(
        bilateral, group.dataset.pointer,
        kind === "country" ? { code: chosen.value, written } : chosen.value);
    }
    await this.again({ ...entry, bilateral });
  }

  async again(entry) {
    await engine.put({ ...entry, state: "waiting", problem: null });
    await sendOne(entry.id);
  }
}

export { account };
