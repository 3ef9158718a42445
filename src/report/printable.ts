/**
 * Text from the wire or the target, safe to print on a terminal: control characters, line breaks, invisible marks that
 * reverse the reading direction, and halves of surrogate pairs become escapes like `\x1b` or `\u202e`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeOf);
}

/** The lines of a text of several, each safe to print, without trailing blanks. */
export function printableLines(text: string): string[] {
  return text.split(/\r?\n/).map((line) => printable(line.trimEnd()));
}

// Cc: controls, Cf: marks of direction and other invisible ones, Cs: lone surrogates, Zl and Zp: line separators.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
