/** What the checkout and the payment gateway say to each other: `POST /charges`. */
export interface ChargeRequest {
  readonly idempotencyKey: string;
  readonly account: string;
  readonly amountCents: number;
  /** Operation id of the pay request. */
  readonly op: number;
}

export interface Charge {
  readonly chargeId: string;
  /** Of the first charge under this idempotency key. */
  readonly amountCents: number;
}
