import { delimiter } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { isState, STATES } from '../harness/facts.js';
import type { Shard } from '../harness/shard.js';
import { MOST_TARGETS } from '../lab/limits.js';
import { parseTolerance, type Tolerance } from '../report/compare/tolerance.js';
import type { CompareOptions } from './compare-command.js';
import { services } from './named-ports.js';
import { PACKAGE } from './package.js';
import { reportCommandLine } from './report-command-line.js';
import type { RunOptions } from './settings.js';

/** The command line. Each command's exit code is handed to `exit`. A command's modules are loaded when it is called. */
export function program(args: readonly string[], exit: (code: number) => void): Command {
  const root = new Command('tcpspec')
    .description(
      'Conformance tests for TCP: drives a remote stack through every state of RFC 9293 and reports what it did.',
    )
    .version(PACKAGE.version)
    .showHelpAfterError('(tcpspec --help shows what there is)')
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', EXIT_CODES);
  root.addCommand(runCommandLine(args, exit));
  root.addCommand(reportCommandLine(exit));
  root.addCommand(compareCommandLine(exit));
  root
    .command('baseline')
    .description("print a run's deviations as a list of known ones, for `run --baseline`")
    .argument('<run>', 'the folder of a run, or its run.json')
    .option('--baseline <file>', 'an earlier list: comments, order and reasons of what still holds are kept')
    .action(async (run: string, options: { baseline?: string }) => {
      const { baselineCommand } = await import('./baseline-command.js');
      exit(await baselineCommand(run, options));
    });
  root
    .command('list')
    .description('show the cases that there are')
    .argument('[patterns...]', "ids; '*' stands for anything within a path element, '**' across them")
    .option('--requirements', 'show the labelled requirements of RFC 9293 and the cases that look at them')
    .action(async (patterns: string[], options: { requirements?: boolean }) => {
      const { listCommand } = await import('./list-command.js');
      exit(await listCommand(patterns, options));
    });
  root
    .command('agent')
    .description('make the user calls on the target: over standard input and output, or listening at a control address')
    .option('--listen <addr:port>', 'listen here, for testers that know the token')
    .option('--token-file <file>', 'the file that holds the token, at least 16 characters')
    .option('--allow-public', 'let it connect to public addresses too')
    .action(async (options) => {
      const { agentCommand } = await import('./agent-command.js');
      exit(await agentCommand(options));
    });
  const lab = root.command('lab').description('make targets on this machine, and take them away');
  lab
    .command('list')
    .description('show what labs there can be, and which are up')
    .option('--faults', 'show the faults that the model can have, with the rule that each breaks')
    .action(async (options: { faults?: boolean }) => exit(await (await import('./lab-command.js')).labList(options)));
  lab
    .command('up')
    .argument('<name>', 'netns, linux-6.1 and others: `tcpspec lab list`')
    .description('make a lab that stays, and print its target file')
    .addOption(new Option('--targets <n>', 'how many targets it is to have (1)').argParser(count(MOST_TARGETS)))
    .option('--out <dir>', 'write the target files into this folder; needed for several')
    .addOption(new Option('--setting <name=value>', 'a sysctl that the targets are to have').argParser(collect))
    .action(async (name: string, options: { targets?: number; out?: string; setting?: string[] }) => {
      const { labUp } = await import('./lab-command.js');
      exit(await labUp(name, options));
    });
  lab
    .command('prepare')
    .argument('<name...>', 'linux-6.1 and others: `tcpspec lab list`')
    .description('make the images of labs, so that they come up at once, and without a network')
    .action(async (names: string[]) => exit(await (await import('./lab-command.js')).labPrepare(names)));
  lab
    .command('down')
    .argument(
      '[name]',
      'a lab, or all of a kind, as `lab list` shows them; all that are kept or left over when not given',
    )
    .description('take a lab away, or all that are kept or were left by runs that crashed')
    .action(async (name: string | undefined) => exit(await (await import('./lab-command.js')).labDown(name)));
  root
    .command('matrix')
    .argument('<file>', 'a YAML list of targets and suites, or one that comes along: kernels')
    .description('run against several targets, leave a report of each, and hold them against each other')
    .option('--out <dir>', 'where the reports go')
    .addOption(new Option('--at-once <n>', 'how many targets are run against at a time').argParser(count(64)))
    .option('--fresh', 'run again what was over before')
    .action(async (file: string, options: { out?: string; atOnce?: number; fresh?: boolean }) => {
      const { matrixCommand } = await import('./matrix-command.js');
      exit(await matrixCommand(file, options));
    });
  root
    .command('doctor')
    .description('check privileges, packages, offloads and neighbour resolution, and say what to do')
    .option('--iface <dev>', 'the interface that targets are reached through')
    .option('--address <ip>', 'a target to look for')
    .action(async (options) => {
      const { doctorCommand } = await import('./doctor-command.js');
      exit(await doctorCommand(options));
    });
  return root;
}

