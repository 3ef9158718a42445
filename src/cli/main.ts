import { CommanderError } from 'commander';
import { CommandError, EXIT } from './exit.js';
import { program } from './program.js';

/** How long a command's end may be held up. */
const LINGERS_MS = 2_000;

// On many systems the path of an ordinary user lacks the folders of ip, ethtool, nft and sysctl.
process.env.PATH = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;

await main(process.argv.slice(2));

/** Runs the command line and sets the process's exit code. */
async function main(args: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {}); // a reader that went away (`| head`) is no reason to leave things behind
  let code: number = EXIT.OK;
  try {
    const root = program(args, (exitCode) => {
      code = exitCode;
    });
    for (const command of [root, ...root.commands, ...root.commands.flatMap((each) => each.commands)])
      command.exitOverride();
    await root.parseAsync(args, { from: 'user' });
  } catch (error) {
    code = explain(error);
  }
  process.exitCode = code;
  setTimeout(() => process.exit(), LINGERS_MS).unref(); // what a command that was stopped has left waiting
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  if (error instanceof CommandError) {
    process.stderr.write(`tcpspec: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(`tcpspec: a fault of its own: ${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.UNEXPECTED;
}
