import { AgentUser } from '../../src/target/agent.js';
import type { Channel } from '../../src/target/channel.js';
import { Ending } from '../../src/target/ending.js';
import { AgentLost, CallFailed, CallRejected, CallTimedOut, UnsupportedCall } from '../../src/target/errors.js';
import { Requests } from '../../src/target/requests.js';
import { broken, demandSmall, type FuzzTarget, latin1, textOctets } from '../target.js';

const ERRORS = [AgentLost, CallFailed, CallRejected, CallTimedOut, UnsupportedCall];
const WORDS = [
  ...['{', '}', '[', ']', '"', ',', ':', 'null', 'true', 'false', '\n'],
  ...['"id":1', '"id":2', '"ok":true', '"ok":false', '"error":"errno"', '"error":"unsupported"', '"errno":"EISCONN"'],
  ...['"message":', '"hello":"tcpspec-agent"', '"protocol":1', '"calls":', '"toString":'],
].map(textOctets);
const SOURCES = ['/src/target/requests.js', '/src/target/agent.js'];
const GREETING = '{"hello":"tcpspec-agent","protocol":1,"os":"x","kernel":"y","calls":["ping"],"needsToken":false';
const PLATFORM = '{"id":2,"ok":true,"os":"x","kernel":"y","hostname":"z"}';

/** What a target's agent answers, which may be anybody's program: each call ends in a result or in one of five errors. */
export const USER_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'answers',
    mostOctets: 1024,
    seeds: [
      '{"id":1,"ok":true,"state":"LISTEN"}',
      '{"id":1,"ok":false,"error":"errno","errno":"EISCONN","message":"connect: EISCONN"}\n{"id":2,"ok":false,"error":"unsupported"}',
      '{"id":1,"ok":false,"error":"fault","message":{"text":1}}',
      'noise\n{"id":9,"ok":true}',
    ].map(textOctets),
    dictionary: WORDS,
    sources: SOURCES,
    async run(input) {
      const channel = saying(input);
      const requests = new Requests(channel, 10_000);
      const calls = [requests.make('ping', {}), requests.make('state', { family: 4, localPort: 1 })].map(
        settled(input),
      );
      await channel.speak();
      await Promise.all(calls);
    },
  },
  {
    name: 'greeting',
    mostOctets: 1024,
    seeds: [
      `${GREETING}}\n${GREETING},"id":1,"ok":true}\n${PLATFORM}`,
      `${GREETING},"id":1,"ok":true,"protocol":2}`,
      '{"id":1,"ok":false,"error":"refused","message":"the token is wrong"}',
    ].map(textOctets),
    dictionary: WORDS,
    sources: SOURCES,
    async run(input) {
      const channel = saying(input);
      const met = settled(input)(AgentUser.meet(channel).then(demandUsable));
      await channel.speak();
      await met;
    },
  },
];

function demandUsable(user: AgentUser): void {
  const { os, kernel } = user.platform;
  if (typeof os !== 'string' || typeof kernel !== 'string') broken(`a platform of ${JSON.stringify(user.platform)}`);
  user.supports('open');
}

const settled = (input: Uint8Array) => (call: Promise<unknown>) =>
  call.then(
    (result) => demandSmall('the result', JSON.stringify(result ?? null).length, input),
    (error: unknown) => {
      if (!ERRORS.some((kind) => error instanceof kind)) throw error;
      demandSmall('the message', (error as Error).message.length, input);
    },
  );

/** A channel whose far end says the lines of the input, one in a turn of the loop, and then ends. */
function saying(input: Uint8Array): Channel & { speak(): Promise<void> } {
  const ending = new Ending();
  let listener = (_line: string): void => {};
  const close = async () => ending.happen('closed');
  return {
    name: 'anybody',
    send: () => {},
    onLine: (added) => {
      listener = added;
    },
    onEnd: (added) => ending.tell(added),
    close,
    async speak() {
      for (const line of latin1(input).split('\n').slice(0, 16)) {
        listener(line);
        await Promise.resolve().then(() => new Promise(setImmediate));
      }
      ending.happen('it ended');
    },
  };
}
