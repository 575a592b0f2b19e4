/**
 * A signer that remembers the signatures of those who came back. The plug-in checks the cookie of every request and then
 * signs the same key again: two HMACs, which cost more than to look the session up.
 *
 * A cookie is still compared with the signature in constant time; only making that signature is spared.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Signer } from '@fastify/cookie';
import { LruMap } from 'toad-cache';

/** What the session plug-in asks of a signer. */
export type KeySigner = Pick<Signer, 'sign' | 'unsign'>;

/** Keys in use lately, some 300 bytes each. */
const REMEMBERED = 10_000;

interface Remembered {
  readonly key: string;
  /** As in the cookie: `key.signature`. */
  readonly signed: string;
  readonly signature: Buffer;
}

export class RememberingSigner implements KeySigner {
  readonly #signer: KeySigner;
  readonly #remembered: LruMap<Remembered>;

  constructor(signer: KeySigner, remembered: number = REMEMBERED) {
    this.#signer = signer;
    this.#remembered = new LruMap(remembered);
  }

  sign(key: string): string {
    // A key that is signed and not known is a newcomer's, who may never come back: most of them only look.
    return this.#remembered.get(key)?.signed ?? this.#signer.sign(key);
  }

  unsign(cookie: string): ReturnType<KeySigner['unsign']> {
    const dot = cookie.lastIndexOf('.');
    const known = this.#remembered.get(cookie.slice(0, dot));
    if (known !== undefined) {
      const presented = Buffer.from(cookie.slice(dot + 1));
      const { signature, key } = known;
      if (presented.length === signature.length && timingSafeEqual(presented, signature)) {
        return { valid: true, renew: false, value: key };
      }
    }
    const result = this.#signer.unsign(cookie);
    // One that was signed with an older secret is to be signed anew, not remembered.
    if (result.valid && !result.renew) this.#remember(cookie);
    return result;
  }

  #remember(cookie: string): void {
    // A copy: the cookie is a slice of a request's header, and would keep the whole of it alive.
    const signed = Buffer.from(cookie).toString();
    const dot = signed.lastIndexOf('.');
    const remembered = { key: signed.slice(0, dot), signed, signature: Buffer.from(signed.slice(dot + 1)) };
    this.#remembered.set(remembered.key, remembered);
  }
}
