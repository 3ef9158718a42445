import { readFileSync } from 'node:fs';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Result, Summary } from './run.js';
import { summarise } from './summary.js';

const MOST_PROBLEMS = 50;

/**
 * Everything that is wrong with a value as the content of run.json, one sentence each, by docs/run.schema.json; empty if
 * nothing is. Also checks what a schema cannot say: that the summary counts the results. Names at most 50 problems.
 */
export function validateRun(value: unknown): string[] {
  const validate = compiled();
  if (!validate(value)) return (validate.errors ?? []).slice(0, MOST_PROBLEMS).map(sentence);
  const run = value as { readonly results: readonly Result[]; readonly summary: Summary };
  const counted = summarise(run.results);
  return Object.entries(counted)
    .filter(([verdict, count]) => run.summary[verdict as keyof Summary] !== count)
    .map(([verdict, count]) => `/summary/${verdict} is not the number of results with that verdict, ${count}`);
}

let validator: ValidateFunction | undefined;

function compiled(): ValidateFunction {
  if (validator) return validator;
  const schema = JSON.parse(readFileSync(new URL('../../../docs/run.schema.json', import.meta.url), 'utf8'));
  validator = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  return validator;
}

function sentence(error: ErrorObject): string {
  const where = error.instancePath || '/';
  if (error.keyword === 'additionalProperties')
    return `${where} has an unknown field ${error.params.additionalProperty}`;
  if (error.keyword === 'enum') return `${where} must be one of ${error.params.allowedValues.join(', ')}`;
  return `${where} ${error.message}`;
}
