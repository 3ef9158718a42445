import { durationText } from '../duration.js';
import type { Run } from '../run.js';

/** Whose report it is: the target, when, how long, with what. */
export function Masthead({ run }: { run: Run }) {
  const { target, tool, startedAt, durationMs, seed, tester } = run;
  const addresses = [target.address4, target.address6].filter((address) => address !== undefined);
  const virtual = tester.link.timestamps === 'virtual' ? ' of virtual time' : '';
  return (
    <header class="masthead">
      <div>
        <p class="kicker">TCP conformance, RFC 9293</p>
        <h1>{target.name}</h1>
        <p class="about">
          {[target.os, target.kernel].filter(Boolean).join(' ')}
          {addresses.length > 0 && ` at ${addresses.join(' and ')}`}, user calls by {USERS[target.user]}
          {target.faults?.length ? `, with the faults ${target.faults.join(', ')}` : ''}
        </p>
        <p class="faint">
          {virtual ? null : <Started at={startedAt} />}
          {durationText(durationMs)}
          {virtual}, seed {seed}, {tool.name} {tool.version}
        </p>
      </div>
      <button type="button" class="theme" data-theme-switch hidden>
        light or dark
      </button>
    </header>
  );
}

// A run on virtual time says nothing of when it was.
function Started({ at }: { at: string }) {
  return (
    <>
      <time dateTime={at}>{at.replace('T', ' ').replace(/\.\d+/, '')}</time>
      {', '}
    </>
  );
}

const USERS = { agent: 'an agent', services: 'its services', model: 'the model itself' } as const;
