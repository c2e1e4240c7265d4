// Shows how a verification goes without loading the page again and again.
const section = document.querySelector("[data-verify]");

if (section) {
  const bar = section.querySelector("progress");
  const phase = section.querySelector("[data-phase]");
  const count = section.querySelector("[data-count]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const source = new EventSource(section.dataset.verify);

  source.addEventListener("progress", (event) => {
    const { running } = JSON.parse(event.data);
    if (!running) return;
    const words = section.dataset[running.phase];
    // What is said aloud changes only when something new begins.
    if (phase.textContent !== words) phase.textContent = words;
    if (running.all > 0) {
      bar.max = running.all;
      bar.value = Math.min(running.done, running.all);
      count.textContent = `${number.format(running.done)} / ${number.format(running.all)}`;
    }
  });

  source.addEventListener("done", () => {
    source.close();
    location.reload();
  });

  // The connection is lost when the server ends; the page then says what it knows.
  let failures = 0;
  source.addEventListener("error", () => {
    failures += 1;
    if (failures > 5) source.close();
  });
}
