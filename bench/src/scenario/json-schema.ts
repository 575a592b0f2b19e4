/** The JSON Schema by which editors complete and check scenario files. */
import { z } from 'zod';
import { scenarioSchema } from './schema.js';

/** @returns the content of scenarios/scenario.schema.json */
export function scenarioJsonSchema(): string {
  // Editors of YAML speak draft 7 best.
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-7' });
  const titled = { title: 'Scenario of the session lab', ...schema };
  return `${JSON.stringify(titled, null, 2)}\n`;
}
