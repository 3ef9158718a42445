import { againCommand } from '../again.js';
import type { Result, Run } from '../run.js';
import { Copyable } from './copyable.js';
import { framesOf } from './frames.js';
import { Ladder } from './ladder-view.js';
import { timeText } from './time-text.js';
import { traceText } from './trace-text.js';
import { VerdictChip } from './verdict-chip.js';

/** One result: the verdict and what it rests on, the ladder, and what leads to the evidence. */
export function ResultView({ run, result, evidence }: { run: Run; result: Result; evidence: string }) {
  const frames = framesOf(result, evidence);
  return (
    <div class="result">
      <dl class="facts">
        <Fact name="verdict">
          <VerdictChip verdict={result.verdict} known={result.known !== undefined} />
        </Fact>
        <Fact name="behaviour">{result.behaviour && <code>{result.behaviour}</code>}</Fact>
        <Fact name="expected">{result.expected && <pre>{result.expected}</pre>}</Fact>
        <Fact name="seen">{result.actual && <pre>{result.actual}</pre>}</Fact>
        <Fact name="because">{result.message && <pre>{result.message.split('\n\n')[0]}</pre>}</Fact>
        <Fact name="known deviation">
          {result.known && (
            <>
              {result.known.reason}
              <br />
              <span class="faint">{result.known.reference}</span>
            </>
          )}
        </Fact>
        <Fact name="measured">
          {result.measured &&
            Object.entries(result.measured).map(([name, ms]) => (
              <div>
                {name}: {timeText(ms)}
              </div>
            ))}
        </Fact>
        <Fact name="judged segments">{result.judged && <Judged judged={result.judged} />}</Fact>
        <Fact name="run again">{again(result)}</Fact>
        <Fact name="took">{`${timeText(result.durationMs)}, from ${timeText(result.startedMs)} after the start of the run`}</Fact>
      </dl>
      {(result.judged === undefined || result.trace.length > 0) && (
        <Ladder result={result} targetName={run.target.name} />
      )}
      <dl class="facts">
        <Fact name="run it again">
          <Copyable label="the command" text={againCommand(run, result)} />
        </Fact>
        <Fact name="its frames">
          {frames ? (
            <>
              <a href={frames.href}>{frames.file}</a>, {frames.first} to {frames.last}; in Wireshark filter by
              <Copyable label="the filter" text={frames.filter} />
              <Copyable label="the tshark command" text={frames.command} />
            </>
          ) : (
            'none of its own'
          )}
        </Fact>
        <Fact name="trace">
          {result.trace.length > 0 && (
            <details>
              <summary>as text, {result.trace.length} lines</summary>
              <Copyable label="the trace" text={traceText(result)} />
            </details>
          )}
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children?: unknown }) {
  if (children === undefined || children === null || children === false || children === '') return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children as never}</dd>
    </div>
  );
}

function Judged({ judged }: { judged: NonNullable<Result['judged']> }) {
  return (
    <>
      {judged.segments} segments of the whole run are what this rule is about; {judged.offending} broke it
      {judged.cases.length > 0 && ', in '}
      {judged.cases.map((id, at) => (
        <>
          {at > 0 && ', '}
          <a href={`#open=${encodeURIComponent(id)}`}>{id}</a>
        </>
      ))}
    </>
  );
}

function again({ attempts, disturbed }: Result): string | undefined {
  if (attempts === undefined && !disturbed?.length) return undefined;
  const causes = disturbed?.length
    ? `, disturbed by ${disturbed.map((cause) => cause.replace('-', ' ')).join(', ')}`
    : '';
  return `attempt ${attempts ?? 1}${causes}`;
}
