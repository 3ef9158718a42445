import { printable } from './printable.js';

/**
 * Text from anywhere as part of a line of Markdown in which it stays text: nothing in it becomes markup, HTML or a link,
 * calls anybody (`@name`) or refers to anything (`#1`). A long one is cut.
 */
export function inline(text: string): string {
  return escaped(text).replace(/&#(?:64|35|33);/g, `$&${WORD_JOINER}`);
}

/** The same as code: hosts look for names and references in what is no code alone. */
export function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** Lines as preformatted text, at the start of a line; nothing in them is read as anything else, blank ones are kept. */
export function preformatted(lines: readonly string[]): string {
  const safe = lines.map((line) => cutTo(printable(line), MOST_OF_LINE).replace(/[<>&"']/g, entity));
  return `<pre>\n${safe.join('\n')}\n</pre>`;
}

const MOST_OF_LINE = 240;
const WORD_JOINER = '&#8288;';

// A reference to a character never is markup, so whatever could be is written as one. A dot after `www` begins a link.
function escaped(text: string): string {
  const plain = cutTo(printable(text.trim()), MOST_OF_LINE);
  return plain.replace(/[^\p{L}\p{N}\p{M}\p{S}\p{P} ]|[!-+:-@[-`{-~]|(?<=\bwww)\./giu, entity);
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function cutTo(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}
