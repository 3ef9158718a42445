import { planCases } from '../harness/plan.js';
import { coverRequirements } from '../harness/requirements.js';
import { listing } from './case-listing.js';
import { CommandError, EXIT } from './exit.js';
import { requirementListing } from './requirement-listing.js';
import { suiteFiles } from './suites.js';

/** `tcpspec list`: prints the cases, or the ledger of requirements. Resolves to the exit code. */
export async function listCommand(patterns: readonly string[], options: { requirements?: boolean }): Promise<number> {
  const plan = await planCases(suiteFiles(), { selection: { patterns }, families: [4, 6], repeat: 1 });
  if (options.requirements) {
    process.stdout.write(requirementListing(coverRequirements(plan.cases, [])));
    return EXIT.OK;
  }
  const selected = plan.instances.map((instance) => instance.case);
  if (selected.length === 0)
    throw new CommandError(EXIT.NOTHING, `no case matches ${patterns.map((each) => `'${each}'`).join(', ')}`);
  process.stdout.write(listing(selected));
  return EXIT.OK;
}