const collect = (value: string, before: readonly string[] = []) => [...before, value];

function compareCommandLine(exit: (code: number) => void): Command {
  return new Command('compare')
    .description('hold runs against each other, case by case; shows what differs')
    .argument('<runs...>', 'folders of runs, or their run.json; a folder of such folders stands for all in it')
    .option('--html <file>', 'write a matrix to look at in a browser')
    .option('--markdown <file>', "write it as Markdown; '-' is standard output, here and below")
    .option('--json <file>', 'write all that was compared as JSON (docs/compare.schema.json)')
    .option('--all', 'show every case and every measured time, not only what differs')
    .addOption(
      new Option('--tolerance <t>', 'how far measured times may be apart: 15%, 50ms, or 15%,50ms (10%,20ms)').argParser(
        tolerance,
      ),
    )
    .option('--fail-on-difference', 'exit with 1 if anything differs')
    .action(async (runs: string[], options: CompareOptions) => {
      const { compareCommand } = await import('./compare-command.js');
      exit(await compareCommand(runs, options));
    });
}

function tolerance(text: string): Tolerance {
  const found = parseTolerance(text);
  if (found) return found;
  throw new InvalidArgumentError('It must be like 15%, 50ms or 15%,50ms.');
}

function runCommandLine(args: readonly string[], exit: (code: number) => void): Command {
  const addresses = (value: string, before: readonly string[] = []) => [...before, ...value.split(/[\s,]+/)];
  return new Command('run')
    .description('run cases against a target')
    .argument('[patterns...]', "ids; '*' stands for anything within a path element, '**' across them")
    .addOption(
      new Option('--target <file>', 'a target as a YAML file, or a folder of such; once for each of several')
        .argParser(collect)
        .env('TCPSPEC_TARGET'),
    )
    .addOption(
      new Option('--address <ip>', "the target's address; once for each family")
        .argParser(addresses)
        .env('TCPSPEC_ADDRESS'),
    )
    .addOption(new Option('--iface <dev>', 'the interface that it is reached through').env('TCPSPEC_IFACE'))
    .addOption(
      new Option(
        '--lab <name>',
        'make a target on this machine, and take it away afterwards: netns, model, linux-6.1 and others (`tcpspec lab list`)',
      ),
    )
    .addOption(
      new Option('--setting <name=value>', 'a sysctl that the targets of the lab are to have').argParser(collect),
    )
    .addOption(
      new Option('--targets <n>', 'how many targets the lab is to have (with --lab netns)').argParser(
        count(MOST_TARGETS),
      ),
    )
    .addOption(new Option('--agent <addr:port>', "the target's agent; port 9293 unless given").env('TCPSPEC_AGENT'))
    .addOption(new Option('--token-file <file>', "the file that holds the agent's token").env('TCPSPEC_TOKEN_FILE'))
    .addOption(
      new Option(
        '--services [name=port,...]',
        'no agent: talk to these services of the target (echo=7,discard=9,daytime=13,chargen=19); without a list to those of the lab',
      ).argParser(services),
    )
    .addOption(
      new Option('--service <name=port>', 'no agent: talk to this service, whatever it is; may be repeated').argParser(
        services,
      ),
    )
    .addOption(new Option('--family <family>', 'the IP version').choices(['4', '6', 'both']).env('TCPSPEC_FAMILY'))
    .addOption(new Option('--skip <pattern>', 'leave these out').argParser(collect))
    .addOption(new Option('--grep <regexp>', 'only cases whose id or title matches').argParser(regularExpression))
    .addOption(new Option('--level <level...>', 'only these levels').choices(['must', 'should', 'may']))
    .addOption(new Option('--state <state>', 'only cases about this state').argParser(state))
    .addOption(
      new Option('--link <link>', 'how frames are sent and captured: packet, where there is none cap, unless told')
        .choices(['packet', 'cap', 'raw'])
        .env('TCPSPEC_LINK'),
    )
    .addOption(
      new Option('--concurrency <n>', 'how many cases run at once (64)')
        .argParser(count(4096))
        .env('TCPSPEC_CONCURRENCY'),
    )
    .addOption(new Option('--out <dir>', 'where the report goes (reports/TARGET)').env('TCPSPEC_OUT'))
    .addOption(
      new Option('--seed <n>', 'makes sequence numbers the same again')
        .argParser(count(0xffffffff, 0))
        .env('TCPSPEC_SEED'),
    )
    .option('--baseline <file>', 'known deviations of the target, as YAML: listed failures are expected')
    .option('--update-baseline', 'rewrite that file after the run: what holds stays as it is written')
    .option('--against <run>', 'compare with an earlier run, its folder or run.json: a regression ends with 1')
    .addOption(new Option('--fault <name>', 'switch a fault of the model on (with --lab model)').argParser(collect))
    .option('--list', 'show what would be run')
    .option('--last-failed', 'only what did not succeed in the run that lies in the report folder')
    .addOption(
      new Option('--repeat <n>', 'run each case so often, and say whether the verdicts agree').argParser(count(10_000)),
    )
    .addOption(
      new Option('--shard <k/n>', 'only the k-th of n parts of the cases, divided by how long they last').argParser(
        shard,
      ),
    )
    .addOption(
      new Option('--reporter <name>', "tell of the cases with one of mocha's reporters").choices([
        'spec',
        'dot',
        'tap',
        'min',
        'list',
      ]),
    )
    .option('--offloads-off', "turn the interface's offloads off for the run, and put them back afterwards")
    .option('--allow-public', 'let the target have a public address')
    .action(async (patterns: string[], _options: RunOptions, command: Command) => {
      const { runCommand } = await import('./run-command.js');
      exit(await runCommand(patterns, given(command), args));
    });
}

