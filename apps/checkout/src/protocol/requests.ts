/** Bodies of the JSON API's requests. Every write names its item: adding one twice is the same as once. */
export interface ItemBody {
  readonly item: number;
}
export interface SignInBody extends ItemBody {
  readonly account: string;
}
export interface WatchBody {
  readonly title: string;
  readonly positionSeconds: number;
  readonly sequence: number;
}
export interface PlanBody extends ItemBody {
  readonly plan: 'basic' | 'standard' | 'premium';
}
export interface PaymentMethodBody extends ItemBody {
  /** Last four digits; the lab never sends a card number. */
  readonly card: string;
}
export interface ClaimBody {
  readonly code: string;
}
/** Answer of `handOff`. */
export interface HandOffAnswer {
  readonly code: string;
}
/** Answer of `pay` and `receipt`; `receipt` is null while there is none. */
export interface ReceiptAnswer {
  readonly receipt: { readonly idempotencyKey: string; readonly amountCents: number } | null;
}
