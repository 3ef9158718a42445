import type { Result } from '../run.js';
import { type LadderStep, ladderSteps } from './ladder-steps.js';
import type { SegmentLine } from './segment-line.js';
import { timeText } from './time-text.js';

/** How a ladder is drawn. */
export interface LadderProps {
  readonly result: Result;
  /** Whom the right side stands for; `target` unless given. */
  readonly targetName?: string | undefined;
}

/**
 * The exchange of one result as a ladder, time running down: the peer on the left, the target on the right with the states
 * in which it was seen. The segment that went wrong, or the moment at which one was missing, is marked, with what was expected.
 */
export function Ladder({ result, targetName = 'target' }: LadderProps) {
  const steps = ladderSteps(result);
  if (steps.length === 0) return <p class="ladder-empty">No segment passed in this case.</p>;
  return (
    <div class="ladder">
      <div class="ladder-head" aria-hidden="true">
        <span>time</span>
        <span class="ladder-ends">
          <b>peer</b>
          <b>{targetName}</b>
        </span>
        <span>state</span>
      </div>
      <ol aria-label={`Exchange over IPv${result.family}`}>
        {steps.map((step) => (
          <Step step={step} result={result} />
        ))}
      </ol>
    </div>
  );
}

function Step({ step, result }: { step: LadderStep; result: Result }) {
  switch (step.kind) {
    case 'segment':
      return <SegmentStep step={step} result={result} />;
    case 'state':
      return (
        <li class="step sighting">
          <Time ms={step.at} />
          <span class="lane" />
          <span class={`side ${phaseOf(step)}`}>
            <span class="hidden-text">the target is in </span>
            <b>{step.state}</b>
            <small>{step.witness === 'status' ? 'it says so' : 'seen on the wire'}</small>
          </span>
        </li>
      );
    case 'pause':
      return (
        <li class="step pause">
          <span class="at" />
          <span class="lane">
            <span class="passes">{timeText(step.ms)} pass</span>
          </span>
          <Side step={step} />
        </li>
      );
    case 'judged':
      return (
        <li class="step judged failing">
          <Time ms={step.at} />
          <span class="lane">
            <Judgement title="judged here" result={result} />
          </span>
          <Side step={step} />
        </li>
      );
  }
}

function SegmentStep({ step, result }: { step: LadderStep & { kind: 'segment' }; result: Result }) {
  const again = step.segment?.retransmission ?? false;
  const classes = ['step', `from-${step.from}`, again ? 'again' : '', step.failing ? 'failing' : ''];
  return (
    <li class={classes.filter(Boolean).join(' ')}>
      <Time ms={step.at} />
      <span class="lane">
        <span class="hidden-text">{step.from === 'peer' ? 'the peer sends ' : 'the target sends '}</span>
        {step.segment === undefined ? <span class="label">{step.text}</span> : <Label segment={step.segment} />}
        <span class="arrow" />
        {step.failing && <Judgement title="this went wrong" result={result} />}
      </span>
      <Side step={step} />
    </li>
  );
}

function Label({ segment }: { segment: SegmentLine }) {
  const { control, seq, ack, window, urgent, length, options, retransmission, notes } = segment;
  return (
    <span class="label">
      <b>{control}</b>
      <Field name="seq" value={seq} />
      <Field name="ack" value={ack} />
      <Field name="win" value={window} />
      <Field name="urg" value={urgent} />
      <Field name="len" value={length} />
      {retransmission && <em class="mark">retransmission</em>}
      {notes.map((note) => (
        <em class="mark">{note}</em>
      ))}
      {options && <span class="options">{options.replaceAll(',', ', ')}</span>}
    </span>
  );
}

function Field({ name, value }: { name: string; value: string | undefined }) {
  if (value === undefined) return null;
  return (
    <span class="field">
      <i>{name}</i> {value}
    </span>
  );
}

function Judgement({ title, result }: { title: string; result: Result }) {
  return (
    <span class="judgement">
      <strong>✗ {title}</strong>
      {result.expected && <span>expected {result.expected}</span>}
      {result.actual && <span>seen {result.actual}</span>}
      {!result.expected && result.message && <span>{result.message.split('\n')[0]}</span>}
    </span>
  );
}

function Time({ ms }: { ms: number }) {
  return <span class="at">{timeText(ms)}</span>;
}

function Side({ step }: { step: LadderStep }) {
  return <span class={`side ${phaseOf(step)}`} aria-hidden="true" />;
}

// Four phases of a connection have a colour each; eleven colours nobody could tell apart.
function phaseOf({ state }: LadderStep): string {
  if (state === undefined) return 'phase-unknown';
  if (state === 'LISTEN' || state === 'CLOSED') return 'phase-none';
  if (state === 'SYN-SENT' || state === 'SYN-RECEIVED') return 'phase-opening';
  return state === 'ESTABLISHED' ? 'phase-open' : 'phase-closing';
}
