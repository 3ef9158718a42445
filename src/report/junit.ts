import { againCommand } from './again.js';
import { caseDetail } from './case-detail.js';
import { exchangeLines } from './exchange-text.js';
import { paint } from './paint.js';
import { forPipeline, type PipelineOutcome } from './pipeline-outcome.js';
import { printable } from './printable.js';
import { propertiesOf } from './result-properties.js';
import type { Result, Run } from './run.js';
import { type RunFinding, runFindings } from './run-findings.js';
import { xmlTag, xmlText } from './xml.js';

/** How JUnit XML is written. */
export interface JunitOptions {
  /**
   * The properties of a case as `<properties>` elements. The schema of Jenkins' xUnit plugin has none in a case, so
   * that without this they are lines `[[PROPERTY|name=value]]` of `<system-out>`.
   */
  readonly propertyElements?: boolean;
}

/**
 * A run as JUnit XML, in pieces: a suite for each section, a case for each result, and a last suite for what is wrong
 * with the run as such. Something in it failed if and only if the run is not as expected, or not whole.
 */
export function* junit(run: Run, options: JunitOptions = {}): Iterable<string> {
  const suites = [...sectionsOf(run, options), ...findingsSuite(run)];
  const all = suites.flatMap(({ cases }) => cases);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  const name = `tcpspec ${run.target.name}`;
  yield `${xmlTag('testsuites', { name, ...countsOf(all), time: seconds(run.durationMs) })}\n`;
  for (const { name: suite, cases, startedMs } of suites) {
    const time = seconds(cases.reduce((sum, { durationMs }) => sum + durationMs, 0));
    const skipped = cases.filter(({ outcome }) => outcome === 'skipped').length;
    const timestamp = stamp(Date.parse(run.startedAt) + startedMs);
    yield `${xmlTag('testsuite', { name: suite, ...countsOf(cases), skipped, time, timestamp })}\n`;
    yield `<properties>\n${runProperties(run).map(property).join('')}</properties>\n`;
    for (const each of cases) yield each.xml;
    yield '</testsuite>\n';
  }
  yield '</testsuites>\n';
}

interface Suite {
  readonly name: string;
  readonly startedMs: number;
  readonly cases: readonly Case[];
}

interface Case {
  readonly outcome: PipelineOutcome;
  readonly durationMs: number;
  readonly xml: string;
}

function sectionsOf(run: Run, options: JunitOptions): Suite[] {
  const sections = new Map<string, Result[]>();
  for (const result of run.results) {
    const name = result.id.split('/').slice(0, -1).join('/') || result.id;
    const section = sections.get(name);
    if (section) section.push(result);
    else sections.set(name, [result]);
  }
  return [...sections].map(([name, results]) => {
    const startedMs = results.reduce((earliest, result) => Math.min(earliest, result.startedMs), Number.MAX_VALUE);
    return { name, startedMs, cases: results.map((result) => caseOf(run, result, options)) };
  });
}

function caseOf(run: Run, result: Result, { propertyElements = false }: JunitOptions): Case {
  const { outcome, reason } = forPipeline(result);
  const { id, family, repeat = 1, verdict, durationMs } = result;
  const last = id.split('/').at(-1);
  const name = `${last} [IPv${family}]${repeat > 1 ? ` #${repeat}` : ''}`;
  const properties = propertiesOf(result);
  const again = `run it again: ${againCommand(run, result)}`;
  const lines = propertyElements ? [] : properties.map(([key, value]) => `[[PROPERTY|${key}=${lineOf(value)}]]`);
  const exchange = outcome === 'passed' ? [] : exchangeLines(result);
  const parts = [
    xmlTag('testcase', { classname: classnameOf(run, id), name, time: seconds(durationMs) }),
    ...(propertyElements ? [`<properties>\n${properties.map(property).join('')}</properties>`] : []),
    ...outcomeElement({ outcome, reason, type: verdict, detail: () => [...detailOf(result), '', again] }),
    `<system-out>${xmlText([...lines, ...exchange, again].join('\n'))}</system-out>`,
    '</testcase>',
  ];
  return { outcome, durationMs, xml: `${parts.join('\n')}\n` };
}

function findingsSuite(run: Run): Suite[] {
  const findings = runFindings(run);
  if (findings.length === 0) return [];
  const cases = findings.map(({ about, name, message, isError }: RunFinding): Case => {
    const outcome = isError ? 'error' : 'failed';
    const element = outcomeElement({ outcome, reason: message, type: about, detail: () => [message] });
    const tag = xmlTag('testcase', { classname: classnameOf(run, `run/${about}/`), name, time: seconds(0) });
    return { outcome, durationMs: 0, xml: `${[tag, ...element, '</testcase>'].join('\n')}\n` };
  });
  return [{ name: 'run', startedMs: 0, cases }];
}

interface ToldOutcome {
  readonly outcome: PipelineOutcome;
  readonly reason: string;
  readonly type: string;
  readonly detail: () => readonly string[];
}

// The reason of what was skipped is its text: older schemas have no attribute for it, and all that reads JUnit takes it.
function outcomeElement({ outcome, reason, type, detail }: ToldOutcome): string[] {
  if (outcome === 'passed') return [];
  if (outcome === 'skipped') return [`<skipped>${xmlText(reason)}</skipped>`];
  const name = outcome === 'failed' ? 'failure' : 'error';
  return [`${xmlTag(name, { type, message: reason })}${xmlText(detail().join('\n'))}</${name}>`];
}

function detailOf(result: Result): string[] {
  const group = { result, families: [result.family], count: 1 };
  return caseDetail(group, { columns: Number.POSITIVE_INFINITY, paint: paint(false) });
}

/** A dot separates packages for all that reads it, so those of a section's number and of a target's name become `_`. */
function classnameOf({ target }: Run, id: string): string {
  const parts = [target.name, ...id.split('/').slice(0, -1)];
  return parts.map((part) => printable(part).replaceAll('.', '_')).join('.');
}

function countsOf(cases: readonly Case[]) {
  const of = (wanted: PipelineOutcome) => cases.filter(({ outcome }) => outcome === wanted).length;
  return { tests: cases.length, failures: of('failed'), errors: of('error') };
}

function runProperties({ target, tool, seed, tester }: Run): (readonly [string, string])[] {
  const addresses = [target.address4, target.address6].filter((address) => address !== undefined).join(' ');
  return [
    ['target', target.name],
    ['target.os', `${target.os} ${target.kernel}`],
    ['target.address', addresses],
    ...(target.faults ? [['target.faults', target.faults.join(' ')] as const] : []),
    ['tester.kernel', `${tester.os} ${tester.kernel}`],
    ['tcpspec', tool.version],
    ['seed', String(seed)],
  ];
}

function property([name, value]: readonly [string, string]): string {
  return `${xmlTag('property', { name, value }).slice(0, -1)}/>\n`;
}

/** One line, in which no end of a property can be forged. */
function lineOf(value: string): string {
  return printable(value).replaceAll(']]', '] ]');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** UTC without the zone, as the schemas of JUnit have it. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}
