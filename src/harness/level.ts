/** The level of a requirement (RFC 2119); it decides what a breach is called. */
export type Level = 'must' | 'should' | 'may';
