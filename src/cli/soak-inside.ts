import { openSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { NetnsTarget } from '../lab/lab.js';
import { AGENT_PORT } from './settings.js';
import { type Round, soak } from './soak-rounds.js';
import { ALLOWANCES } from './soak-samples.js';
import { FEWEST_SAMPLES, type Trend, trendsOf } from './soak-trend.js';

/** What the process inside a lab is told of it. */
export interface SoakPlace {
  readonly target: NetnsTarget;
  readonly tokenFile: string;
  /** The agent's process number. */
  readonly agent: number;
  readonly lab: string;
  readonly out: string;
}

/** Results of a whole run once a minute for an hour, in both families: what a soak is compared with. */
const HOUR_RESULTS = 112_000;

const kept: unknown[] = [];

/** Loses something of each kind, to show that it is found. */
function lose(): void {
  kept.push(Array.from({ length: 40_000 }, (_, n) => ({ n })));
  kept.push(openSync('/dev/null', 'r'));
  kept.push(setTimeout(() => {}, 600_000));
}

async function main(place: SoakPlace, args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '60' },
      rounds: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
      repeat: { type: 'string', default: '4' },
      concurrency: { type: 'string', default: '64' },
      leak: { type: 'boolean', default: false },
      each: { type: 'boolean', default: false },
    },
  });
  const { address4, address6, link, phantom } = place.target;
  const rounds = await soak({
    target: {
      ...{ name: 'soak', address4, address6, iface: link, phantom4: phantom.address4, phantom6: phantom.address6 },
      agent: { address: `${address4}:${AGENT_PORT}`, tokenFile: place.tokenFile },
    },
    agent: place.agent,
    lab: place.lab,
    out: place.out,
    untilMs: performance.now() + Number(values.minutes) * 60_000,
    rounds: Math.max(FEWEST_SAMPLES, Number(values.rounds)),
    repeat: Number(values.repeat),
    concurrency: Number(values.concurrency),
    onRound: (round) => {
      if (values.leak) lose();
      if (values.each) console.log(JSON.stringify(round));
    },
  });
  const trends = trendsOf(
    rounds.map(({ sample }) => sample),
    ALLOWANCES,
  );
  tell(rounds, trends);
  const failed = new Set(rounds.flatMap((round) => round.failed));
  for (const what of failed) console.log(`failed: ${what}`); // told, but a soak is about what grows
  return trends.some(({ grows }) => grows) ? 1 : 0;
}

function tell(rounds: readonly Round[], trends: readonly Trend[]): void {
  const results = rounds.reduce((sum, round) => sum + round.results, 0);
  const seconds = rounds.reduce((sum, { tookMs }) => sum + tookMs, 0) / 1000;
  const hours = (results / HOUR_RESULTS).toFixed(2);
  console.log(`${rounds.length} runs, ${results} results, ${Math.round(results / seconds)} a second`);
  console.log(`as many as ${hours} hours of a whole run a minute`);
  for (const { name, first, last, allowed, grows } of trends)
    console.log(`${grows ? 'GROWS' : 'ok   '} ${name}: ${first} -> ${last}, allowed ${Math.round(allowed)}`);
}

const [place = '', ...args] = process.argv.slice(2);
process.exitCode = await main(JSON.parse(place) as SoakPlace, args);
process.exit(); // what a leak left open does not hold it
