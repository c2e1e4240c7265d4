// Shows why a value stands there beside the value, instead of on a page of its own.

let box;

const close = () => {
  box?.remove();
  box = undefined;
};

const show = async (link) => {
  const answer = await fetch(link.href, { headers: { accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-answer]");
  if (!part) throw new Error("no answer");
  close();
  box = document.createElement("div");
  box.className = "popover";
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", link.textContent.trim());
  box.tabIndex = -1;
  box.append(document.adoptNode(part));
  // Beside the link in the document, so that reading goes on where it was.
  link.after(box);
  box.focus();
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    close();
    link.focus();
  });
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-why]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link).catch(() => location.assign(link.href));
  } else if (box && !box.contains(event.target)) {
    close();
  }
});
