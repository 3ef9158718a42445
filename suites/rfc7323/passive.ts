import {
  ACK,
  type Finding,
  optionOf,
  type PassiveRule,
  passive,
  RST,
  type Sight,
  SYN,
  suite,
} from '../../src/harness/index.js';
import { distance } from '../../src/wire/seq.js';

suite('RFC 7323, every segment: options', () => {
  passive(
    'must',
    'send the Window Scale option in segments with SYN alone',
    { id: 'rfc7323/passive/window-scale-only-in-syn', cites: ['RFC7323 2.2'] },
    () =>
      ({ segment }) =>
        (segment.flags & SYN) !== 0 ? undefined : !optionOf(segment, 'window-scale') || 'a Window Scale without SYN',
  );

  for (const [kind, section] of [
    ['window-scale', '2.2'],
    ['timestamps', '3.2'],
  ] as const) {
    for (const simultaneous of [false, true]) {
      passive(
        'must',
        `send no ${kind} option to a peer that has sent none, but in a SYN that opens${simultaneous ? ', nor in the SYN,ACK of a simultaneous open' : ''}`,
        {
          id: `rfc7323/passive/${kind}-unasked${simultaneous ? '-simultaneous' : ''}`,
          cites: [`RFC7323 ${section}`],
          ...(simultaneous ? ({ calls: 'by-user' } as const) : {}),
        },
        () => (sight) => unasked(sight, kind, simultaneous),
      );
    }
  }

  passive(
    'must',
    'send the Timestamps option in every segment once both sides have offered it, but for a RST',
    { id: 'rfc7323/passive/timestamps-kept', cites: ['RFC7323 3.2'] },
    timestampsKept(),
  );

  passive(
    'must',
    'never let the clock of its timestamps run backwards',
    { id: 'rfc7323/passive/timestamps-never-back', cites: ['RFC7323 5.2', 'RFC7323 5.4'] },
    timestampsNeverBack(),
  );
});

function unasked({ segment, before }: Sight, kind: 'window-scale' | 'timestamps', simultaneous: boolean): Finding {
  if ((segment.flags & ACK) === 0 || before.offered.has(kind)) return undefined;
  if (before.isSimultaneous(segment) !== simultaneous) return undefined;
  return !optionOf(segment, kind) || 'the peer has not offered it';
}

/** They are in force once its SYN,ACK has them, or every SYN of the peer that may have answered its SYN. */
function timestampsKept(): PassiveRule {
  return () => {
    let offers = false;
    let answers = false;
    return ({ segment, before }) => {
      const { flags } = segment;
      const stamped = optionOf(segment, 'timestamps') !== undefined;
      if ((flags & RST) !== 0) return undefined;
      if ((flags & SYN) !== 0) {
        offers = stamped;
        answers = stamped && (flags & ACK) !== 0 && !before.isSimultaneous(segment);
        return undefined;
      }
      if (!answers && !(offers && before.inEverySyn?.has('timestamps'))) return undefined;
      return stamped || 'there are no timestamps';
    };
  };
}

function timestampsNeverBack(): PassiveRule {
  return () => {
    const latest = new Map<object, number>();
    return ({ segment, before }) => {
      const value = optionOf(segment, 'timestamps')?.value;
      const stream = before.streamOf(segment.seq);
      if (value === undefined || !stream || (segment.flags & RST) !== 0) return undefined;
      const last = latest.get(stream) ?? value;
      latest.set(stream, value);
      return distance(last, value) >= 0 || `the timestamp is ${distance(value, last)} older than the one before`;
    };
  };
}
