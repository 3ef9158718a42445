import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../lab/command.js';
import { readRun } from '../report/json.js';
import { type Agentless, agentlessVerdicts } from './agentless-verdicts.js';

/**
 * `npm run agentless [-- PATTERN...]`: runs the cases against this machine's kernel with an agent and by services alone, and says where verdicts
 * differ. `npm run agentless -- --of WITH WITHOUT` compares two reports that are there. Ends with 1 if services find a breach that the
 * agent does not.
 */
const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));
const OUT = 'reports/agentless';

const args = process.argv.slice(2);
const [before, after] = args[0] === '--of' ? args.slice(1) : await bothRuns(args);
const found = agentlessVerdicts(await readRun(resolve(before ?? '')), await readRun(resolve(after ?? '')));
process.stdout.write(text(found));
process.exitCode = found.wrong.length > 0 ? 1 : 0;

async function bothRuns(patterns: readonly string[]): Promise<string[]> {
  const folders = [`${OUT}/with-agent`, `${OUT}/by-services`];
  for (const [n, out] of folders.entries()) {
    const more = n === 0 ? [] : ['--services'];
    const command = [process.execPath, PROGRAM, 'run', ...patterns, '--lab', 'netns', '--out', out, ...more];
    await run(command).catch((error: Error) => process.stderr.write(`${error.message}\n`)); // what counts is its report
  }
  return folders;
}

function text({ same, unsupported, wrong, others }: Agentless): string {
  const lines = (title: string, list: Agentless['wrong']) =>
    list.length === 0
      ? ''
      : `${title}\n${list.map((each) => `  ${each.id} IPv${each.family}: ${each.withAgent} with an agent, ${each.without} by services: ${each.message}`).join('\n')}\n`;
  const counts = `${same} verdicts the same, ${unsupported} not judged by services, ${wrong.length} wrong, ${others.length} otherwise`;
  return `${lines('Breaches that the agent does not find', wrong)}${lines('Other differences', others)}${counts}\n`;
}
