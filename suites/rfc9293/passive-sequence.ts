import { ACK, type Finding, passive, RST, type Sight, SYN, segmentLength, suite } from '../../src/harness/index.js';
import { add, distance } from '../../src/wire/seq.js';

type Judge = (sight: Sight) => Finding;

type Rule = readonly [
  name: string,
  level: 'must' | 'should',
  title: string,
  cites: readonly string[],
  judge: () => Judge,
];

/** What can be said of a segment when all before it on the same pair of sockets is known. A RST may have any sequence number. */
const RULES: readonly Rule[] = [
  [
    'no-gap',
    'must',
    'send every segment within or right behind what was sent before, from a SYN on',
    ['RFC9293 3.4', 'RFC9293 3.10.7.4'],
    () =>
      notOf(RST | SYN, ({ segment: { seq }, before }) => before.streamOf(seq) !== undefined || farFrom(seq, before)),
  ],
  [
    'same-octets',
    'must',
    'send the octets that it sends again as it sent them first',
    ['RFC9293 3.4', 'RFC9293 3.8.1'],
    () =>
      notOf(RST, ({ segment, before }) => {
        const stream = before.streamOf(segment.seq);
        if (!stream || segment.payload.length === 0 || distance(stream.next, segment.seq) >= 0) return undefined;
        const isGarbage = segment.payload.length === 1 && add(segment.seq, 1) === stream.next; // of a keep-alive (3.8.4)
        return isGarbage ? undefined : stream.agrees(segment) || 'other octets than those sent before';
      }),
  ],
  [
    'nothing-after-fin',
    'must',
    'send nothing of its sequence space after a FIN',
    ['RFC9293 3.5', 'RFC9293 3.6', 'RFC9293 3.10.4'],
    () =>
      notOf(RST | SYN, ({ segment, before }) => {
        const stream = before.streamOf(segment.seq);
        if (stream?.finAt === undefined) return undefined;
        const beyond = distance(add(stream.finAt, 1), add(segment.seq, segmentLength(segment)));
        return beyond <= 0 || `${beyond} beyond the FIN`;
      }),
  ],
  [
    'nothing-after-rst',
    'must',
    'send nothing more but a RST of a connection that it has reset',
    ['RFC9293 3.5.2', 'RFC9293 3.10.5', 'RFC9293 3.10.7.4'],
    () =>
      notOf(RST | SYN, ({ segment, before }) => {
        const stream = before.streamOf(segment.seq);
        return stream?.synchronized ? !stream.reset || 'a segment of a connection that was reset' : undefined;
      }),
  ],
  [
    'ack-of-what-was-sent',
    'must',
    'acknowledge nothing that the peer has not sent, all before it included',
    ['RFC9293 3.4', 'RFC9293 3.10.7.4', 'RFC9293 3.8'],
    () =>
      notOf(RST, ({ segment: { flags, ack }, before }) => {
        if ((flags & ACK) === 0 || before.overrun) return undefined;
        return before.wasSent(ack) || 'acknowledges what was not sent';
      }),
  ],
  [
    'ack-never-back',
    'must',
    'never acknowledge less than before',
    ['RFC9293 3.4', 'RFC9293 3.10.7.4'],
    () => ackNeverBack(),
  ],
  [
    'window-heeded',
    'must',
    'send no text beyond the right edge of the window, but for a probe',
    ['RFC9293 3.8.6', 'RFC9293 3.10.2'],
    () =>
      notOf(RST, ({ segment: { seq, payload }, before: { edge, isZeroWindow } }) => {
        if (payload.length === 0 || edge === undefined) return undefined;
        const beyond = distance(edge, add(seq, payload.length));
        const isProbe = isZeroWindow && distance(edge, seq) >= 0;
        return beyond <= 0 || isProbe || `${beyond} octets beyond the window`;
      }),
  ],
  [
    'right-edge',
    'should',
    'never move the right edge of its window to the left',
    ['RFC9293 3.8.6', 'RFC9293 SHLD-14'],
    () => rightEdge(false),
  ],
  [
    'right-edge-simultaneous',
    'should',
    'never move the right edge of its window to the left after a simultaneous open',
    ['RFC9293 3.8.6', 'RFC9293 SHLD-14', 'RFC7323 2.2'],
    () => rightEdge(true),
  ],
];

suite('RFC 9293, every segment: sequence numbers and windows', () => {
  for (const [name, level, title, cites, judge] of RULES) {
    const byUser = name.endsWith('-simultaneous') ? ({ calls: 'by-user' } as const) : {};
    passive(level, title, { id: `rfc9293/passive/${name}`, cites, ...byUser }, judge);
  }
});

/** A judge of segments without any of these control bits. */
function notOf(bits: number, judge: Judge): Judge {
  return (sight) => ((sight.segment.flags & bits) !== 0 ? undefined : judge(sight));
}

function farFrom(seq: number, { streams }: Sight['before']): string {
  const next = streams.at(-1)?.next;
  return next === undefined ? 'a segment before any SYN' : `SEG.SEQ is ${distance(next, seq)} from SND.NXT`;
}

function ackNeverBack(): Judge {
  const highest = new Map<object, number>();
  return notOf(RST, ({ segment: { seq, flags, ack }, before }) => {
    const stream = before.streamOf(seq);
    if (!stream || (flags & ACK) === 0) return undefined;
    const last = highest.get(stream) ?? ack;
    highest.set(stream, distance(last, ack) > 0 ? ack : last);
    return distance(last, ack) >= 0 || `${distance(ack, last)} less than before`;
  });
}

/** RFC 7323 2.4: a scaled window cannot say where it ends to the octet, so that it may seem to shrink by a unit. */
function rightEdge(simultaneous: boolean): Judge {
  const furthest = new Map<object, number>();
  return notOf(RST, ({ segment, before }) => {
    const stream = before.streamOf(segment.seq);
    if (!stream || (segment.flags & ACK) === 0 || before.isSimultaneous(segment) !== simultaneous) return undefined;
    const unit = 2 ** before.shiftOf(segment);
    const edge = add(segment.ack, segment.window * unit);
    const last = furthest.get(stream) ?? edge;
    furthest.set(stream, distance(last, edge) > 0 ? edge : last);
    const back = distance(edge, last);
    return back < unit || `the right edge is ${back} octets further left than before`;
  });
}
