// Ways of comparing names as people do: without case, accents, hyphens and apostrophes.

const LETTERS = { ø: "o", ł: "l", đ: "d", ð: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", þ: "th" };

// The text in lower case and plain letters, with single blanks.
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u200b-\u200f\u2060\ufeff]/g, "")
    .toLowerCase()
    .replace(/[øłđðıßæœþ]/g, (letter) => LETTERS[letter])
    .replace(/['’`ʼ]/g, "")
    .replace(/[-_\s\u2010-\u2015]+/g, " ")
    .trim()
    .normalize("NFC");
}

// The folded text without blanks.
export function key(text) {
  return fold(text).replaceAll(" ", "");
}

// How well a name fits what was typed, 0 best; -1 when it does not.
export function fit(name, typed) {
  const wanted = fold(typed);
  if (!wanted) return -1;
  const folded = fold(name);
  const joined = folded.replaceAll(" ", "");
  const wantedKey = wanted.replaceAll(" ", "");
  if (joined === wantedKey) return 0;
  if (joined.startsWith(wantedKey)) return 1;
  const words = folded.split(/[^\p{L}\p{N}\p{M}]+/u);
  return wanted.split(" ").every((word) => words.some((one) => one.startsWith(word))) ? 2 : -1;
}
