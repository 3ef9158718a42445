import { printableLines } from './printable.js';

/** A text as the content of an XML element: markup is escaped, and what XML 1.0 cannot hold is shown as `\x1b`; lines stay lines. */
export function xmlText(text: string): string {
  return escaped(printableLines(text).join('\n'));
}

/** An element's start tag with its attributes; those that are undefined are left out. Values may be of any text. */
export function xmlTag(name: string, attributes: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return `<${[name, ...given.map(([key, value]) => `${key}="${attributeText(String(value))}"`)].join(' ')}>`;
}

// A line break in an attribute would be read as a blank.
function attributeText(text: string): string {
  return escaped(printableLines(text).join('\n')).replaceAll('\n', '&#10;');
}

// `printable` leaves two characters of each plane that are none, and that XML does not take.
function escaped(text: string): string {
  return text
    .replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    .replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
