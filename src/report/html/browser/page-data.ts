import type { Run } from '../../run.js';
import { DATA_ID } from '../data-id.js';

/** What `runPage` hands to the page's script. */
export interface RunPageData {
  readonly run: Run;
  readonly evidence: string;
}

/** The data that stands in this document, as `dataElement` put it there. */
export async function pageData<Data>(): Promise<Data> {
  const base64 = document.getElementById(DATA_ID)?.textContent ?? '';
  const octets = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([octets]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as Data;
}
