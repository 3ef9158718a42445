import { InvalidArgumentError } from 'commander';

const ENTRY = /^([a-z][a-z0-9-]*)=([0-9]{1,5})$/;

/** `echo=7,discard=9` as ports by name, added to those that were given before. Throws commander's error for anything else. */
export function services(
  text: string,
  before: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const found: Record<string, number> = { ...before };
  for (const entry of text.split(',')) {
    const [, name = '', digits] = ENTRY.exec(entry.trim()) ?? [];
    const port = Number(digits);
    if (!(port >= 1 && port <= 65_535))
      throw new InvalidArgumentError(`'${entry}' is not NAME=PORT: echo=7, with a port from 1 to 65535.`);
    if (found[name] !== undefined && found[name] !== port)
      throw new InvalidArgumentError(`${name} is given two ports, ${found[name]} and ${port}.`);
    found[name] = port;
  }
  return found;
}
