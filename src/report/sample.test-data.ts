import {
  type ArcCoverage,
  type Result,
  RUN_SCHEMA,
  type Run,
  STATES,
  type StateCoverage,
  type StateName,
} from './run.js';
import { summarise } from './summary.js';

/** A passing result, with the fields given in its stead. */
export function sampleResult(fields: Partial<Result> = {}): Result {
  return {
    id: 'rfc9293/3.5/three-way-handshake',
    title: 'complete the three-way handshake of a passive OPEN',
    level: 'must',
    cites: ['RFC9293 3.5', 'RFC9293 3.10.7.4'],
    family: 4,
    verdict: 'PASS',
    startedMs: 12.5,
    durationMs: 84.25,
    states: [
      { at: 0.9, state: 'SYN-RECEIVED', witness: 'status' },
      { at: 1.8, state: 'ESTABLISHED', witness: 'wire' },
    ],
    trace: [
      { at: 0, from: 'peer', text: 'Flags [S], seq 0, win 65535, options [mss 1460], length 0' },
      { at: 0.21, from: 'target', text: 'Flags [S.], seq 0, ack 1, win 64240, options [mss 1460], length 0' },
      { at: 0.94, from: 'peer', text: 'Flags [.], seq 1, ack 1, win 65535, length 0' },
    ],
    pcapng: { file: 'evidence.pcapng', first: 1, count: 3 },
    ...fields,
  };
}

/** A failing result: a SYN,ACK was retransmitted after a RST that should have ended the half-open connection. */
export function sampleFailure(fields: Partial<Result> = {}): Result {
  return sampleResult({
    id: 'rfc9293/3.10.7.4/syn-received-rst',
    title: 'return to LISTEN when a RST arrives in SYN-RECEIVED',
    cites: ['RFC9293 3.10.7.4', 'RFC9293 Figure 5 note 1'],
    verdict: 'FAIL',
    message: 'A segment came that was not expected.',
    expected: 'silence for 400 ms',
    actual: 'Flags [S.], seq 0, ack 1, win 64240, options [mss 1460], length 0 (retransmission)',
    trace: [
      { at: 0, from: 'peer', text: 'Flags [S], seq 0, win 65535, options [mss 1460], length 0' },
      { at: 0.21, from: 'target', text: 'Flags [S.], seq 0, ack 1, win 64240, options [mss 1460], length 0' },
      { at: 1.5, from: 'peer', text: 'Flags [R], seq 1, win 0, length 0' },
      {
        at: 1003.7,
        from: 'target',
        text: 'Flags [S.], seq 0, ack 1, win 64240, options [mss 1460], length 0 (retransmission)',
      },
    ],
    ...fields,
  });
}

/** A realistic run: both families, every verdict but ERROR, one arc that cannot be driven. */
export function sampleRun(fields: Partial<Run> = {}): Run {
  const results = fields.results ?? sampleResults();
  return {
    schema: RUN_SCHEMA,
    tool: { name: 'tcpspec', version: '0.1.0' },
    startedAt: '2025-03-01T09:30:00.000Z',
    durationMs: 62_400,
    seed: 7,
    command: ['tcpspec', 'run', '--lab', 'netns'],
    tester: {
      os: 'Debian GNU/Linux 12',
      kernel: '6.1.0',
      node: '20.19.0',
      link: { kind: 'cap', device: 'veth0', received: 48_210, sent: 39_977, dropped: 0, timestamps: 'kernel' },
    },
    target: {
      name: 'netns',
      address4: '192.0.2.1',
      address6: '2001:db8::1',
      os: 'Linux',
      kernel: '6.1.0',
      user: 'agent',
      settings: { 'net.ipv4.tcp_congestion_control': 'reno', 'net.ipv4.tcp_syncookies': 0 },
    },
    coverage: { states: sampleStates(), arcs: sampleArcs(), requirements: sampleRequirements() },
    results,
    summary: summarise(results),
    ...fields,
  };
}

/** The coverage of the states: all reached but those named. */
export function sampleStates(unreached: readonly StateName[] = []): Run['coverage']['states'] {
  const coverage = (state: StateName): StateCoverage =>
    unreached.includes(state)
      ? { reached: false, witnesses: [], cases: [] }
      : { reached: true, witnesses: ['status', 'wire'], cases: ['rfc9293/3.5/three-way-handshake'] };
  return Object.fromEntries(STATES.map((state) => [state, coverage(state)])) as Run['coverage']['states'];
}

function sampleResults(): Result[] {
  const sections = ['3.5', '3.6', '3.7', '3.8', '3.10.7.4'];
  const passing = sections.flatMap((section) =>
    Array.from({ length: 12 }, (_, n) => sampleResult({ id: `rfc9293/${section}/case-${n + 1}` })),
  );
  const others = [
    sampleFailure(),
    sampleResult({
      id: 'rfc9293/3.8.1/rto-doubles',
      title: 'double the retransmission timeout at each retransmission',
      level: 'should',
      verdict: 'DEVIATES',
      message: 'The third retransmission came after 410 ms, less than twice the 400 ms before it.',
      expected: 'at least 760 ms',
      actual: '410 ms',
    }),
    sampleResult({ id: 'rfc5961/3.2/rst-in-window', level: 'may', verdict: 'INFO', behaviour: 'challenge-ack' }),
    sampleResult({ id: 'rfc9293/3.10.7.8/fin-again', level: 'may', verdict: 'INFO', behaviour: 'ack-and-restart' }),
    sampleResult({
      id: 'rfc9293/3.6/simultaneous-close',
      title: 'reach CLOSING when both ends close at once',
      verdict: 'INCONCLUSIVE',
      message: 'The target did not reach FIN-WAIT-1 within 1000 ms.',
    }),
    sampleResult({
      id: 'rfc9293/3.5/simultaneous-open',
      verdict: 'UNSUPPORTED',
      message: 'the user cannot OPEN actively',
    }),
  ];
  const four = [...passing, ...others];
  return [...four, ...four.map((result): Result => ({ ...result, family: 6, startedMs: result.startedMs + 40 }))];
}

function sampleArcs(): ArcCoverage[] {
  const arc = (from: StateName, to: StateName, event: string): ArcCoverage => {
    return { from, to, event, driven: true, cases: ['rfc9293/3.5/three-way-handshake'] };
  };
  return [
    arc('CLOSED', 'LISTEN', 'passive OPEN'),
    arc('LISTEN', 'SYN-RECEIVED', 'rcv SYN / snd SYN,ACK'),
    arc('SYN-RECEIVED', 'ESTABLISHED', 'rcv ACK of SYN'),
    {
      from: 'LISTEN',
      to: 'SYN-SENT',
      event: 'SEND',
      driven: false,
      cases: ['rfc9293/3.5/listen-send'],
      reason: 'the sockets interface has no SEND on a listening socket',
    },
  ];
}

function sampleRequirements(): Run['coverage']['requirements'] {
  return [
    { id: 'MUST-1', level: 'must', status: 'tested', cases: ['rfc9293/3.10.7.4/syn-received-rst'], verdict: 'FAIL' },
    { id: 'SHLD-1', level: 'should', status: 'out-of-scope', reason: 'about routers', cases: [] },
  ];
}
