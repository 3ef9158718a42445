import type { CaseFilter } from './case-filter.js';

/** What the part of a page's address after `#` says: how the list is narrowed, and which case is open. */
export interface PageAddress {
  readonly filter: CaseFilter;
  /** The id of the case that is open. */
  readonly open?: string;
}

/** Reads an address such as `#text=rst&verdict=FAIL,DEVIATES&open=rfc9293/3.6/half-close`; undefined when it is none, as `#cases` is. */
export function readHash(hash: string): PageAddress | undefined {
  const text = hash.replace(/^#/, '');
  if (text !== '' && !text.includes('=')) return undefined;
  const given = new URLSearchParams(text);
  const filter: Record<string, string | string[]> = {};
  for (const name of NAMES) {
    const value = given.get(name);
    if (value) filter[name] = name === 'verdict' ? value.split(',') : value;
  }
  const open = given.get('open');
  return { filter, ...(open ? { open } : {}) };
}

/** The address that `readHash` reads the same from; `#` when there is nothing to say. */
export function writeHash({ filter, open }: PageAddress): string {
  const values = NAMES.map((name) => [name, filter[name]] as const);
  const parts = [...values, ['open', open] as const]
    .map(([name, value]) => [name, typeof value === 'string' ? value : (value ?? []).join(',')] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value).replace(/%2F/g, '/').replace(/%2C/g, ',')}`);
  return `#${parts.join('&')}`;
}

const NAMES = [
  'text',
  'verdict',
  'state',
  'level',
  'rfc',
  'family',
  'known',
  'arc',
  'requirement',
] as const satisfies readonly (keyof CaseFilter)[];
