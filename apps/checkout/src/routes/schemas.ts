/** JSON schemas of the API's bodies and answers. Unknown properties are refused. */

const object = (properties: Record<string, object>, required = Object.keys(properties)): object => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const text = (maxLength: number): object => ({ type: 'string', minLength: 1, maxLength });

const item = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
const plan = { type: 'string', enum: ['basic', 'standard', 'premium'] };
const card = { type: 'string', pattern: '^[0-9]{4}$' };
const watch = object({
  title: text(100),
  positionSeconds: { type: 'number', minimum: 0 },
  sequence: { type: 'integer', minimum: 0 },
});
const receipt = { ...object({ idempotencyKey: text(100), amountCents: { type: 'integer' } }), nullable: true };

export const BODIES = {
  item: object({ item }),
  signIn: object({ item, account: text(100) }),
  watch,
  plan: object({ item, plan }),
  paymentMethod: object({ item, card }),
  claim: object({ code: text(20) }),
  // What a person types; the pages number the items themselves.
  signInForm: object({ account: text(100) }),
  planForm: object({ plan }),
  paymentMethodForm: object({ card }),
} as const;

export const ANSWERS = {
  /** Birth and items are in the headers. */
  done: object({ done: { type: 'boolean' } }),
  titles: object({
    titles: { type: 'array', items: object({ id: text(100), name: text(100), minutes: { type: 'integer' } }) },
  }),
  receipt: object({ receipt }),
  code: object({ code: text(20) }),
  session: object({
    session: {
      ...object(
        {
          birth: text(100),
          items: { type: 'string' },
          account: { type: 'string' },
          watch,
          plan,
          card,
          receipt,
        },
        ['birth', 'items'],
      ),
      nullable: true,
    },
  }),
  problem: object({ problem: { type: 'string' } }),
} as const;
