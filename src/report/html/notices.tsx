import { durationText } from '../duration.js';
import type { Disturbed, Run } from '../run.js';
import { lostCases } from '../summary.js';

/** What has to be known before anything else is read: what makes the run less than whole, or its verdicts less than sure. */
export function Notices({ run }: { run: Run }) {
  const { stale = [], unstable = [] } = run;
  const told = sentences(run);
  if (told.length + stale.length + unstable.length === 0) return null;
  return (
    <section class="notices" aria-label="Notices">
      {told.map((sentence) => (
        <p class="notice">{sentence}</p>
      ))}
      {stale.length > 0 && (
        <div class="notice">
          Entries of the baseline that no longer hold:
          <ul>
            {stale.map(({ id, family, listed, found }) => (
              <li>
                <a href={`#open=${encodeURIComponent(id)}`}>{id}</a> IPv{family}: listed {listed}, found {found}
              </li>
            ))}
          </ul>
        </div>
      )}
      {unstable.length > 0 && (
        <div class="notice">
          Cases whose repetitions did not agree:
          <ul>
            {unstable.map(({ id, family, verdicts }) => (
              <li>
                <a href={`#open=${encodeURIComponent(id)}`}>{id}</a> IPv{family}: {verdicts.join(', ')}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function sentences(run: Run): string[] {
  const { interrupted, abridged, tester, results } = run;
  const { dropped, selfTest = [], claims = [] } = tester.link;
  const lost = lostCases(run);
  const again = (cause: Disturbed) => results.filter(({ disturbed }) => disturbed?.includes(cause)).length;
  return [
    interrupted ? 'The run was interrupted before all selected cases had run.' : '',
    abridged ? 'This file is abridged: it has no exchanges of results that are PASS or INFO.' : '',
    dropped
      ? `The capture lost ${dropped} frames; ${again('frames-lost')} results were disturbed by that, and ${lost} could not be judged.`
      : '',
    tester.heldUp && again('held-up') > 0
      ? `The tester was held up ${tester.heldUp.times} times, for ${durationText(tester.heldUp.longestMs)} at most; ${again('held-up')} results were disturbed by that.`
      : '',
    ...selfTest.map(({ family, sent, received }) =>
      received < sent
        ? `${sent - received} of ${sent} echo requests over IPv${family} did not come back before the run.`
        : '',
    ),
    ...claims.map(
      ({ address, hardware }) => `${address} was claimed by ${hardware.join(' and ')}; the first was heeded.`,
    ),
  ].filter((sentence) => sentence !== '');
}
