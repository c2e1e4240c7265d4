// Fields of forms that complete. Their ids are put in place of what is shown when the form is sent.

import { ManyField, OneField } from "/assets/log-fields.js";

for (const form of document.querySelectorAll("form[data-form]")) {
  const words = JSON.parse(form.dataset.words);
  const fields = [...form.querySelectorAll("input[data-complete]")].map((input) => {
    const name = input.name;
    const field = "many" in input.dataset
      ? new ManyField(input, words)
      : new OneField(input, words);
    return { name, field };
  });
  let isSending = false;
  form.addEventListener("submit", (event) => {
    // A second press does not send it twice; the command's id would make it harmless.
    if (isSending) event.preventDefault();
    isSending = true;
    for (const { field } of fields) if (field instanceof ManyField) field.settle();
  });
  addEventListener("pageshow", () => { isSending = false; });
  form.addEventListener("formdata", (event) => {
    for (const { name, field } of fields) {
      const value = field.value;
      event.formData.set(name, Array.isArray(value) ? value.join("; ") : value);
    }
  });
}
