/** The eleven states of RFC 9293 3.3.2, in the order of the text. */
export const STATES = [
  'LISTEN',
  'SYN-SENT',
  'SYN-RECEIVED',
  'ESTABLISHED',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'CLOSE-WAIT',
  'CLOSING',
  'LAST-ACK',
  'TIME-WAIT',
  'CLOSED',
] as const;

/** A state by its name in the RFC. */
export type State = (typeof STATES)[number];

/** What proves a state: the target said so, or a consequence was seen that only that state has. */
export type Witness = 'status' | 'wire';

/** The moment at which a state was proved. `at` is in ms on the link's clock. */
export interface StateSeen {
  readonly at: number;
  readonly state: State;
  readonly witness: Witness;
}

/** Narrows a text to a state. */
export function isState(text: string): text is State {
  return (STATES as readonly string[]).includes(text);
}
