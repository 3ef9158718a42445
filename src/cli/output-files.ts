import { ReportError } from '../report/report-error.js';
import { writeWhole } from '../report/whole-file.js';
import { usageError } from './exit.js';

/** Something to be written: where to, a path or `-` for standard output, and its text in pieces. */
export interface Output {
  readonly to: string;
  readonly pieces: () => Iterable<string> | AsyncIterable<string>;
}

/** Throws a usage error if two outputs go to one place. */
export function checkPlaces(places: readonly string[]): void {
  const twice = places.find((place, at) => places.indexOf(place) !== at);
  if (twice !== undefined)
    throw usageError(
      `two outputs cannot both go to ${twice === '-' ? 'standard output' : twice}: give them different files`,
    );
}

/** Writes each output, a file so that it is complete or absent. Throws a usage error if a file cannot be written. */
export async function writeOutputs(outputs: readonly Output[]): Promise<void> {
  for (const { to, pieces } of outputs) {
    if (to === '-') for await (const piece of pieces()) await toStandardOutput(piece);
    else await writeWhole(to, pieces()).catch(rejected);
  }
}

function rejected(error: unknown): never {
  throw error instanceof ReportError ? usageError(error.message.replaceAll(' with --out', '')) : error;
}

function toStandardOutput(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve()); // also when nobody reads on
  });
}
