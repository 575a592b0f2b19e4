/** The JSON Schema of findings.json, as published in results/findings.schema.json. */
import { z } from 'zod';
import { FINDINGS_VERSION, findingsSchema } from './findings.js';

export function findingsJsonSchema(): object {
  const schema = z.toJSONSchema(findingsSchema, { target: 'draft-2020-12' });
  return { ...schema, $id: `findings-${FINDINGS_VERSION}`, title: 'Findings of a session lab run' };
}
