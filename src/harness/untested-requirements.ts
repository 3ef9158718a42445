/** Why no case is about a requirement: nothing that a tester does shows whether it is met, or it does not speak of a TCP. */
export interface Untested {
  readonly status: 'untestable' | 'out-of-scope';
  readonly reason: string;
}

/** The requirements without a case, each with its own reason. All others are tested. */
export const UNTESTED: Readonly<Record<string, Untested>> = {
  'SHLD-6': {
    status: 'untestable',
    reason:
      'it is about links on which the MTU differs from packet to packet, as with header compression; a link that a tester can stand on has one MTU',
  },
  'SHLD-13': {
    status: 'out-of-scope',
    reason: 'it asks those who write new applications to leave urgent data alone, and nothing of the TCP below them',
  },
  'SHLD-23': {
    status: 'out-of-scope',
    reason:
      'it asks applications not to change the DSCP while a connection lasts; what the TCP does when they do is SHLD-21',
  },
  'MAY-14': {
    status: 'untestable',
    reason:
      'FLUSH is a call that an interface may have: the sockets through which users work here have none, and its absence is no fault',
  },
  'MAY-15': {
    status: 'untestable',
    reason:
      'it is about a flag of SEND that an interface may have; sockets have none, which is why MUST-60 and MUST-61 hold for them and are tested',
  },
  'MAY-17': {
    status: 'untestable',
    reason:
      'it is about what RECEIVE may return beside the data; sockets return octets alone, whether a PSH came with them or not',
  },
};

/** What a verdict on a tested requirement does not say, where that is not plain. */
export const LIMITS: Readonly<Record<string, string>> = {
  'MUST-9':
    'it can be refuted and not proved: a failure means that plain guesses succeed, and a pass not that no cleverer ones would',
  'MAY-10': 'support is recorded; that the option does no harm is what is judged (MUST-50)',
  'MAY-11': 'support is recorded; that the option does no harm is what is judged (MUST-50)',
};
