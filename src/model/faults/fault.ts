import type { Rules } from '../rules.js';

/** One rule broken: what a conformance case must be able to see. */
export interface Fault {
  readonly name: string;
  /** The text that it breaks: a section of RFC 9293, or another RFC with its section. */
  readonly breaks: { readonly section: string; readonly requirement?: string };
  readonly summary: string;
  /** Stacks that are known to behave so. */
  readonly alike?: string;
  /** What the RFC allows: it changes what a run records, not whether it passes. */
  readonly recordOnly?: true;
  readonly patch: Partial<Rules>;
}
