import { optionOf, passive, SYN, suite } from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

suite('RFC 2018, every segment: selective acknowledgments', () => {
  passive(
    'must',
    'send the SACK-Permitted option in segments with SYN alone',
    { id: 'rfc2018/passive/permitted-only-in-syn', cites: ['RFC2018 2'] },
    () =>
      ({ segment }) =>
        (segment.flags & SYN) !== 0 ? undefined : !optionOf(segment, 'sack-permitted') || 'SACK-Permitted without SYN',
  );

  passive(
    'must',
    'send no SACK option to a peer that has not permitted it',
    { id: 'rfc2018/passive/unasked', cites: ['RFC2018 4'] },
    () =>
      ({ segment, before }) =>
        before.offered.has('sack-permitted') ? undefined : !optionOf(segment, 'sack') || 'SACK was not permitted',
  );

  passive(
    'must',
    'report in a SACK option what the peer has sent, and nothing else',
    { id: 'rfc2018/passive/blocks', cites: ['RFC2018 3', 'RFC2018 4'] },
    () =>
      ({ segment, before }) => {
        const blocks = optionOf(segment, 'sack')?.blocks;
        if (!blocks || before.overrun) return undefined;
        const wrong = blocks.find(({ left, right }) => {
          const span = before.sent.holding(left);
          return distance(left, right) <= 0 || !span || distance(add(right, -1), span.to) <= 0;
        });
        return wrong === undefined || 'a block of octets that the peer has not sent';
      },
  );
});
