// Filters of lists: fields complete as one types, and fields that were left empty stay out of the
// address, so that it can be sent to somebody.

import { OneField } from "/assets/log-fields.js";

for (const form of document.querySelectorAll("form.filters")) {
  const words = { proposals: form.dataset.proposals };
  const fields = [...form.querySelectorAll("input[data-complete]")].map((input) => ({
    name: input.name, field: new OneField(input, words),
  }));
  form.addEventListener("formdata", ({ formData }) => {
    for (const { name, field } of fields) {
      // Hidden fields hold further values of the same name; the one that is typed comes last.
      const values = formData.getAll(name);
      values[values.length - 1] = field.value;
      formData.delete(name);
      for (const value of values) formData.append(name, value);
    }
    const kept = [...formData].filter(([, value]) => value !== "");
    for (const [name] of [...formData]) formData.delete(name);
    for (const [name, value] of kept) formData.append(name, value);
  });
}
