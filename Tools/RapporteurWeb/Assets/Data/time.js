// Moves the page along the log: the slider takes arrow keys and shows when each size was recorded;
// letting go shows the page as it stood then. Without this script, the form's button does the same.

const form = document.querySelector("form[data-time]");
const slider = form?.querySelector('input[name="as-of"]');

if (form && slider) {
  const output = form.querySelector("output");
  const head = Number(slider.max);
  let asked = 0;

  // The size on the slider is shown at once; when it was recorded comes from the server.
  const tell = async () => {
    output.textContent = slider.value;
    const turn = ++asked;
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (turn !== asked) return;
    try {
      const answer = await fetch(`/moment?size=${slider.value}`, { headers: { accept: "application/json" } });
      if (!answer.ok || turn !== asked) return;
      const moment = await answer.json();
      output.textContent = moment.words;
      slider.setAttribute("aria-valuetext", moment.words);
    } catch {
      // Without the network the size alone is shown.
    }
  };

  const go = () => {
    const address = new URL(location.href);
    address.searchParams.delete("page");
    address.searchParams.delete("notice");
    if (Number(slider.value) >= head) address.searchParams.delete("as-of");
    else address.searchParams.set("as-of", slider.value);
    if (address.href !== location.href) location.assign(address);
  };

  slider.addEventListener("input", tell);
  slider.addEventListener("keydown", (event) => {
    // Arrow keys move by one event, page keys by a hundredth of the log.
    const step = Math.max(1, Math.round(head / 100));
    const steps = { PageUp: step, PageDown: -step };
    if (event.key in steps) {
      event.preventDefault();
      slider.value = String(Number(slider.value) + steps[event.key]);
      slider.dispatchEvent(new Event("input"));
    } else if (event.key === "Enter") {
      event.preventDefault();
      go();
    }
  });
  slider.addEventListener("pointerup", () => setTimeout(go));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go();
  });
}
