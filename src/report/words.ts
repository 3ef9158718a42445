/** Every verdict, from the best to the worst for the target, then those that judge nothing. The order of all tables. */
export const VERDICTS = ['PASS', 'FAIL', 'DEVIATES', 'INFO', 'INCONCLUSIVE', 'UNSUPPORTED', 'ERROR'] as const;

/** What a case found: see "Verdicts" in docs/ARCHITECTURE.md. */
export type Verdict = (typeof VERDICTS)[number];

/** The eleven states of RFC 9293 section 3.3.2, in its order. */
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

/** A state's name as RFC 9293 spells it. */
export type StateName = (typeof STATES)[number];

/** What proves a state: the target's own word, asked by 4-tuple, or a consequence on the wire that only that state has. */
export type Witness = 'status' | 'wire';

/** How strongly the RFC asks for the behaviour (RFC 2119). */
export type Level = 'must' | 'should' | 'may';

/** The version of IP that a case ran over. */
export type Family = 4 | 6;
