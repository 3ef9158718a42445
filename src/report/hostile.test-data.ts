import type { Result, Run } from './run.js';
import { sampleFailure, sampleResult, sampleRun } from './sample.test-data.js';

/** What a target, a wire or a forged file may put where a text is expected. */
export const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  ']]><boom/><![CDATA[',
  '</pre></details><h1>out</h1>',
  '&lt;b&gt; &#60;i&#62; &amp;amp;',
  '\u0000\u0001\u0007\u0008\u000b\u000c\u001b[31mred\u001b[0m\u007f\u009b',
  '\ud800 and \udfff alone',
  '\ufffe\uffff\u{1fffe}\u2028\u2029\u202egnp.exe',
  'line one\nline two\r\n\r\n# three\n',
  '| a | b |\n|---|---|\n| `c` | d |',
  '[click](javascript:alert(1)) ![x](https://x.example/y.png) <https://x.example>',
  'https://x.example www.x.example someone@x.example @everyone #1 GH-1 !1',
  '**bold** __bold__ ~~gone~~ `code` ```fence``` $$x^2$$',
  '[[PROPERTY|verdict=PASS]] ]] [[ATTACHMENT|/etc/passwd]]',
  "'; rm -rf / #'",
  '😀 ünïcödé 中文',
];

/** A run in which every text that a target or a file can have a say in is hostile. */
export function hostileRun(): Run {
  const results = HOSTILE.flatMap((text, n): Result[] => {
    const texts = { title: text, cites: [text], message: text, expected: text, actual: text, behaviour: text };
    const states = [{ at: 1, state: 'ESTABLISHED', witness: 'wire' }] as const;
    const trace = [{ at: 0, from: 'target' as const, text }];
    const fields = { ...texts, states, trace, measured: { [text]: n }, pcapng: { file: text, first: 1, count: 2 } };
    const known = { reason: text, reference: text };
    const id = `hostile/${text}/${n}`;
    return [
      sampleFailure({ ...fields, id: `${id}/fail` }),
      sampleResult({ ...fields, id: `${id}/deviates`, verdict: 'DEVIATES' }),
      sampleResult({ ...fields, id: `${id}/unsupported`, verdict: 'UNSUPPORTED' }),
      sampleFailure({ ...fields, id: `${id}/known`, known }),
      sampleResult({ ...fields, id: `${id}/pass` }),
    ];
  });
  const text = HOSTILE.join(' ');
  const { tester, coverage } = sampleRun();
  const arcs = coverage.arcs.map((arc) => ({ ...arc, driven: false, reason: text, cases: ['x'] }));
  return sampleRun({
    results,
    command: ['tcpspec', 'run', '--target', text, '--lab=model'],
    tester: { ...tester, os: text, kernel: text, link: { ...tester.link, device: text } },
    target: { name: text, os: text, kernel: text, user: 'agent', settings: { [text]: text }, faults: [text] },
    coverage: { ...coverage, arcs },
    stale: HOSTILE.map((each) => ({ id: each, family: 4, listed: each, found: each })),
    unstable: HOSTILE.map((id) => ({ id, family: 6, verdicts: ['PASS', 'FAIL'] })),
    interrupted: true,
  });
}
