/** The charges of the gateway: one per idempotency key, whatever is asked twice or at once. */
import type { Charge, ChargeRequest, LedgerEntry } from '@session-lab/checkout/protocol';

export interface ChargeDeps {
  /** Monotonic microseconds. */
  readonly nowUs: () => number;
  /** Resolves when a charge has been processed. */
  readonly process: () => Promise<void>;
}

export class Charges {
  readonly #deps: ChargeDeps;
  readonly #byKey = new Map<string, Promise<Charge>>();
  readonly #ledger: LedgerEntry[] = [];

  constructor(deps: ChargeDeps) {
    this.#deps = deps;
  }

  /** Charges, or answers with the charge that was, or is being, made under the same key. */
  charge(body: ChargeRequest): Promise<Charge> {
    const known = this.#byKey.get(body.idempotencyKey);
    if (known !== undefined) return known;
    const made = this.#make(body);
    this.#byKey.set(body.idempotencyKey, made);
    return made;
  }

  /** In order of the charges. */
  get ledger(): readonly LedgerEntry[] {
    return this.#ledger;
  }

  async #make({ idempotencyKey, account, amountCents, op }: ChargeRequest): Promise<Charge> {
    await this.#deps.process();
    this.#ledger.push({ t: this.#deps.nowUs(), key: idempotencyKey, account, op, amountCents });
    return { chargeId: `charge-${this.#ledger.length}`, amountCents };
  }
}