/** The options of `run`. A lab that a flag asks for goes before a target that the environment names; that may name several, as a path does. */
function given(command: Command): RunOptions {
  const fromEnvironment = command.getOptionValueSource('target') === 'env';
  const options = Object.entries(command.opts()).map(([name, value]) => {
    const several = name === 'target' && fromEnvironment;
    return [name, several ? value.flatMap((paths: string) => paths.split(delimiter).filter(Boolean)) : value] as const;
  });
  const inLab = command.getOptionValueSource('lab') === 'cli';
  const ofTarget = ['target', 'address', 'iface', 'agent', 'tokenFile'];
  const counts = (name: string) => !(inLab && ofTarget.includes(name) && command.getOptionValueSource(name) === 'env');
  return Object.fromEntries(options.filter(([name]) => counts(name)));
}

function count(most: number, least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

function state(text: string): string {
  const name = text.toUpperCase();
  if (isState(name)) return name;
  throw new InvalidArgumentError(`The states are ${STATES.join(', ')}.`);
}

function shard(text: string): Shard {
  const [number = 0, of = 0] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.slice(1).map(Number) ?? [];
  if (number >= 1 && number <= of) return { number, of };
  throw new InvalidArgumentError("It must be the number of a part and how many there are, as in '2/5': 1/5 to 5/5.");
}

function regularExpression(text: string): string {
  try {
    new RegExp(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

const EXIT_CODES = `
Exit codes: 0 all as expected, 1 an unexpected FAIL or ERROR, 2 wrong usage or configuration, 3 the lab, link or
target is not usable, 4 nothing selected, 130 interrupted (the report of what had run is written).`;
